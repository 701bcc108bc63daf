// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/thin_plate_spline.hpp"

#include <Eigen/LU>
#include <cmath>

namespace echolance {
namespace {

double kernel(double squared) {
  return squared > 1e-12 ? 0.5 * squared * std::log(squared) : 0.0;
}

}  // namespace

ThinPlateSpline::ThinPlateSpline(const std::vector<Knot>& knots, double stiffness) {
  const auto n = static_cast<Eigen::Index>(knots.size());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(n + 3, n + 3);
  Eigen::VectorXd heights = Eigen::VectorXd::Zero(n + 3);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Knot& knot = knots[static_cast<std::size_t>(i)];
    places_.push_back(knot.place);
    heights[i] = knot.height;
    matrix(i, i) = stiffness;
    for (Eigen::Index j = 0; j < i; ++j) {
      const double value =
          kernel((knot.place - places_[static_cast<std::size_t>(j)]).squaredNorm());
      matrix(i, j) = matrix(j, i) = value;
    }
    const Eigen::Vector3d linear(1.0, knot.place.x(), knot.place.y());
    matrix.block<1, 3>(i, n) = linear.transpose();
    matrix.block<3, 1>(n, i) = linear;
  }
  weights_ = matrix.fullPivLu().solve(heights);
}

double ThinPlateSpline::at(const Eigen::Vector2d& place) const {
  const auto n = static_cast<Eigen::Index>(places_.size());
  double sum = weights_[n] + weights_[n + 1] * place.x() + weights_[n + 2] * place.y();
  for (Eigen::Index i = 0; i < n; ++i) {
    sum += weights_[i] * kernel((place - places_[static_cast<std::size_t>(i)]).squaredNorm());
  }
  return sum;
}

}  // namespace echolance
