// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "simulation/implicit_shape.hpp"
#include "simulation/thin_plate_spline.hpp"

namespace echolance {

/// A curved plate of changing thickness with a rounded rim, over an outline in the (y, z) plane:
/// its middle lies at x = middle(y, z). Shaped by the caller from scattered knots; kept in tables
/// of 1.5 mm so that a distance costs one look-up.
struct SheetShape {
  std::vector<Eigen::Vector2d> outline;           ///< closed polygon, (y, z) mm
  std::vector<ThinPlateSpline::Knot> middle;      ///< x, mm, at (y, z)
  std::vector<ThinPlateSpline::Knot> half_thick;  ///< half the thickness, mm
};

/// The outline is smoothed (its corners become curves). Distance: see Solid; first order.
[[nodiscard]] Solid bone_sheet(const SheetShape& shape);

/// A closed smooth curve through the points (Catmull-Rom), `steps` places per span.
[[nodiscard]] std::vector<Eigen::Vector2d> smooth_outline(
    const std::vector<Eigen::Vector2d>& points, int steps);

}  // namespace echolance
