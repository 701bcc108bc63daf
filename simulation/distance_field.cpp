// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/distance_field.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <utility>

namespace echolance {
namespace {

// Side of a block in grid steps. The distance is evaluated at every block corner, and at every
// point of blocks that the surface may cross; other blocks are interpolated.
constexpr int kBlock = 4;

// Corners of the blocks, clamped to the grid.
struct BlockCorners {
  Eigen::Vector3i blocks;  // number of blocks
  std::vector<float> values;

  std::size_t index(int x, int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(blocks.y() + 1) +
            static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(blocks.x() + 1) +
           static_cast<std::size_t>(x);
  }
  float at(int x, int y, int z) const { return values[index(x, y, z)]; }
};

BlockCorners corner_values(const VolumeGrid& grid, const SignedDistance& distance) {
  BlockCorners corners;
  corners.blocks = (grid.size.array() + kBlock - 1) / kBlock;
  corners.values.resize(static_cast<std::size_t>((corners.blocks.array() + 1).prod()));
  cv::parallel_for_(cv::Range(0, corners.blocks.z() + 1), [&](const cv::Range& range) {
    for (int z = range.start; z < range.end; ++z) {
      for (int y = 0; y <= corners.blocks.y(); ++y) {
        for (int x = 0; x <= corners.blocks.x(); ++x) {
          corners.values[corners.index(x, y, z)] =
              static_cast<float>(distance(grid.point_mm(kBlock * x, kBlock * y, kBlock * z)));
        }
      }
    }
  });
  return corners;
}

// The eight corners of a block, as a function of the place in it.
struct Trilinear {
  float c[8];

  float at(float u, float v, float w) const {
    const auto mix = [](float a, float b, float t) { return a + t * (b - a); };
    return mix(mix(mix(c[0], c[1], u), mix(c[2], c[3], u), v),
               mix(mix(c[4], c[5], u), mix(c[6], c[7], u), v), w);
  }
  float nearest() const {
    float least = std::abs(c[0]);
    for (const float value : c) least = std::min(least, std::abs(value));
    return least;
  }
};

Trilinear block_corners(const BlockCorners& corners, int x, int y, int z) {
  Trilinear block{};
  for (int i = 0; i < 8; ++i) {
    block.c[i] = corners.at(x + (i & 1), y + ((i >> 1) & 1), z + ((i >> 2) & 1));
  }
  return block;
}

class BlockFiller {
 public:
  BlockFiller(const VolumeGrid& grid, const SignedDistance& distance, std::vector<float>& values)
      : grid_(grid),
        distance_(distance),
        corners_(corner_values(grid, distance)),
        values_(values) {}

  const Eigen::Vector3i& blocks() const { return corners_.blocks; }

  void fill(int bx, int by, int bz) {
    const Trilinear block = block_corners(corners_, bx, by, bz);
    // A surface inside the block is at most half a diagonal from its nearest corner.
    const bool refine = block.nearest() < 0.5 * std::sqrt(3.0) * kBlock * grid_.spacing_mm;
    const Eigen::Vector3i first = kBlock * Eigen::Vector3i(bx, by, bz);
    const Eigen::Vector3i last = (first.array() + kBlock).min(grid_.size.array());
    for (int z = first.z(); z < last.z(); ++z) {
      for (int y = first.y(); y < last.y(); ++y) {
        for (int x = first.x(); x < last.x(); ++x) {
          values_[grid_.index(x, y, z)] =
              refine ? static_cast<float>(distance_(grid_.point_mm(x, y, z)))
                     : interpolate(block, Eigen::Vector3i(x, y, z) - first);
        }
      }
    }
  }

 private:
  static float interpolate(const Trilinear& block, const Eigen::Vector3i& step) {
    const Eigen::Vector3f part = step.cast<float>() / static_cast<float>(kBlock);
    return block.at(part.x(), part.y(), part.z());
  }

  const VolumeGrid& grid_;
  const SignedDistance& distance_;
  BlockCorners corners_;
  std::vector<float>& values_;
};

}  // namespace

DistanceField::DistanceField(const VolumeGrid& grid, const SignedDistance& distance)
    : grid_(grid), values_mm_(grid.count()) {
  BlockFiller filler(grid_, distance, values_mm_);
  cv::parallel_for_(cv::Range(0, filler.blocks().z()), [&](const cv::Range& range) {
    for (int z = range.start; z < range.end; ++z) {
      for (int y = 0; y < filler.blocks().y(); ++y) {
        for (int x = 0; x < filler.blocks().x(); ++x) filler.fill(x, y, z);
      }
    }
  });
}

DistanceField::DistanceField(const VolumeGrid& grid, std::vector<float> values_mm)
    : grid_(grid), values_mm_(std::move(values_mm)) {}

double DistanceField::at(const Eigen::Vector3d& point_mm) const {
  const Eigen::Vector3d steps = (point_mm - grid_.origin_mm) / grid_.spacing_mm;
  const Eigen::Vector3d top = (grid_.size.array() - 1).cast<double>();
  const Eigen::Vector3d inside = steps.cwiseMax(0.0).cwiseMin(top);
  const Eigen::Vector3i cell =
      inside.cast<int>().cwiseMin((grid_.size.array() - 2).matrix()).cwiseMax(0);
  const Eigen::Vector3f part = (inside - cell.cast<double>()).cast<float>();
  const std::size_t row = static_cast<std::size_t>(grid_.size.x());
  const std::size_t layer = row * static_cast<std::size_t>(grid_.size.y());
  const float* first = values_mm_.data() + grid_.index(cell.x(), cell.y(), cell.z());
  const Trilinear block{{first[0], first[1], first[row], first[row + 1], first[layer],
                         first[layer + 1], first[layer + row], first[layer + row + 1]}};
  return static_cast<double>(block.at(part.x(), part.y(), part.z())) +
         grid_.spacing_mm * (steps - inside).norm();
}

Eigen::Vector3d DistanceField::normal(const Eigen::Vector3d& point_mm) const {
  const double step_mm = 0.5 * grid_.spacing_mm;
  Eigen::Vector3d gradient;
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d step = step_mm * Eigen::Vector3d::Unit(axis);
    gradient[axis] = at(point_mm + step) - at(point_mm - step);
  }
  return gradient.norm() > 1e-12 ? Eigen::Vector3d(gradient.normalized())
                                 : Eigen::Vector3d(Eigen::Vector3d::UnitY());
}

}  // namespace echolance
