// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace echolance {

/// Weighted sums of one voxel.
struct VoxelSum {
  float value = 0.0F;
  float weight = 0.0F;
};

/// Some layers (constant z) of a grid, with one voxel of margin at the end of each row, so that
/// pairs can be written without asking.
struct SumLayers {
  Eigen::Vector3i grid_size = Eigen::Vector3i::Zero();
  int first = 0;
  int count = 0;
  std::vector<VoxelSum> sums;

  void reset(const Eigen::Vector3i& size, int first_layer, int layer_count);
  [[nodiscard]] VoxelSum* row(int y, int z) {
    return sums.data() + (static_cast<std::ptrdiff_t>(z - first) * grid_size.y() + y) * stride();
  }
  [[nodiscard]] const VoxelSum* row(int y, int z) const {
    return const_cast<SumLayers*>(this)->row(y, z);
  }
  [[nodiscard]] std::ptrdiff_t stride() const { return grid_size.x() + 1; }
};

/// Adds each pixel of `grey` (CV_32FC1; where `mask`, CV_8UC1, is empty or not 0) to the eight
/// voxels around its place, with trilinear weights; voxels outside the layers and pixels outside
/// the grid are left out. `place`: voxel coordinates from (column, row, 1). One thread;
/// deterministic.
void splat(const cv::Mat& grey, const cv::Mat& mask, const Eigen::Matrix3d& place,
           SumLayers& layers);

}  // namespace echolance
