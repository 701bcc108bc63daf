// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

namespace echolance {

/// The smoothest surface through scattered heights: thin plate spline over the plane. Source:
/// Duchon 1977.
class ThinPlateSpline {
 public:
  struct Knot {
    Eigen::Vector2d place;
    double height;
  };
  /// At least 3 knots not on one line. `stiffness` above 0 smooths instead of meeting every knot.
  explicit ThinPlateSpline(const std::vector<Knot>& knots, double stiffness = 0.0);

  [[nodiscard]] double at(const Eigen::Vector2d& place) const;

 private:
  std::vector<Eigen::Vector2d> places_;
  Eigen::VectorXd weights_;  ///< one per knot, then constant, x, y
};

}  // namespace echolance
