// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/deviation.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kShortestShaft_mm = 1.0;

// Turn about `normal` that brings `from` onto `to`, both seen in the plane square to it.
double turn_rad(const Vector3d& from, const Vector3d& to, const Vector3d& normal) {
  return std::atan2(from.cross(to).dot(normal), from.dot(to) - from.dot(normal) * to.dot(normal));
}

}  // namespace

const char* to_string(AlertKind kind) {
  switch (kind) {
    case AlertKind::kBesidePlan:
      return "beside_plan";
    case AlertKind::kAngle:
      return "angle";
    case AlertKind::kMissAhead:
      return "miss_ahead";
    case AlertKind::kPastTarget:
      return "past_target";
    case AlertKind::kNearStructure:
      return "near_structure";
  }
  return "";
}

std::span<const OptionSpec<AlertLimits>> alert_limit_table() {
  static constexpr std::array<OptionSpec<AlertLimits>, 6> kTable = {{
      {"alert_beside_mm", &AlertLimits::beside_mm, 0.5, 50.0, 0.5,
       "tip farther than this from the planned line: alert"},
      {"alert_angle_rad", &AlertLimits::angle_rad, 0.01, 1.5, 0.01,
       "shaft turned by more than this against the plan: alert"},
      {"alert_miss_mm", &AlertLimits::miss_mm, 0.5, 50.0, 0.5,
       "straight on the needle would miss the target by more than this: alert"},
      {"alert_past_mm", &AlertLimits::past_mm, 0.5, 50.0, 0.5,
       "tip farther than this beyond the target: alert"},
      {"alert_release", &AlertLimits::release, 0.0, 0.9, 0.05,
       "an alert goes when the value is back by this share of its limit"},
      {"alert_release_structure_mm", &AlertLimits::release_structure_mm, 0.0, 20.0, 0.5,
       "a structure's alert goes this far beyond the distance asked for"},
  }};
  return kTable;
}

bool PlanDeviation::has(AlertKind kind) const {
  const auto last = alerts.begin() + static_cast<std::ptrdiff_t>(alert_count);
  return std::find(alerts.begin(), last, kind) != last;
}

PlanMonitor::PlanMonitor(const Plan& plan, const AlertLimits& limits)
    : plan_(plan),
      limits_(limits),
      distances_mm_(plan.structures.size(), std::numeric_limits<double>::infinity()) {}

PlanDeviation PlanMonitor::update(const NeedlePlace& sight) {
  PlanDeviation deviation;
  const Vector3d shaft = sight.tip_mm - sight.shaft_mm;
  if (!plan_.best || sight.state == NeedleState::kNotSeen || shaft.norm() < kShortestShaft_mm) {
    return deviation;
  }
  deviation.state = sight.state;
  const Vector3d entry = entry_mm(plan_.best->way);
  const Vector3d planned = (end_mm(plan_.best->way) - entry).normalized();
  const Vector3d heading = shaft.normalized();
  const Vector3d from_entry = sight.tip_mm - entry;
  const Vector3d to_target = plan_.target_mm - sight.tip_mm;
  deviation.tip_to_target_mm = to_target.norm();
  deviation.along_mm = from_entry.dot(planned);
  deviation.beside_mm = (from_entry - deviation.along_mm * planned).norm();
  const Vector3d normal = sight.out_of_plane.value_or(Vector3d::UnitZ());
  deviation.angle_in_plane_rad = turn_rad(planned, heading, normal);
  if (sight.out_of_plane) {
    deviation.angle_out_of_plane_rad = std::asin(std::clamp(heading.dot(normal), -1.0, 1.0)) -
                                       std::asin(std::clamp(planned.dot(normal), -1.0, 1.0));
  }
  deviation.straight_end_mm = sight.tip_mm + std::max(0.0, to_target.dot(heading)) * heading;
  deviation.straight_miss_mm = (deviation.straight_end_mm - plan_.target_mm).norm();
  measure_structures(sight, deviation);

  const double turned =
      std::hypot(deviation.angle_in_plane_rad, deviation.angle_out_of_plane_rad.value_or(0.0));
  // Along its own way: a needle that comes from elsewhere is not beyond before it has passed.
  const double past = -to_target.dot(heading);
  switch_alert(AlertKind::kBesidePlan, deviation.beside_mm, limits_.beside_mm, deviation);
  switch_alert(AlertKind::kAngle, turned, limits_.angle_rad, deviation);
  switch_alert(AlertKind::kMissAhead, deviation.straight_miss_mm, limits_.miss_mm, deviation);
  switch_alert(AlertKind::kPastTarget, past, limits_.past_mm, deviation);
  switch_structure_alert(deviation);
  return deviation;
}

void PlanMonitor::measure_structures(const NeedlePlace& sight, PlanDeviation& deviation) {
  const double radius = 0.5 * plan_.needle.model.outer_diameter_mm;
  double least_room = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < plan_.structures.size(); ++i) {
    const NoGo& structure = plan_.structures[i];
    distances_mm_[i] = distance_mm(structure, sight.shaft_mm, sight.tip_mm) - radius;
    const double room = distances_mm_[i] - structure.least_mm;
    if (room >= least_room) continue;
    least_room = room;
    deviation.nearest_structure = i;
    deviation.nearest_mm = distances_mm_[i];
  }
}

void PlanMonitor::switch_alert(AlertKind kind, double value, double limit,
                               PlanDeviation& deviation) {
  bool& on = on_[static_cast<std::size_t>(kind)];
  on = value > (on ? limit * (1.0 - limits_.release) : limit);
  if (on) deviation.alerts[deviation.alert_count++] = kind;
}

void PlanMonitor::switch_structure_alert(PlanDeviation& deviation) {
  bool& on = on_[static_cast<std::size_t>(AlertKind::kNearStructure)];
  if (!deviation.nearest_structure) return;
  const double room =
      deviation.nearest_mm - plan_.structures[*deviation.nearest_structure].least_mm;
  on = room < (on ? limits_.release_structure_mm : 0.0);
  if (on) deviation.alerts[deviation.alert_count++] = AlertKind::kNearStructure;
}

}  // namespace echolance
