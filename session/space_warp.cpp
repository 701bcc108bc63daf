// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/space_warp.hpp"

#include <Eigen/LU>

namespace echolance {

SpaceWarp::SpaceWarp(const Eigen::Matrix3Xd& from_mm, const Eigen::Matrix3Xd& to_mm,
                     double stiffness)
    : places_mm_(from_mm) {
  const Eigen::Index n = from_mm.cols();
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n + 4, n + 4);
  Eigen::MatrixX3d goal = Eigen::MatrixX3d::Zero(n + 4, 3);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      matrix(i, j) = -(from_mm.col(i) - from_mm.col(j)).norm();
    }
    matrix(i, i) += stiffness;
    matrix(i, n) = matrix(n, i) = 1.0;
    matrix.block<1, 3>(i, n + 1) = from_mm.col(i).transpose();
    matrix.block<3, 1>(n + 1, i) = from_mm.col(i);
    goal.row(i) = to_mm.col(i).transpose();
  }
  weights_ = matrix.partialPivLu().solve(goal);
}

Eigen::Vector3d SpaceWarp::at(const Eigen::Vector3d& place_mm) const {
  const Eigen::Index n = places_mm_.cols();
  const Eigen::RowVectorXd distances = (places_mm_.colwise() - place_mm).colwise().norm();
  Eigen::RowVector3d sum = -distances * weights_.topRows(n) + weights_.row(n);
  sum += place_mm.transpose() * weights_.bottomRows<3>();
  return sum.transpose();
}

}  // namespace echolance
