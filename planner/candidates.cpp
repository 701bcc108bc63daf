// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/candidates.hpp"

#include <cmath>
#include <numbers>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kBeyondReach = 1.3;  // how much longer ways are looked at, to say what is missing
constexpr double kLeastWay_mm = 3.0;
constexpr double kDegree_rad = std::numbers::pi / 180.0;
constexpr double kAround = 0.6;  // of the tolerance
constexpr int kEndsInSpace = 8, kEndsInPicture = 2;

void add(const Vector3d& entry, const Vector3d& end, std::vector<Candidate>& candidates) {
  candidates.push_back({entry.cast<float>(), end.cast<float>()});
}

void add_by_degrees(const Vector3d& entry, const PathRequest& request,
                    std::vector<Candidate>& candidates) {
  const Vector3d way = request.target_mm - entry;
  const double length = way.norm();
  add(entry, request.target_mm, candidates);
  const double straight = std::atan2(way.y(), way.x());
  const double most = std::asin(std::min(1.0, request.tolerance_mm / length));
  const auto first = static_cast<int>(std::ceil((straight - most) / kDegree_rad));
  const auto last = static_cast<int>(std::floor((straight + most) / kDegree_rad));
  for (int degree = first; degree <= last; ++degree) {
    const double off = degree * kDegree_rad - straight;
    const double angle = degree * kDegree_rad;
    const Vector3d direction(std::cos(angle), std::sin(angle), 0.0);
    add(entry, entry + length * std::cos(off) * direction, candidates);
  }
}

}  // namespace

std::vector<Candidate> make_candidates(const PlanScene& scene, const PathRequest& request) {
  const double around = kAround * request.tolerance_mm;
  const int places = scene.space == PlanSpace::kReference ? kEndsInSpace : kEndsInPicture;
  std::vector<Vector3d> ends = {request.target_mm};
  for (int i = 0; i < places; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / places;
    ends.push_back(request.target_mm + around * (std::cos(angle) * scene.probe.right +
                                                 std::sin(angle) * scene.probe.out()));
  }
  std::vector<Candidate> candidates;
  candidates.reserve(scene.skin_mm.size() * (ends.size() + 2));
  for (const auto& entry : scene.skin_mm) {
    const double length = (request.target_mm - entry).norm();
    if (length > kBeyondReach * request.needle.length_mm || length < kLeastWay_mm) continue;
    const bool in_picture =
        scene.space == PlanSpace::kImage && entry.z() == 0.0 && request.target_mm.z() == 0.0;
    if (in_picture) {
      add_by_degrees(entry, request, candidates);
    } else {
      for (const auto& end : ends) add(entry, end, candidates);
    }
  }
  return candidates;
}

}  // namespace echolance
