// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/slice_splat.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/hal/intrin.hpp>

namespace echolance {
namespace {

/// Columns first..last of a row, last excluded.
struct Columns {
  int first = 0;
  int last = 0;
};

/// Narrows the columns to those with low <= start + column * step < high, or a column more.
void narrow(double start, double step, double low, double high, Columns& columns) {
  if (std::abs(step) < 1e-12) {
    if (start < low || start >= high) columns.last = columns.first;
    return;
  }
  const double a = (low - start) / step;
  const double b = (high - start) / step;
  // The clamp keeps the conversion to int defined.
  const double from = std::clamp(std::floor(std::min(a, b)), -1e9, 1e9);
  const double to = std::clamp(std::ceil(std::max(a, b)) + 1.0, -1e9, 1e9);
  columns.first = std::max(columns.first, static_cast<int>(from));
  columns.last = std::min(columns.last, static_cast<int>(to));
}

/// Adds (value * weight, weight) to two neighbours along x at once.
void add_pair(VoxelSum* pair, const cv::v_float32x4& share, float weight) {
  auto* numbers = reinterpret_cast<float*>(pair);
  cv::v_store(numbers, cv::v_load(numbers) + share * cv::v_setall_f32(weight));
}

struct Cell {
  int x, y, z;       ///< lower corner, may be one below the grid in y and z
  float fx, fy, fz;  ///< place inside, 0..1
};

void add_to_cell(const Cell& cell, float value, SumLayers& layers) {
  const float near_x = 1.0F - cell.fx;
  const cv::v_float32x4 share(value * near_x, near_x, value * cell.fx, cell.fx);
  for (int dz = 0; dz < 2; ++dz) {
    const int z = cell.z + dz;
    if (z < layers.first || z >= layers.first + layers.count) continue;
    const float weight_z = dz == 0 ? 1.0F - cell.fz : cell.fz;
    if (cell.y >= 0) add_pair(layers.row(cell.y, z) + cell.x, share, weight_z * (1.0F - cell.fy));
    if (cell.y + 1 < layers.grid_size.y()) {
      add_pair(layers.row(cell.y + 1, z) + cell.x, share, weight_z * cell.fy);
    }
  }
}

/// Voxel coordinates along a row: start + column * step.
struct Line {
  Eigen::Vector3d start, step;
};

/// A row of pixels; `mask` is null where all count.
struct Row {
  const float* grey;
  const std::uint8_t* mask;
};

cv::v_float32x4 lanes(const Eigen::Vector3d& v) {
  return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z()), 0.0F};
}

void splat_row(const Row& row, const Line& line, Columns columns, SumLayers& layers) {
  const cv::v_float32x4 start = lanes(line.start), step = lanes(line.step);
  for (int column = columns.first; column < columns.last; ++column) {
    if (row.mask != nullptr && row.mask[column] == 0) continue;
    const cv::v_float32x4 at = start + step * cv::v_setall_f32(static_cast<float>(column));
    const cv::v_int32x4 corner = cv::v_floor(at);
    alignas(16) std::array<int, 4> c;
    alignas(16) std::array<float, 4> f;
    cv::v_store_aligned(c.data(), corner);
    cv::v_store_aligned(f.data(), at - cv::v_cvt_f32(corner));
    if (c[0] < 0 || c[0] >= layers.grid_size.x() || c[1] < -1 || c[1] >= layers.grid_size.y()) {
      continue;
    }
    add_to_cell({c[0], c[1], c[2], f[0], f[1], f[2]}, row.grey[column], layers);
  }
}

}  // namespace

void SumLayers::reset(const Eigen::Vector3i& size, int first_layer, int layer_count) {
  grid_size = size;
  first = first_layer;
  count = layer_count;
  sums.assign(static_cast<std::size_t>(stride() * size.y() * layer_count), VoxelSum{});
}

void splat(const cv::Mat& grey, const cv::Mat& mask, const Eigen::Matrix3d& place,
           SumLayers& layers) {
  for (int y = 0; y < grey.rows; ++y) {
    const Line line{place.col(2) + y * place.col(1), place.col(0)};
    Columns columns{0, grey.cols};
    narrow(line.start.z(), line.step.z(), layers.first - 1.0, layers.first + layers.count, columns);
    if (columns.first >= columns.last) continue;
    const Row row{grey.ptr<float>(y), mask.empty() ? nullptr : mask.ptr(y)};
    splat_row(row, line, columns, layers);
  }
}

}  // namespace echolance
