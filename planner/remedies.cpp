// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "planner/candidates.hpp"
#include "planner/rejections.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kDegree_rad = std::numbers::pi / 180.0;
constexpr std::size_t kMostTried = 12000;  // ways judged per remedy
constexpr double kInsideBone_mm = 1.0;

class RemedySearch {
 public:
  RemedySearch(const PathJudge& judge, std::span<const Candidate> candidates)
      : judge_(judge), candidates_(candidates) {}

  void target() {
    const Vector3d& target = judge_.request().target_mm;
    const double depth = -judge_.scene().bone.at(target);
    if (depth >= kInsideBone_mm) {
      sentences_.push_back(fmt::format(
          "the target lies {:.1f} mm inside bone: move it to the bone's surface", depth));
    }
    for (const auto& structure : judge_.scene().no_go) {
      if (structure.kind != ClearanceKind::kForbidden) continue;
      const double distance =
          distance_mm(structure, target, target) - static_cast<double>(judge_.needle_radius_mm());
      // Ends beside the target may still be far enough.
      if (distance >= structure.least_mm - judge_.request().tolerance_mm) continue;
      sentences_.push_back(
          fmt::format("the target itself lies {:.1f} mm from {}, where {:.0f} mm are asked for: "
                      "choose another target",
                      distance, structure.name, structure.least_mm));
    }
  }

  void moved_probe() {
    const ProbeFace& probe = judge_.probe();
    for (double by_mm = 2.0; by_mm <= 30.0; by_mm += 2.0) {
      for (const double sign : {-1.0, 1.0}) {
        ProbeFace moved = probe;
        moved.origin_mm += sign * by_mm * probe.right;
        if (!opens(judge_.with_probe(moved))) continue;
        const auto& name = region_of(judge_, probe.origin_mm + sign * 100.0 * probe.right);
        sentences_.push_back(fmt::format("move the probe {:.0f} mm ({})", by_mm, name));
        return;
      }
    }
  }

  // About the beam through the target, which so stays in the picture.
  void turned_probe() {
    if (judge_.scene().space == PlanSpace::kImage) return;
    const ProbeFace& probe = judge_.probe();
    const Vector3d target = judge_.request().target_mm;
    for (int by = 10; by <= 90; by += 10) {
      for (const int sign : {-1, 1}) {
        const Eigen::AngleAxisd turn(sign * by * kDegree_rad, probe.beam);
        ProbeFace turned = probe;
        turned.right = turn * probe.right;
        turned.origin_mm = target + turn * (probe.origin_mm - target);
        if (!opens(judge_.with_probe(turned))) continue;
        sentences_.push_back(fmt::format("turn the probe by {} deg {} (seen along the beam)", by,
                                         sign > 0 ? "clockwise" : "anticlockwise"));
        return;
      }
    }
  }

  void longer_needle() {
    for (double length = judge_.request().needle.length_mm + 10.0; length <= 200.0;
         length += 10.0) {
      PathRequest request = judge_.request();
      request.needle.length_mm = length;
      const auto longer = make_candidates(judge_.scene(), request);
      if (!opens(judge_.with_request(request), longer)) continue;
      sentences_.push_back(fmt::format("a needle of {:.0f} mm reaches", length));
      return;
    }
  }

  void wider_angles() {
    for (int by = 5; by <= 40; by += 5) {
      PathRequest request = judge_.request();
      Range& allowed = request.rules.angle_to_face_rad;
      allowed.low = std::max(0.0, allowed.low - by * kDegree_rad);
      allowed.high = std::min(0.5 * std::numbers::pi, allowed.high + by * kDegree_rad);
      if (!opens(judge_.with_request(request))) continue;
      sentences_.push_back(fmt::format(
          "with {} deg more in the range of angles ({:.0f} to {:.0f} deg) there is a way", by,
          allowed.low / kDegree_rad, allowed.high / kDegree_rad));
      return;
    }
  }

  void other_plane() {
    if (judge_.request().rules.plane == NeedlePlane::kEither) return;
    PathRequest request = judge_.request();
    request.rules.plane = NeedlePlane::kEither;
    if (!opens(judge_.with_request(request))) return;
    sentences_.emplace_back("with the needle out of the picture plane there is a way");
  }

  [[nodiscard]] std::vector<std::string> sentences() const { return sentences_; }

 private:
  [[nodiscard]] bool opens(const PathJudge& judge) const { return opens(judge, candidates_); }

  [[nodiscard]] static bool opens(const PathJudge& judge, std::span<const Candidate> candidates) {
    const std::size_t stride = std::max<std::size_t>(1, candidates.size() / kMostTried);
    for (std::size_t i = 0; i < candidates.size(); i += stride) {
      if (judge.judge(candidates[i]).stop == Stop::kNone) return true;
    }
    return false;
  }

  const PathJudge& judge_;
  std::span<const Candidate> candidates_;
  std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> find_remedies(const PathJudge& judge,
                                       std::span<const Candidate> candidates,
                                       const Candidate& nearest) {
  RemedySearch search(judge, candidates);
  search.target();
  search.moved_probe();
  search.turned_probe();
  search.longer_needle();
  search.wider_angles();
  search.other_plane();
  auto sentences = search.sentences();
  if (!sentences.empty()) return sentences;
  sentences.push_back(fmt::format(
      "no move or turn of the probe, longer needle or wider angle alone opens a way; the nearest "
      "one, {}, {}: choose another target or level",
      region_of(judge, nearest.entry_mm.cast<double>()),
      stop_words(judge, nearest, judge.judge(nearest))));
  return sentences;
}

}  // namespace echolance
