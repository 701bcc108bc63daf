// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/joint_landmarks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>

#include "simulation/level_names.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// The place half a gap beside the sacrum at this depth, coming from the side.
Vector3d beside_sacrum(const SacrumSize& size, const Eigen::Isometry3d& pose, const Solid& sacrum,
                       const Vector3d& straight_mm) {
  constexpr double kHalfGap_mm = 0.75;
  const double side = straight_mm.x() > 0.0 ? 1.0 : -1.0;
  const SignedDistance cleft = [&](const Vector3d& p) { return sacrum.distance(p) - kHalfGap_mm; };
  return surface_point_along(cleft, pose * size.curve.bent(straight_mm),
                             pose.linear() * Vector3d(-side, 0.0, 0.0),
                             2.0 * std::abs(straight_mm.x()));
}

}  // namespace

std::vector<NamedPoint> window_landmarks(const LumbarSpine& spine) {
  std::vector<NamedPoint> points;
  for (int level = -1; level < kLumbarCount; ++level) {
    const Vector3d above = spine.pose_of(level) * spine.lamina_of(level).bottom_mm;
    const bool last = level + 1 == kLumbarCount;
    const Vector3d below =
        last ? Vector3d(spine.reference_from_endplate * spine.sacral_lamina_top_mm)
             : Vector3d(spine.pose_of(level + 1) * spine.lamina_of(level + 1).top_mm);
    points.push_back({window_name(level) + "_window", {0.5 * (above + below)}});
  }
  return points;
}

std::vector<NamedPoint> sacroiliac_landmarks(const SacrumSize& size,
                                             const Eigen::Isometry3d& reference_from_pelvis,
                                             const Solid& sacrum, const BonePlan& ilium,
                                             double side) {
  std::vector<NamedPoint> points;
  for (const auto& [name, foramen] : {std::pair{"upper", 0}, std::pair{"lower", 1}}) {
    // A short joint may not reach that level: the nearest one that has it is taken.
    Vector3d place = Vector3d::Zero();
    bool found = false;
    const double level = size.foramen_way[static_cast<std::size_t>(foramen)];
    for (int step = 0; !found && step < 60; ++step) {
      const double way = level + (step % 2 == 0 ? -1.0 : 1.0) * ((step + 1) / 2);
      if (way < 4.0 || way > 0.55 * size.length_mm) continue;
      const double outside = side * (size.half_width.at(way) + 25.0);
      for (double depth = 12.0; !found && depth > -18.0; depth -= 0.5) {
        place = beside_sacrum(size, reference_from_pelvis, sacrum, {outside, depth, way});
        found = ilium.solid.distance(place) < -0.8;
      }
    }
    points.push_back({fmt::format("si_joint_{}_{}", name, side > 0.0 ? "left" : "right"), {place}});
  }
  return points;
}

}  // namespace echolance
