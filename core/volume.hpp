// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace echolance {

/// A regular grid of points, or of the cubic voxels about them, along the axes of one space; x runs
/// fastest.
struct VolumeGrid {
  Eigen::Vector3d origin_mm = Eigen::Vector3d::Zero();  ///< the first point
  double spacing_mm = 0.5;
  Eigen::Vector3i size = Eigen::Vector3i::Zero();  ///< points

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
  [[nodiscard]] static VolumeGrid around(const Eigen::AlignedBox3d& box_mm, double spacing_mm);
};

/// Where the value of a voxel is from.
enum class VoxelOrigin : std::uint8_t {
  kEmpty = 0,   ///< nothing there; the value is 0 and means nothing
  kSeen = 1,    ///< pixels of a picture fell here
  kFilled = 2,  ///< between two pictures of the sweep: interpolated
};

/// A grey volume of one space, reconstructed from pictures.
struct GreyVolume {
  VolumeGrid grid;
  std::vector<std::uint8_t> values;  ///< grid.count()
  std::vector<VoxelOrigin> origins;  ///< grid.count()
};

}  // namespace echolance
