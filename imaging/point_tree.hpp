// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <memory>
#include <vector>

namespace echolance {

/// A point found by a PointTree.
struct NearPoint {
  int index = -1;
  float squared_mm2 = 0.0F;
};

/// Finds the nearest of many points quickly. Holds a copy of the points. Queries may come from
/// several threads. Source: nanoflann.
class PointTree {
 public:
  /// One point or more, one a column.
  explicit PointTree(const Eigen::Matrix3Xf& points_mm);
  ~PointTree();
  PointTree(PointTree&&) noexcept;
  PointTree& operator=(PointTree&&) noexcept;

  [[nodiscard]] NearPoint nearest(const Eigen::Vector3f& place_mm) const;
  /// The `count` nearest, nearest first; fewer where there are fewer points.
  [[nodiscard]] std::vector<NearPoint> nearest(const Eigen::Vector3f& place_mm, int count) const;
  /// All within the distance, in no order.
  [[nodiscard]] std::vector<NearPoint> within(const Eigen::Vector3f& place_mm,
                                              float distance_mm) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace echolance
