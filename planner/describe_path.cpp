// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "planner/needle_bending.hpp"
#include "planner/trajectory_search.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kFineStep_mm = 0.1;
constexpr double kUnderSkin_mm = 1.0;

double least_bone_mm(const PathJudge& judge, const Vector3d& entry, const Vector3d& end) {
  const Vector3d way = end - entry;
  const double length = way.norm();
  const double until = std::max(length - static_cast<double>(judge.contact_mm()), kUnderSkin_mm);
  double least =
      judge.scene().bone.surely_mm(entry + way * (kUnderSkin_mm / std::max(length, 1.0)));
  for (double s = kUnderSkin_mm; s < until; s += kFineStep_mm) {
    least = std::min(least, judge.scene().bone.surely_mm(entry + way * (s / length)));
  }
  return least;
}

// In the last millimetres too, where bone may be touched, but no more.
bool touches_at_most(const PathJudge& judge, const PlannedPath& path) {
  const Vector3d end = end_mm(path.way);
  const Vector3d back = (entry_mm(path.way) - end).normalized();
  for (double s = 0.0; s <= static_cast<double>(judge.contact_mm()); s += kFineStep_mm) {
    const double room = judge.scene().bone.surely_mm(end + s * back);
    if (room < static_cast<double>(judge.deepest_contact_mm())) return false;
  }
  return true;
}

}  // namespace

PlannedPath describe_path(const PathJudge& judge, const Candidate& candidate,
                          const PathVerdict& verdict) {
  const Vector3d entry = candidate.entry_mm.cast<double>();
  const Vector3d end = candidate.end_mm.cast<double>();
  const Vector3d direction = (end - entry).normalized();
  PlannedPath path;
  path.way = make_trajectory(judge.scene().space, entry, end);
  path.angle_to_face_rad = std::asin(std::clamp(direction.dot(judge.probe().beam), -1.0, 1.0));
  path.out_of_plane_rad =
      std::asin(std::clamp(std::abs(direction.dot(judge.probe().out())), 0.0, 1.0));
  path.bone_distance_mm = least_bone_mm(judge, entry, end);
  path.shadowed_share = judge.shadowed_share(candidate);
  path.expected_bending_mm = bending_mm(judge.request().needle, (end - entry).norm());
  const auto& names = path_term_names();
  for (std::size_t i = 0; i < names.size(); ++i) path.terms.*names[i].member = verdict.terms[i];
  path.score = verdict.score;
  for (const auto& structure : judge.scene().no_go) {
    const double distance =
        distance_mm(structure, entry, end) - static_cast<double>(judge.needle_radius_mm());
    path.clearances.push_back({structure.name, distance, structure.least_mm, structure.kind});
  }
  std::stable_sort(path.clearances.begin(), path.clearances.end(),
                   [](const PathClearance& a, const PathClearance& b) {
                     return a.distance_mm - a.least_mm < b.distance_mm - b.least_mm;
                   });
  return path;
}

Stop exact_stop(const PathJudge& judge, const PlannedPath& path) {
  if (path.bone_distance_mm < static_cast<double>(judge.needle_radius_mm())) return Stop::kBone;
  if (!touches_at_most(judge, path)) return Stop::kBone;
  const bool too_near =
      std::any_of(path.clearances.begin(), path.clearances.end(), [](const auto& clearance) {
        return clearance.kind == ClearanceKind::kForbidden &&
               clearance.distance_mm < clearance.least_mm;
      });
  return too_near ? Stop::kNoGo : Stop::kNone;
}

}  // namespace echolance
