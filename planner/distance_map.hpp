// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "core/volume.hpp"

namespace echolance {

/// Distances to the surface of a body on a grid of one space, mm, negative inside; linear between
/// the points, beyond the grid the value at its edge. A picture is a grid with one point along z.
class DistanceMap {
 public:
  DistanceMap() = default;
  /// `values_mm`: grid.count(), x fastest; `error_mm`: how far they may be off.
  DistanceMap(const VolumeGrid& grid, std::vector<float> values_mm, double error_mm = 0.0);

  [[nodiscard]] const VolumeGrid& grid() const { return grid_; }
  [[nodiscard]] const std::vector<float>& values_mm() const { return values_mm_; }
  [[nodiscard]] double error_mm() const { return error_mm_; }
  [[nodiscard]] double at(const Eigen::Vector3d& place_mm) const;
  /// At least this far: at() less the error there.
  [[nodiscard]] double surely_mm(const Eigen::Vector3d& place_mm) const;

  /// A finer map of the same body that counts wherever its grid reaches: narrow clefts close on a
  /// coarse one.
  void refine(DistanceMap inset);
  [[nodiscard]] const DistanceMap* inset() const { return inset_.get(); }

 private:
  VolumeGrid grid_;
  std::vector<float> values_mm_;
  double error_mm_ = 0.0;
  std::shared_ptr<const DistanceMap> inset_;

  [[nodiscard]] bool holds(const Eigen::Vector3d& place_mm) const;
  [[nodiscard]] const DistanceMap& map_at(const Eigen::Vector3d& place_mm) const;
  [[nodiscard]] double interpolated_mm(const Eigen::Vector3d& place_mm) const;
};

/// `mask`: grid.count(), x fastest, anything but 0 belongs to the body. Where nothing does, all is
/// far (1000 mm). kInvalidOption where the sizes do not fit or the grid is empty. Right to about a
/// spacing. Deterministic. Source: Maurer, Qi, Raghavan 2003 (ITK).
[[nodiscard]] Result<DistanceMap> distance_map_of_mask(const VolumeGrid& grid,
                                                       const std::vector<std::uint8_t>& mask);

/// Of balls of this radius about points of a surface, as a sweep gives them. Same errors.
[[nodiscard]] Result<DistanceMap> distance_map_of_points(
    const VolumeGrid& grid, const std::vector<Eigen::Vector3d>& points_mm, double radius_mm);

}  // namespace echolance
