// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/vertebra_landmarks.hpp"

#include <string>

#include "simulation/level_names.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// Collects landmarks of one vertebra, given in its axes.
class Collector {
 public:
  Collector(std::string prefix, const Eigen::Isometry3d& pose)
      : prefix_(std::move(prefix)), pose_(pose) {}

  void free(const std::string& what, const Vector3d& point) {
    points_.push_back({prefix_ + what, pose_ * point, LandmarkSnap::kFree, Vector3d::UnitY()});
  }
  void near(const std::string& what, const Vector3d& point) {
    points_.push_back({prefix_ + what, pose_ * point, LandmarkSnap::kNearest, Vector3d::UnitY()});
  }
  void along(const std::string& what, const Vector3d& start, const Vector3d& direction) {
    points_.push_back({prefix_ + what, pose_ * start, LandmarkSnap::kAlong,
                       (pose_.linear() * direction).normalized()});
  }
  std::vector<PlannedLandmark> take() { return std::move(points_); }

 private:
  std::string prefix_;
  Eigen::Isometry3d pose_;
  std::vector<PlannedLandmark> points_;
};

FacetAxes moved(const FacetAxes& axes, const Eigen::Isometry3d& pose) {
  return {pose * axes.centre_mm, pose.linear() * axes.normal, pose.linear() * axes.across};
}

void add_side(const VertebraFrame& f, double side, Collector& out) {
  const std::string suffix = side > 0.0 ? "_left" : "_right";
  const Vector3d forward = -Vector3d::UnitY();
  const Vector3d lamina = 0.5 * (f.lamina.top_mm + f.lamina.bottom_mm);
  const double half_way = 0.55 * f.isthmus(side).x();
  out.along("lamina" + suffix, Vector3d(half_way, lamina.y() + 30.0, lamina.z()), forward);
  const Vector3d tip = f.transverse_tip(side);
  out.along("transverse_tip" + suffix, tip + Vector3d(side * 25.0, 0.0, 0.0),
            Vector3d(-side, 0.0, 0.0));
  const FacetAxes up = f.facet_above(side), down = f.facet_below(side);
  // Where the medial branch crosses: the upper edge of the transverse process at the foot of the
  // superior articular process, from behind and above.
  const Vector3d crossing(up.centre_mm.x() + side * 8.0 * f.scale, f.wall_y_mm + 9.0,
                          f.pedicle_z_mm + 4.5 * f.scale);
  const Vector3d approach = Vector3d(side * 0.25, 1.0, 0.45).normalized();
  out.along("medial_branch" + suffix, crossing + 14.0 * approach, -approach);
  const Vector3d sap = up.centre_mm - 3.0 * up.normal;
  out.along("sap_tip" + suffix, sap + Vector3d(0.0, 0.0, 30.0), -Vector3d::UnitZ());
  const Vector3d iap = down.centre_mm + 4.5 * down.normal;
  out.along("iap_tip" + suffix, iap - Vector3d(0.0, 0.0, 30.0), Vector3d::UnitZ());
  out.near("pedicle_lower" + suffix, {side * f.pedicle_x_mm, f.wall_y_mm + 3.0,
                                      f.pedicle_z_mm - 0.5 * f.size.pedicle_height_mm});
  out.free("canal" + suffix,
           {side * 0.5 * f.size.canal_width_mm, f.wall_y_mm + 0.5 * f.size.canal_depth_mm, 0.0});
  // Moved into the middle of the joint space once both bones are there.
  const std::string below = f.level == 4 ? sacral_name(0) : lumbar_name(f.level + 1);
  const std::string facet = below + "_facet";
  out.free(facet + suffix, down.centre_mm + 0.42 * f.below.width_mm * down.across);
  out.free(facet + "_centre" + suffix, down.centre_mm);
}

void add_middle(const VertebraFrame& f, Collector& out) {
  const Vector3d forward = -Vector3d::UnitY();
  out.along("spinous_tip", f.spinous_tip() + Vector3d(0.0, 30.0, 0.0), forward);
  out.along("upper_endplate", {0.0, 0.0, f.size.height_mm}, -Vector3d::UnitZ());
  out.along("lower_endplate", {0.0, 0.0, -f.size.height_mm}, Vector3d::UnitZ());
  const double wall = f.wall_y_mm, depth = f.size.canal_depth_mm;
  out.free("canal_centre", {0.0, wall + 0.5 * depth, 0.0});
  out.free("canal_front", {0.0, wall, 0.0});
  out.free("canal_back", {0.0, wall + depth, 0.0});
}

}  // namespace

