// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/point_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <nanoflann.hpp>
#include <utility>

namespace echolance {
namespace {

// nanoflann's view of the points.
struct Columns {
  Eigen::Matrix3Xf points_mm;

  [[nodiscard]] std::size_t kdtree_get_point_count() const {
    return static_cast<std::size_t>(points_mm.cols());
  }
  [[nodiscard]] float kdtree_get_pt(std::size_t index, std::size_t axis) const {
    return points_mm(static_cast<Eigen::Index>(axis), static_cast<Eigen::Index>(index));
  }
  template <class Box>
  bool kdtree_get_bbox(Box& /*box*/) const {
    return false;
  }
};

using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Columns>,
                                                 Columns, 3, int>;

}  // namespace

struct PointTree::Index {
  explicit Index(const Eigen::Matrix3Xf& points_mm)
      : columns{points_mm}, tree(3, columns, nanoflann::KDTreeSingleIndexAdaptorParams(16)) {}
  Columns columns;
  Tree tree;
};

PointTree::PointTree(const Eigen::Matrix3Xf& points_mm)
    : index_(std::make_unique<Index>(points_mm)) {}
PointTree::~PointTree() = default;
PointTree::PointTree(PointTree&&) noexcept = default;
PointTree& PointTree::operator=(PointTree&&) noexcept = default;

NearPoint PointTree::nearest(const Eigen::Vector3f& place_mm) const {
  NearPoint found;
  index_->tree.knnSearch(place_mm.data(), 1, &found.index, &found.squared_mm2);
  return found;
}

std::vector<NearPoint> PointTree::nearest(const Eigen::Vector3f& place_mm, int count) const {
  std::vector<int> indices(static_cast<std::size_t>(count));
  std::vector<float> squares(indices.size());
  const auto found =
      index_->tree.knnSearch(place_mm.data(), indices.size(), indices.data(), squares.data());
  std::vector<NearPoint> result;
  for (std::size_t i = 0; i < found; ++i) result.push_back({indices[i], squares[i]});
  return result;
}

std::vector<NearPoint> PointTree::within(const Eigen::Vector3f& place_mm, float distance_mm) const {
  std::vector<std::pair<int, float>> pairs;
  nanoflann::SearchParams parameters;
  parameters.sorted = false;
  index_->tree.radiusSearch(place_mm.data(), distance_mm * distance_mm, pairs, parameters);
  std::vector<NearPoint> result;
  result.reserve(pairs.size());
  for (const auto& [index, squared] : pairs) result.push_back({index, squared});
  return result;
}

}  // namespace echolance
