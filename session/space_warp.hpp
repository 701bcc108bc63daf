// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

namespace echolance {

/// A smooth map of space that takes given places to others: an affine part and the sum of
/// distances to the places (thin-plate spline of three dimensions). Source: Duchon 1977.
class SpaceWarp {
 public:
  /// 4 places or more, not in one plane, one a column, mm. `stiffness` above 0 smooths.
  SpaceWarp(const Eigen::Matrix3Xd& from_mm, const Eigen::Matrix3Xd& to_mm, double stiffness);

  [[nodiscard]] Eigen::Vector3d at(const Eigen::Vector3d& place_mm) const;

 private:
  Eigen::Matrix3Xd places_mm_;
  Eigen::MatrixX3d weights_;  ///< one row a place, then constant, x, y, z
};

}  // namespace echolance
