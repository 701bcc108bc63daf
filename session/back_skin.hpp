// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <optional>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// The skin of the back as a height (posterior) over left and cranial; body's axes, mm. Where the
/// probe touched it is followed within its noise; beside that it goes on smoothly, with the
/// curvature that the touched part has, for up to kMostBeside_mm, and less and less surely.
class BackSkin {
 public:
  static constexpr double kMostBeside_mm = 40.0;
  static constexpr double kTouched_mm = 6.0;  ///< this near to a touched place counts as touched

  /// Through places that a probe touched; a few that are off (a lifted probe) do no harm. kNoData
  /// for fewer than 20 places or a strip shorter than 20 mm. Source: Gaussian process of a
  /// quadratic and smooth bumps; Rasmussen, Williams 2006, 2.2 and 2.7.
  [[nodiscard]] static Result<BackSkin> through(const std::vector<Eigen::Vector3d>& touched_mm);
  /// A plane square to the posterior axis, assumed everywhere.
  [[nodiscard]] static BackSkin flat(double posterior_mm);

  /// The place on the skin over (left, cranial); empty farther from the touched part than it is
  /// continued.
  [[nodiscard]] std::optional<Eigen::Vector3d> at(double left_mm, double cranial_mm) const;
  /// Out of the body, unit; of the smooth height there.
  [[nodiscard]] Eigen::Vector3d normal(double left_mm, double cranial_mm) const;
  /// To the nearest touched place, along the plane; 0 for an assumed skin.
  [[nodiscard]] double beside_mm(double left_mm, double cranial_mm) const;
  /// One standard deviation of the height; 0 for an assumed skin.
  [[nodiscard]] double std_mm(double left_mm, double cranial_mm) const;
  /// An assumed skin: nothing of it was measured.
  [[nodiscard]] bool assumed() const { return places_.cols() == 0; }

 private:
  [[nodiscard]] double height_mm(double left_mm, double cranial_mm) const;
  [[nodiscard]] Eigen::VectorXd kernel_to(const Eigen::Vector2d& place) const;

  double mean_mm_ = 0.0;
  Eigen::Vector2d middle_ = Eigen::Vector2d::Zero();
  Eigen::Matrix2Xd places_;  // from the middle
  Eigen::VectorXd weights_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

}  // namespace echolance
