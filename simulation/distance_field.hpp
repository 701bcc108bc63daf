// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <functional>
#include <vector>

#include "core/geometry.hpp"
#include "core/volume.hpp"

namespace echolance {

/// Signed distance to a closed surface, mm, negative inside, in Reference; exact near the surface,
/// at least of the right sign and never too large elsewhere.
using SignedDistance = std::function<double(const Eigen::Vector3d& point_mm)>;

/// A signed distance sampled on a grid of points in Reference. Between the points: trilinear.
/// Outside the grid: the value at the nearest grid point plus the distance to it.
class DistanceField {
 public:
  DistanceField() = default;
  /// Samples `distance` on `grid`, in parallel: at every point of blocks of 4^3 that the surface
  /// may cross; other blocks are interpolated from their corners (off by some tenths of a mm). The
  /// grid needs 2 points or more along each axis.
  DistanceField(const VolumeGrid& grid, const SignedDistance& distance);
  /// `values_mm`: grid.count() values, x fastest.
  DistanceField(const VolumeGrid& grid, std::vector<float> values_mm);

  [[nodiscard]] const VolumeGrid& grid() const { return grid_; }
  [[nodiscard]] const std::vector<float>& values_mm() const { return values_mm_; }
  [[nodiscard]] double at(const Eigen::Vector3d& point_mm) const;
  /// Unit vector out of the shape.
  [[nodiscard]] Eigen::Vector3d normal(const Eigen::Vector3d& point_mm) const;

 private:
  VolumeGrid grid_;
  std::vector<float> values_mm_;
};

}  // namespace echolance
