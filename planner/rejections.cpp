// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/rejections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kDegrees = 180.0 / std::numbers::pi;

// What stopped the ways of one region.
struct Tally {
  int candidates = 0;
  std::array<int, kStopCount> stops{};
  // Of the ways with each stop the one that comes nearest to being feasible.
  std::array<std::size_t, kStopCount> nearest{};
  std::array<float, kStopCount> excess{};
};

std::size_t compass_point(const PlanScene& scene, const Vector3d& from_middle) {
  std::size_t best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < scene.compass.size(); ++i) {
    const double along = scene.compass[i].direction.dot(from_middle);
    if (along > most) {
      most = along;
      best = i;
    }
  }
  return best;
}

// Ways that were followed through the maps say more than those that fail before; of these the ones
// that pass most limits.
Stop telling_stop(const Tally& tally) {
  const auto at = [&](Stop stop) { return tally.stops[static_cast<std::size_t>(stop)]; };
  if (at(Stop::kBone) + at(Stop::kNoGo) > 0) {
    return at(Stop::kBone) >= at(Stop::kNoGo) ? Stop::kBone : Stop::kNoGo;
  }
  std::size_t last = kStopCount - 1;
  while (last > 1 && tally.stops[last] == 0) --last;
  return static_cast<Stop>(last);
}

Stop commonest_stop(const Tally& tally) {
  const auto most = std::max_element(tally.stops.begin() + 1, tally.stops.end());
  return static_cast<Stop>(most - tally.stops.begin());
}

// "comes too near to s2_foramen_left: 3.5 mm, least 5.0 mm".
std::string structure_words(const PathJudge& judge, const Candidate& candidate) {
  const auto* found = static_cast<const NoGo*>(nullptr);
  double least = std::numeric_limits<double>::infinity();
  for (const auto& structure : judge.scene().no_go) {
    if (structure.kind != ClearanceKind::kForbidden) continue;
    const double room =
        distance_mm(structure, candidate.entry_mm.cast<double>(), candidate.end_mm.cast<double>()) -
        structure.least_mm - static_cast<double>(judge.needle_radius_mm());
    if (room >= least) continue;
    least = room;
    found = &structure;
  }
  if (found == nullptr) return "comes too near to a structure to avoid";
  const double distance = least + found->least_mm;
  return distance < 0.0 ? fmt::format("goes through {}", found->name)
                        : fmt::format("comes too near to {}: {:.1f} mm, least {:.1f} mm",
                                      found->name, distance, found->least_mm);
}

std::string region_sentence(const PathJudge& judge, const JudgedWays& ways, const Tally& tally) {
  const int rejected = tally.candidates - tally.stops[0];
  if (tally.stops[0] > 0) {
    return fmt::format("{} of {} ways are rejected, most often: {}", rejected, tally.candidates,
                       stop_phrase(commonest_stop(tally)));
  }
  const std::size_t index = tally.nearest[static_cast<std::size_t>(telling_stop(tally))];
  return fmt::format("all {} ways are rejected; the one that comes nearest {}", tally.candidates,
                     stop_words(judge, ways.candidates[index], ways.verdicts[index]));
}

}  // namespace

const std::string& region_of(const PathJudge& judge, const Vector3d& place_mm) {
  const PlanScene& scene = judge.scene();
  return scene.compass[compass_point(scene, place_mm - judge.probe().origin_mm)].name;
}

const char* stop_phrase(Stop stop) {
  switch (stop) {
    case Stop::kNone:
      return "feasible";
    case Stop::kTooLong:
      return "the needle is too short";
    case Stop::kTooFlat:
      return "too flat under the probe";
    case Stop::kTooSteep:
      return "too steep";
    case Stop::kFootprint:
      return "the probe is in the way";
    case Stop::kOffPlane:
      return "not in the plane the procedure asks for";
    case Stop::kOutOfView:
      return "the end is outside the picture";
    case Stop::kBone:
      return "bone before the target";
    case Stop::kNoGo:
      return "too near to a structure";
  }
  return "";
}

std::string stop_words(const PathJudge& judge, const Candidate& candidate,
                       const PathVerdict& verdict) {
  const double length = (candidate.end_mm - candidate.entry_mm).norm();
  const double excess = verdict.excess;
  const PathRequest& request = judge.request();
  switch (verdict.stop) {
    case Stop::kNone:
      return "is feasible";
    case Stop::kTooLong:
      return fmt::format("is {:.0f} mm long, {:.0f} mm more than the needle", length, excess);
    case Stop::kTooFlat:
      return fmt::format("lies at {:.0f} deg to the probe's face, less than the {:.0f} deg allowed",
                         kDegrees * (request.rules.angle_to_face_rad.low - excess),
                         kDegrees * request.rules.angle_to_face_rad.low);
    case Stop::kTooSteep:
      return fmt::format("lies at {:.0f} deg to the probe's face, more than the {:.0f} deg allowed",
                         kDegrees * (request.rules.angle_to_face_rad.high + excess),
                         kDegrees * request.rules.angle_to_face_rad.high);
    case Stop::kFootprint:
      return fmt::format("would enter through the probe, {:.0f} mm inside its edge", excess);
    case Stop::kOffPlane:
      return fmt::format("does not lie as the procedure asks to the picture plane, by {:.0f} deg",
                         kDegrees * excess);
    case Stop::kOutOfView:
      return fmt::format("ends {:.1f} mm outside the picture", excess);
    case Stop::kBone:
      return fmt::format("meets bone at {:.0f} mm of {:.0f} mm",
                         static_cast<double>(verdict.stopped_at_mm), length);
    case Stop::kNoGo:
      return structure_words(judge, candidate);
  }
  return {};
}

std::vector<RegionVerdict> judge_regions(const PathJudge& judge, const JudgedWays& ways) {
  const PlanScene& scene = judge.scene();
  std::vector<Tally> tallies(scene.compass.size());
  for (auto& tally : tallies) tally.excess.fill(std::numeric_limits<float>::infinity());
  for (std::size_t i = 0; i < ways.candidates.size(); ++i) {
    const Vector3d entry = ways.candidates[i].entry_mm.cast<double>();
    Tally& tally = tallies[compass_point(scene, entry - judge.probe().origin_mm)];
    const auto stop = static_cast<std::size_t>(ways.verdicts[i].stop);
    ++tally.candidates;
    ++tally.stops[stop];
    if (ways.verdicts[i].excess >= tally.excess[stop]) continue;
    tally.excess[stop] = ways.verdicts[i].excess;
    tally.nearest[stop] = i;
  }
  std::vector<RegionVerdict> regions;
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const Tally& tally = tallies[i];
    if (tally.candidates == 0) continue;
    RegionVerdict region{scene.compass[i].name, tally.candidates, tally.stops[0], ""};
    if (tally.stops[0] < tally.candidates) region.reason = region_sentence(judge, ways, tally);
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace echolance
