// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "simulation/implicit_shape.hpp"
#include "simulation/tissue_shape.hpp"

namespace echolance {

/// A box that holds anything.
[[nodiscard]] inline Eigen::AlignedBox3d everywhere() {
  return {Eigen::Vector3d::Constant(-1e5), Eigen::Vector3d::Constant(1e5)};
}

/// A solid with tissue in it.
[[nodiscard]] inline TissueShape solid_shape(std::string name, const Solid& solid,
                                             std::vector<TissueLayer> layers) {
  const Eigen::Vector3d half = Eigen::Vector3d::Constant(solid.ball.radius_mm);
  return {std::move(name),
          solid.distance,
          {solid.ball.centre_mm - half, solid.ball.centre_mm + half},
          std::move(layers)};
}

/// A block: the columns of `axes` are its unit axes, `half_mm` its half lengths; corners rounded.
/// Its middle is bent like a roof: along the second axis it falls by `roof` per mm away from the
/// middle along the first. Exact without a roof.
struct SlabShape {
  Eigen::Vector3d centre_mm = Eigen::Vector3d::Zero();
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();
  Eigen::Vector3d half_mm = Eigen::Vector3d::Ones();
  double rounding_mm = 0.0;
  double roof = 0.0;
};
[[nodiscard]] Solid slab(const SlabShape& shape);

/// A band between points: `half_width_mm` along `across` (made perpendicular), `half_thick_mm`.
struct BandShape {
  std::vector<Eigen::Vector3d> centre_mm;
  Eigen::Vector3d across = Eigen::Vector3d::UnitX();
  double half_width_mm = 5.0;
  double half_thick_mm = 1.2;
};
[[nodiscard]] Solid band(const BandShape& shape);

}  // namespace echolance
