// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

#include "tracking/needle_view.hpp"
#include "tracking/shaft_axis.hpp"

namespace echolance {

/// A slightly bent shaft, region px: from `begin` to `end`, its middle `sagitta_px` beside the
/// chord along the normal (-y, x) of the direction from begin to end.
struct ShaftArc {
  Eigen::Vector2d begin = Eigen::Vector2d::Zero();
  Eigen::Vector2d end = Eigen::Vector2d::Zero();
  double sagitta_px = 0.0;
  double gain = 0.0;  ///< ridge evidence summed along it, fine working px
};

/// The arc of constant curvature through the middle of a fitted axis, nearly along it there, that
/// gathers most ridge evidence, less what so much bend costs. A needle bends as it goes deeper, so
/// that a straight line follows only part of it; radii down to 150 mm (LITERATURE F2: 326 mm for a
/// short bevel of 22 G, less for thinner needles). Needs view.compute_fine(). Deterministic; about
/// 0.1 ms. Source: ours.
[[nodiscard]] ShaftArc search_arc(const NeedleView& view, const ShaftAxis& axis);

}  // namespace echolance
