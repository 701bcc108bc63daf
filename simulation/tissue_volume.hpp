// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "simulation/distance_field.hpp"
#include "simulation/tissue.hpp"

namespace echolance {

/// The tissue at a place and how far its border is.
struct TissueAt {
  Tissue tissue = Tissue::kOutside;
  Tissue beyond = Tissue::kOutside;  ///< the tissue across the nearest border
  float margin_mm = 0.0F;            ///< distance to that border; exact below kMaxMargin
};

/// Tissue on a grid in Reference, with borders finer than the grid: each point keeps its tissue,
/// the one across the nearest border and the distance to it, so a border lies between two points
/// where their distances say, not half-way. 3 bytes a point.
class TissueVolume {
 public:
  static constexpr float kMaxMargin_mm = 7.9F;  ///< larger distances are stored as this

  TissueVolume() = default;
  explicit TissueVolume(const VolumeGrid& grid);

  [[nodiscard]] const VolumeGrid& grid() const { return grid_; }
  /// Grid point `index` (VolumeGrid::index).
  [[nodiscard]] TissueAt at_grid_point(std::size_t index) const;
  void set(std::size_t index, const TissueAt& value);

  /// Anywhere: trilinear in each tissue's signed distance, the largest wins. Outside the grid:
  /// the nearest grid point.
  [[nodiscard]] TissueAt at(const Eigen::Vector3d& point_mm) const;
  /// Unit normal of the nearest border, out of the tissue at the point.
  [[nodiscard]] Eigen::Vector3d border_normal(const Eigen::Vector3d& point_mm) const;

  /// Both also for places in steps of the grid from its first point.
  [[nodiscard]] TissueAt at_step(const Eigen::Vector3f& place) const;
  [[nodiscard]] Eigen::Vector3f border_normal_at_step(const Eigen::Vector3f& place) const;
  /// As at_step, but far from borders by one look at the nearest grid point: the margin is then up
  /// to a grid step too small, never too large.
  [[nodiscard]] TissueAt quick_at_step(const Eigen::Vector3f& place) const;

 private:
  VolumeGrid grid_;
  std::vector<std::uint8_t> bytes_;  ///< tissue, beyond, margin; x fastest; one byte to spare
};

/// Writes the labels as MetaImage (.mha, zlib, LPS, spacing and origin set). kCannotWrite,
/// kInvalidOption (name), kNoData (an empty volume).
[[nodiscard]] Result<void> write_label_volume(const TissueVolume& volume, const std::string& path);

}  // namespace echolance
