// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/follow_plan.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "core/pose_chain.hpp"

namespace echolance {
namespace {

using Eigen::Matrix4d;
using Eigen::Vector3d;

// From pixels of the picture (z: 0) to the plan's space, and back.
struct PictureMap {
  Matrix4d space_from_px = Matrix4d::Identity();
  Matrix4d px_from_space = Matrix4d::Identity();
  std::optional<Vector3d> out_of_plane;  // unit, in the plan's space; empty for plans in pictures

  [[nodiscard]] Vector3d to_space(const PixelPoint& point) const {
    return (space_from_px * Eigen::Vector4d(point.x_px, point.y_px, 0.0, 1.0)).head<3>();
  }
  [[nodiscard]] Vector3d to_px(const Vector3d& place_mm) const {
    return (px_from_space * place_mm.homogeneous()).head<3>();
  }
};

std::optional<PictureMap> map_of(const PlanView& view, PlanSpace space) {
  PictureMap map;
  if (space == PlanSpace::kImage) {
    if (!view.frame.spacing) return std::nullopt;
    const PixelSpacing& spacing = *view.frame.spacing;
    const Vector3d origin = view.region.to_image({0.0, 0.0}, spacing).mm;
    map.space_from_px.diagonal() << spacing.x_mm_per_px, spacing.y_mm_per_px, 1.0, 1.0;
    map.space_from_px.topRightCorner<3, 1>() = origin;
  } else {
    const auto chain = chain_poses(view.frame.poses, space::Reference::kName, "Image");
    if (!chain || chain->status != PoseStatus::kOk) return std::nullopt;
    map.space_from_px = chain->to_from;
    const Vector3d normal =
        chain->to_from.block<3, 1>(0, 0).cross(chain->to_from.block<3, 1>(0, 1));
    if (!(normal.norm() > 0.0)) return std::nullopt;
    map.out_of_plane = normal.normalized();
    // Pixels have no depth of their own: one step out of the plane is a millimetre.
    map.space_from_px.block<3, 1>(0, 2) = *map.out_of_plane;
  }
  if (std::abs(map.space_from_px.determinant()) < 1e-12) return std::nullopt;
  map.px_from_space = map.space_from_px.inverse();
  return map;
}

PlanInPicture in_picture(const PictureMap& map, const Plan& plan) {
  const Vector3d entry = map.to_px(entry_mm(plan.best->way));
  const Vector3d end = map.to_px(end_mm(plan.best->way));
  const double mm_per_px = map.space_from_px.block<3, 1>(0, 0).norm();
  return {{entry.x(), entry.y()},
          {end.x(), end.y()},
          plan.tolerance_mm / mm_per_px,
          entry.z(),
          end.z()};
}

// To the picture's right, 1: all of the direction; both ends in px and mm off the plane.
double rightwards(const Vector3d& from, const Vector3d& to, double mm_per_px) {
  const Vector3d way((to.x() - from.x()) * mm_per_px, (to.y() - from.y()) * mm_per_px,
                     to.z() - from.z());
  return way.norm() > 0.0 ? way.x() / way.norm() : 0.0;
}

bool from_other_side(const PictureMap& map, const Plan& plan, const NeedleLine& line) {
  constexpr double kAside = 0.17;  // sin 10 deg
  const double mm_per_px = map.space_from_px.block<3, 1>(0, 0).norm();
  const double planned =
      rightwards(map.to_px(entry_mm(plan.best->way)), map.to_px(end_mm(plan.best->way)), mm_per_px);
  const double seen = rightwards({line.shaft.x_px, line.shaft.y_px, 0.0},
                                 {line.tip.x_px, line.tip.y_px, 0.0}, mm_per_px);
  return planned * seen < 0.0 && std::min(std::abs(planned), std::abs(seen)) > kAside;
}

std::string alert_words(const PlanDeviation& deviation) {
  std::string words;
  for (std::size_t i = 0; i < deviation.alert_count; ++i) {
    if (i > 0) words += ' ';
    words += to_string(deviation.alerts[i]);
  }
  return words;
}

const char* alert_sentence(AlertKind kind) {
  switch (kind) {
    case AlertKind::kBesidePlan:
      return "the tip was beside the planned way";
    case AlertKind::kAngle:
      return "the needle pointed away from the planned way";
    case AlertKind::kMissAhead:
      return "straight on the needle would have missed the target";
    case AlertKind::kPastTarget:
      return "the tip was beyond the target";
    case AlertKind::kNearStructure:
      return "the needle was too near to a structure to avoid";
  }
  return "";
}

}  // namespace

PlanReport follow_plan(const PlanView& view, PlanMonitor& monitor) {
  PlanReport report;
  const Plan& plan = monitor.plan();
  const auto map = map_of(view, plan.space);
  NeedlePlace sight;
  if (map && view.needle.line) {
    sight.state = view.needle.state;
    sight.tip_mm = map->to_space(view.needle.line->tip);
    sight.shaft_mm = map->to_space(view.needle.line->shaft);
    sight.out_of_plane = map->out_of_plane;
  }
  report.deviation = monitor.update(sight);
  if (map && plan.best) report.in_picture = in_picture(*map, plan);
  report.from_other_side = report.deviation.known() && map && plan.best && view.needle.line &&
                           from_other_side(*map, plan, *view.needle.line);
  if (report.deviation.known() && report.deviation.nearest_structure) {
    report.nearest_structure = plan.structures[*report.deviation.nearest_structure].name;
  }
  return report;
}

std::string plan_csv_header() {
  return ",plan_deviation,plan_tip_to_target_mm,plan_along_mm,plan_beside_mm,"
         "plan_angle_in_plane_rad,plan_angle_out_of_plane_rad,plan_straight_end_x_mm,"
         "plan_straight_end_y_mm,plan_straight_end_z_mm,plan_straight_miss_mm,"
         "plan_nearest_structure,plan_nearest_structure_mm,plan_alerts";
}

std::string plan_csv_fields(const std::optional<PlanReport>& report) {
  if (!report || !report->deviation.known()) return ",not_known,,,,,,,,,,,,";
  const PlanDeviation& deviation = report->deviation;
  const auto out = deviation.angle_out_of_plane_rad;
  const auto& end = deviation.straight_end_mm;
  const bool near = deviation.nearest_structure.has_value();
  return fmt::format(
      ",{},{:.3f},{:.3f},{:.3f},{:.5f},{},{:.3f},{:.3f},{:.3f},{:.3f},{},{},{}",
      to_string(deviation.state), deviation.tip_to_target_mm, deviation.along_mm,
      deviation.beside_mm, deviation.angle_in_plane_rad, out ? fmt::format("{:.5f}", *out) : "",
      end.x(), end.y(), end.z(), deviation.straight_miss_mm, report->nearest_structure,
      near ? fmt::format("{:.3f}", deviation.nearest_mm) : "", alert_words(deviation));
}

void PlanSummary::add(const PlanReport& report) {
  const PlanDeviation& deviation = report.deviation;
  if (report.in_picture) ++frames_placed;
  if (deviation.state == NeedleState::kPredicted) ++frames_predicted;
  if (deviation.state != NeedleState::kSeen) return;
  ++frames_seen;
  if (report.from_other_side) ++frames_from_other_side;
  least_tip_to_target_mm = std::min(least_tip_to_target_mm.value_or(deviation.tip_to_target_mm),
                                    deviation.tip_to_target_mm);
  for (std::size_t i = 0; i < kAlertKindCount; ++i) {
    const bool now = deviation.has(static_cast<AlertKind>(i));
    if (now) ++alert_frames[i];
    if (now && !on[i]) ++alerts[i];
    on[i] = now;
  }
}

std::vector<std::string> alert_sentences(const PlanSummary& summary) {
  std::vector<std::string> sentences;
  if (summary.frames_placed == 0) {
    sentences.emplace_back(
        "the plan could not be placed in any frame: its poses to the reference marker, or the "
        "pixel "
        "size, are missing");
  }
  for (std::size_t i = 0; i < kAlertKindCount; ++i) {
    if (summary.alert_frames[i] == 0) continue;
    sentences.push_back(fmt::format("{} in {} of the {} frames in which it was seen",
                                    alert_sentence(static_cast<AlertKind>(i)),
                                    summary.alert_frames[i], summary.frames_seen));
  }
  if (summary.frames_from_other_side > 0) {
    sentences.push_back(fmt::format(
        "the needle came from the other side of the picture than planned in {} of the {} frames in "
        "which it was seen",
        summary.frames_from_other_side, summary.frames_seen));
  }
  return sentences;
}

}  // namespace echolance
