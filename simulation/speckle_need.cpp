// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/speckle_need.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/core/utility.hpp>

namespace echolance {
namespace {

constexpr float kStretch_mm = 1.0F;
constexpr float kSmallestCell_mm = 2.0F;

// Reversed bits lead the rank, so these shares leave in whole strides.
int stride_for(std::uint32_t kept) {
  return kept < 32U ? 8 : kept < 64U ? 4 : kept < 128U ? 2 : 1;
}

}  // namespace

SpeckleNeed::SpeckleNeed(const PolarGrid& grid, const std::vector<Depth>& depths, float margin_mm)
    : grid_(grid),
      margin_mm_(margin_mm),
      cell_mm_(std::max(kSmallestCell_mm, margin_mm)),
      per_mm_(1.0F / cell_mm_) {
  stretches_.resize(static_cast<std::size_t>(grid.depth_mm() / kStretch_mm) + 1);
  for (std::size_t i = 0; i < depths.size(); ++i) {
    const auto stretch =
        static_cast<std::size_t>(static_cast<float>(i) * grid.sample_mm / kStretch_mm);
    Depth& most = stretches_[std::min(stretch, stretches_.size() - 1)];
    most.reach_mm = std::max(most.reach_mm, depths[i].reach_mm);
    most.kept = std::max(most.kept, depths[i].kept);
  }
  const auto end_line = static_cast<float>(grid.lines);
  low_mm_.setConstant(std::numeric_limits<float>::max());
  high_mm_ = -low_mm_;
  for (const float line : {-1.0F, 0.5F * end_line, end_line}) {
    for (const float depth : {0.0F, grid.depth_mm()}) {
      const Eigen::Vector3f corner = grid.origin(line) + depth * grid.direction(line);
      low_mm_ = low_mm_.cwiseMin(corner.head<2>());
      high_mm_ = high_mm_.cwiseMax(corner.head<2>());
    }
  }
}

void SpeckleNeed::cover(const Eigen::Vector3f& margin_mm) {
  const Eigen::Vector2f margin = margin_mm.head<2>().array() + margin_mm_ + cell_mm_;
  left_mm_ = low_mm_.x() - margin.x();
  top_mm_ = low_mm_.y() - margin.y();
  const Eigen::Vector2f size = (high_mm_ - low_mm_ + 2.0F * margin) * per_mm_;
  columns_ = static_cast<int>(std::ceil(size.x()));
  rows_ = static_cast<int>(std::ceil(size.y()));
  cells_.resize(static_cast<std::size_t>(columns_ * rows_) + 1);
  cells_.back() = {};
  nodes_.resize(static_cast<std::size_t>((columns_ + 3) * (rows_ + 3)));
}

void SpeckleNeed::set(const DisplacementField* displacement, const std::vector<float>& heard_mm) {
  cover(displacement != nullptr ? displacement->largest_mm() : Eigen::Vector3f::Zero());
  cv::parallel_for_(cv::Range(0, rows_ + 3), [&](const cv::Range& range) {
    for (int row = range.start; row < range.end; ++row) fill_nodes(row, displacement);
  });
  cv::parallel_for_(cv::Range(0, rows_), [&](const cv::Range& range) {
    for (int row = range.start; row < range.end; ++row) {
      for (int column = 0; column < columns_; ++column) {
        cells_[static_cast<std::size_t>(row * columns_ + column)] = need_of(row, column, heard_mm);
      }
    }
  });
}

void SpeckleNeed::fill_nodes(int row, const DisplacementField* displacement) {
  for (int column = 0; column < columns_ + 3; ++column) {
    Eigen::Vector3f place(left_mm_ + static_cast<float>(column - 1) * cell_mm_,
                          top_mm_ + static_cast<float>(row - 1) * cell_mm_, 0.0F);
    if (displacement != nullptr) place += displacement->to_now(place);
    Node& node = nodes_[static_cast<std::size_t>(row * (columns_ + 3) + column)];
    node.polar = grid_.polar(place.x(), place.y());
    node.move_z_mm = place.z();
  }
}

// From the cell's corners and the ring about them.
SpeckleNeed::Need SpeckleNeed::need_of(int row, int column,
                                       const std::vector<float>& heard_mm) const {
  constexpr float kMost = std::numeric_limits<float>::max();
  PolarPoint low{kMost, kMost}, high{-kMost, -kMost};
  float low_z = kMost, high_z = -kMost;
  for (int r = row; r < row + 4; ++r) {
    for (int c = column; c < column + 4; ++c) {
      const Node& node = nodes_[static_cast<std::size_t>(r * (columns_ + 3) + c)];
      low.line = std::min(low.line, node.polar.line);
      high.line = std::max(high.line, node.polar.line);
      low.depth_mm = std::min(low.depth_mm, node.polar.depth_mm);
      high.depth_mm = std::max(high.depth_mm, node.polar.depth_mm);
      low_z = std::min(low_z, node.move_z_mm);
      high_z = std::max(high_z, node.move_z_mm);
    }
  }
  if (low.depth_mm > grid_.depth_mm() || high.depth_mm < 0.0F || high.line < -1.0F ||
      low.line > static_cast<float>(grid_.lines)) {
    return {};
  }
  const auto line_of = [&](float line) {
    return std::clamp(static_cast<int>(line), 0, grid_.lines - 1);
  };
  const auto deepest = std::max_element(heard_mm.begin() + line_of(low.line - 1.0F),
                                        heard_mm.begin() + line_of(high.line + 1.0F) + 1);
  if (low.depth_mm > *deepest + margin_mm_) return {};
  const auto last = static_cast<int>(stretches_.size()) - 1;
  const auto stretch_of = [&](float depth_mm) {
    return std::clamp(static_cast<int>(depth_mm / kStretch_mm), 0, last);
  };
  Depth most;
  for (int i = stretch_of(low.depth_mm); i <= stretch_of(high.depth_mm); ++i) {
    const Depth& depth = stretches_[static_cast<std::size_t>(i)];
    most = {std::max(most.reach_mm, depth.reach_mm), std::max(most.kept, depth.kept)};
  }
  return {stride_for(most.kept), -most.reach_mm - high_z, most.reach_mm - low_z};
}

}  // namespace echolance
