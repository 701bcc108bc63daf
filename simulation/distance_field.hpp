// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <functional>
#include <vector>

#include "core/geometry.hpp"

namespace echolance {

/// A regular grid of points in Reference, axes parallel to the space's.
struct Grid {
  Eigen::Vector3d origin_mm = Eigen::Vector3d::Zero();  ///< the first point
  Eigen::Vector3i size = Eigen::Vector3i::Zero();       ///< points along x, y, z
  double spacing_mm = 1.0;

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(size.x()) * static_cast<std::size_t>(size.y()) *
           static_cast<std::size_t>(size.z());
  }
  [[nodiscard]] std::size_t index(int x, int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(size.y()) +
            static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(size.x()) +
           static_cast<std::size_t>(x);
  }
  [[nodiscard]] Eigen::Vector3d point_mm(int x, int y, int z) const {
    return origin_mm + spacing_mm * Eigen::Vector3d(x, y, z);
  }
  /// The smallest grid of this spacing that holds the box.
  [[nodiscard]] static Grid around(const Eigen::AlignedBox3d& box_mm, double spacing_mm);
};

/// Signed distance to a closed surface, mm, negative inside, in Reference; exact near the surface,
/// at least of the right sign and never too large elsewhere.
using SignedDistance = std::function<double(const Eigen::Vector3d& point_mm)>;

/// A signed distance sampled on a grid. Between the points: trilinear. Outside the grid: the value
/// at the nearest grid point plus the distance to it.
class DistanceField {
 public:
  DistanceField() = default;
  /// Samples `distance` on `grid`, in parallel; blocks of 8^3 points that are further from the
  /// surface than their size are filled from their centre's value.
  DistanceField(const Grid& grid, const SignedDistance& distance);
  /// `values_mm`: grid.count() values, x fastest.
  DistanceField(const Grid& grid, std::vector<float> values_mm);

  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] const std::vector<float>& values_mm() const { return values_mm_; }
  [[nodiscard]] double at(const Eigen::Vector3d& point_mm) const;
  /// Unit vector out of the shape.
  [[nodiscard]] Eigen::Vector3d normal(const Eigen::Vector3d& point_mm) const;

 private:
  Grid grid_;
  std::vector<float> values_mm_;
};

}  // namespace echolance
