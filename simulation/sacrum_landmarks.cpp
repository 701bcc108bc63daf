// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>

#include "simulation/sacrum.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// Takes straight coordinates, gives planned landmarks in Reference.
class SacralPoints {
 public:
  SacralPoints(const SacrumSize& size, const Eigen::Isometry3d& pose) : size_(size), pose_(pose) {}

  void free(const std::string& name, const Vector3d& straight) {
    add(name, straight, LandmarkSnap::kFree);
  }
  /// The first bone on the way in from behind.
  void from_behind(const std::string& name, double x, double way) {
    const Vector3d start(x, size_.dorsal_depth(x, way) + 22.0, way);
    add(name, start, LandmarkSnap::kAlong);
    points_.back().along = pose_.linear() * -size_.curve.backwards(way);
  }
  void near(const std::string& name, const Vector3d& straight) {
    add(name, straight, LandmarkSnap::kNearest);
  }
  std::vector<PlannedLandmark> take() { return std::move(points_); }

 private:
  void add(const std::string& name, const Vector3d& straight, LandmarkSnap snap) {
    points_.push_back({name, pose_ * size_.curve.bent(straight), snap, Vector3d::UnitY()});
  }

  const SacrumSize& size_;
  Eigen::Isometry3d pose_;
  std::vector<PlannedLandmark> points_;
};

std::string level(std::size_t i) {
  return fmt::format("s{}_", i + 1);
}

void add_side(const SacrumSize& size, double side, SacralPoints& out) {
  const std::string suffix = side > 0.0 ? "_left" : "_right";
  for (std::size_t i = 0; i < 4; ++i) {
    const double x = side * size.foramen_x[i], way = size.foramen_way[i];
    out.free(level(i) + "foramen" + suffix, {x, size.dorsal_depth(x, way), way});
    const double between = i < 3 ? 0.5 * (way + size.foramen_way[i + 1]) : way + 7.0;
    out.from_behind(level(i) + "lateral_crest" + suffix, side * size.lateral_crest.at(between),
                    between);
    const double inner = size.foramen_x[i] - 0.5 * size.foramen_width[i] - 1.0;
    out.from_behind(level(i) + "intermediate_crest" + suffix, side * inner, between);
  }
  out.from_behind("sacral_cornu" + suffix, side * 0.5 * size.inter_cornual_mm,
                  size.length_mm - 3.0);
  const double angle_way = 0.83 * size.length_mm;
  out.near("inferior_lateral_angle" + suffix, {side * size.edge_x(angle_way, 0.0), 0.0, angle_way});
  out.near("sacral_ala" + suffix, {side * 40.0 * size.scale, -14.0, 3.0});
}

}  // namespace

std::vector<PlannedLandmark> sacrum_landmarks(const PatientParameters& parameters,
                                              const SacrumSize& size) {
  SacralPoints out(size, reference_from_pelvis(parameters));
  out.near("s1_upper_endplate", {0.0, -size.body_half_depth_mm, 0.0});
  out.near("sacral_promontory", {0.0, -2.0 * size.body_half_depth_mm, 1.0});
  const double last_crest = size.hiatus_apex_way - 6.0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double way = size.tubercle_way[i];
    // A long hiatus leaves the lower laminae open: no crest there.
    if (way < last_crest) out.from_behind(level(i) + "spinous_tubercle", 0.0, way + 1.0);
    const double depth = size.canal_depth.at(way), wide = size.canal_half_width.at(way);
    out.free(level(i) + "canal_centre", {0.0, 0.5 * depth, way});
    out.free(level(i) + "canal_front", {0.0, 0.0, way});
    out.free(level(i) + "canal_back", {0.0, depth, way});
    out.free(level(i) + "canal_left", {wide, 0.5 * depth, way});
    out.free(level(i) + "canal_right", {-wide, 0.5 * depth, way});
  }
  const double apex = size.hiatus_apex_way;
  out.from_behind("sacral_hiatus_apex", 0.0, apex - 1.5);
  out.free("sacral_hiatus_canal", {0.0, 0.5 * size.canal_depth.at(apex - 2.0), apex - 2.0});
  out.free("sacral_hiatus_centre",
           {0.0, 0.6 * size.canal_depth.at(apex), 0.5 * (apex + size.length_mm)});
  out.free("sacrococcygeal_joint", {0.0, -2.0, size.length_mm + 1.0});
  add_side(size, 1.0, out);
  add_side(size, -1.0, out);
  return out.take();
}

}  // namespace echolance
