// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "core/image_region.hpp"
#include "imaging/edge_votes.hpp"

namespace echolance {

/// Two lines that lean outwards by the same angle:
/// x cos h + y sin h = left offset, -x cos h + y sin h = right offset; the picture is inside.
struct SideLines {
  double half_angle_rad = 0.0;
  EdgeVote left, right;

  [[nodiscard]] double score() const { return left.score() + right.score(); }
  /// Where the lines meet. Only for half angles above zero.
  [[nodiscard]] PixelPoint apex() const;
};

/// The best side lines for one half angle; 0 for upright sides, which may lie on the border.
[[nodiscard]] SideLines vote_for_sides(const EdgeProfile& profile, double half_angle_rad);

/// The best leaning side lines; nothing where neither side bears them out.
[[nodiscard]] std::optional<SideLines> find_leaning_sides(const EdgeProfile& profile);

struct FanFit {
  FanGeometry fan;
  EdgeVote inner, outer;  ///< offsets: radius, and minus the radius
};

/// The radii about the apex of the lines; where only one side is visible the apex is searched for
/// along it, as the point about which the arcs are rounder than anywhere else.
[[nodiscard]] FanFit fit_fan(const EdgeProfile& profile, const SideLines& sides);

/// Least squares on all edge points near the fan's outline: robust Gauss-Newton over apex, half
/// angle and radii together.
[[nodiscard]] FanGeometry refine_fan(const EdgeProfile& profile, const FanGeometry& fan);

}  // namespace echolance