Vector3d VertebraFrame::pedicle_end(double side) const {
  return {side * (pedicle_x_mm + 0.3), wall_y_mm + 0.45 * size.canal_depth_mm, pedicle_z_mm};
}

// The narrow place between the articular processes.
Vector3d VertebraFrame::isthmus(double side) const {
  const double x = 0.5 * (pedicle_x_mm + below.lateral_mm) - 1.0;
  return {side * x, wall_y_mm + 0.80 * size.canal_depth_mm,
          pedicle_z_mm - 0.5 * size.pedicle_height_mm};
}

Vector3d VertebraFrame::transverse_tip(double side) const {
  constexpr double kUp_mm[5] = {-1.0, 0.0, 1.0, 4.0, 6.0};
  constexpr double kBack_mm[5] = {13.0, 12.0, 11.0, 11.0, 11.0};
  constexpr double kEnd_mm[5] = {2.4, 2.4, 2.4, 2.4, 4.5};
  return {side * (0.5 * size.transverse_span_mm - scale * kEnd_mm[row()]),
          wall_y_mm + kBack_mm[row()], pedicle_z_mm + scale * kUp_mm[row()]};
}

Vector3d VertebraFrame::spinous_tip() const {
  constexpr double kDown_mm[5] = {4.5, 4.0, 3.0, 2.5, 4.0};
  const Vector3d middle = 0.5 * (lamina.top_mm + lamina.bottom_mm);
  return {spinous_sway_mm, middle.y() + size.spinous_length_mm,
          middle.z() - scale * kDown_mm[row()]};
}

FacetAxes VertebraFrame::facet_above(double side) const {
  return moved(facet_axes(above, side), vertebra_from_above);
}
FacetAxes VertebraFrame::facet_below(double side) const {
  return moved(facet_axes(below, side), vertebra_from_below);
}

VertebraFrame vertebra_frame(const LumbarSpine& spine, int level) {
  const Eigen::Isometry3d to_vertebra = spine.pose_of(level).inverse();
  VertebraFrame frame;
  frame.level = level;
  frame.name = lumbar_name(level);
  frame.scale = spine.scale;
  frame.size = spine.size_of(level);
  frame.below = spine.facet_below(level);
  frame.vertebra_from_below = to_vertebra * spine.reference_from_facets(level);
  frame.lamina = spine.lamina_of(level);
  frame.wall_y_mm = 0.25 * (frame.size.upper_depth_mm + frame.size.lower_depth_mm);
  if (level >= 0) {
    frame.above = spine.facet_below(level - 1);
    frame.vertebra_from_above = to_vertebra * spine.reference_from_facets(level - 1);
  } else {
    // T11 is not grown; its joint faces backwards, as thoracic ones do [U].
    frame.above = frame.below;
    frame.above.lateral_mm -= 1.0;
    frame.above.angle_rad = 1.2;
    frame.vertebra_from_above = Eigen::Isometry3d::Identity();
    frame.vertebra_from_above.translation() = Vector3d(
        0.0, frame.wall_y_mm + 0.9 * frame.size.canal_depth_mm, 0.5 * frame.size.height_mm + 3.0);
  }
  frame.pedicle_x_mm = 0.5 * (frame.size.canal_width_mm + frame.size.pedicle_width_mm);
  frame.pedicle_z_mm = 0.5 * frame.size.height_mm - 0.5 * frame.size.pedicle_height_mm - 0.5;
  frame.spinous_sway_mm = level < 0 ? 0.0 : spine.spinous_sway_mm[frame.row()];
  return frame;
}

std::vector<PlannedLandmark> vertebra_landmarks(const VertebraFrame& frame,
                                                const Eigen::Isometry3d& reference_from_vertebra) {
  Collector out(frame.name + "_", reference_from_vertebra);
  add_middle(frame, out);
  add_side(frame, 1.0, out);
  add_side(frame, -1.0, out);
  return out.take();
}

}  // namespace echolance
