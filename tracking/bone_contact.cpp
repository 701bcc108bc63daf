// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/bone_contact.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace echolance {

namespace {

constexpr double kFarthestNeighbour_mm = 2.0;  // of two bone points that are one surface
// Flatter than this the shaft lies along the bone; then there is no place where they meet.
constexpr double kFlattest_rad = 0.1;
constexpr double kAngleReach_mm = 1.5;  // of the bone's direction about a point
// Across the bone surface: where its echo begins to speak against a tip, and where it ends.
constexpr double kFreeDepth_mm = 0.3;
constexpr double kEchoDepth_mm = 2.5;
constexpr float kAgainst = -0.5F;  // evidence of a sample within

/// Bone points along and across the axis of a shaft, in samples.
struct AxisPlace {
  double along = 0.0, across = 0.0;
};

struct Meeting {
  double sample = 0.0;
  double sine = 1.0;  // of the angle between shaft and bone
};

AxisPlace place_on_axis(const ShaftAxis& axis, const Eigen::Vector2d& point) {
  const Eigen::Vector2d off = (point - axis.origin) / axis.sample_px;
  const double along = off.dot(axis.direction);
  return {along, off.dot(axis.normal()) - axis.bend_at(along) / axis.sample_px};
}

std::optional<Meeting> first_meeting(const NeedleView& view, const BoneSurface& bone,
                                     const ShaftProfile& profile) {
  const Eigen::Vector2d corner(view.bounds_px().x, view.bounds_px().y);
  const auto& points = bone.points;
  const auto on_axis = [&](std::size_t i) {
    return place_on_axis(profile.axis, points[i].position.vector() - corner);
  };
  const auto near = [&](std::size_t i, std::size_t k, double reach_mm) {
    return (points[i].position.vector() - points[k].position.vector()).norm() * view.mm_per_px() <
           reach_mm;
  };
  const int middle = (profile.visible_begin + profile.visible_end) / 2;
  std::optional<Meeting> first;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const AxisPlace a = on_axis(i - 1), b = on_axis(i);
    if ((a.across < 0.0) == (b.across < 0.0) || !near(i - 1, i, kFarthestNeighbour_mm)) continue;
    const double share = a.across / (a.across - b.across);
    const double sample = a.along + share * (b.along - a.along);
    if (sample < middle || (first && sample > first->sample)) continue;
    std::size_t from = i - 1, to = i;
    while (from > 0 && near(from - 1, i, kAngleReach_mm)) --from;
    while (to + 1 < points.size() && near(to + 1, i, kAngleReach_mm)) ++to;
    const AxisPlace f = on_axis(from), t = on_axis(to);
    const double across = std::abs(t.across - f.across);
    const double sine = across / std::max(1e-9, std::hypot(across, t.along - f.along));
    if (sine < std::sin(kFlattest_rad)) continue;
    first = Meeting{sample, sine};
  }
  return first;
}

}  // namespace

void discount_bone(const NeedleView& view, const BoneSurface& bone, ShaftProfile& profile) {
  const auto meeting = first_meeting(view, bone, profile);
  if (!meeting) return;
  const double samples_across = 1.0 / (profile.axis.sample_px * view.mm_per_px() * meeting->sine);
  const double from = meeting->sample + kFreeDepth_mm * samples_across;
  const double to = meeting->sample + kEchoDepth_mm * samples_across;
  float before = 0.0F, taken = 0.0F;
  for (std::size_t i = 0; i < profile.tip_evidence.size(); ++i) {
    const float step = profile.tip_evidence[i] - before;
    before = profile.tip_evidence[i];
    const auto s = static_cast<double>(i);
    if (s >= from && s < to) taken += std::max(0.0F, step - kAgainst);
    profile.tip_evidence[i] -= taken;
  }
  profile.place_tip();
}

}  // namespace echolance
