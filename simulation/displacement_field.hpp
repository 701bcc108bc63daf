// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <functional>
#include <vector>

namespace echolance {

/// How the tissue in front of the probe has moved, sampled coarsely so that asking is cheap.
/// Constant across the slice. Space Probe, mm.
class DisplacementField {
 public:
  /// The rectangle of the picture that is covered.
  void cover(float half_width_mm, float top_mm, float bottom_mm);
  /// `rest_from_now`: from where tissue is to where it was, both Reference; asked from several
  /// threads at once.
  void sample(const std::function<Eigen::Vector3d(const Eigen::Vector3d&)>& rest_from_now,
              const Eigen::Isometry3d& reference_from_probe);

  /// To add to a place now: gives the place at rest.
  [[nodiscard]] Eigen::Vector3f to_rest(const Eigen::Vector3f& now_mm) const {
    return look_up(to_rest_, now_mm.x(), now_mm.y());
  }
  /// To add to a place at rest: gives the place now.
  [[nodiscard]] Eigen::Vector3f to_now(const Eigen::Vector3f& rest_mm) const {
    return look_up(to_now_, rest_mm.x(), rest_mm.y());
  }
  /// Largest move along each axis of Probe.
  [[nodiscard]] const Eigen::Vector3f& largest_mm() const { return largest_mm_; }

 private:
  /// The fourth number is 0 and fills a register.
  using Field = std::vector<Eigen::Vector4f>;
  [[nodiscard]] Eigen::Vector3f place_mm(int row, int column) const {
    return {left_mm_ + static_cast<float>(column) * spacing_mm_,
            top_mm_ + static_cast<float>(row) * spacing_mm_, 0.0F};
  }
  void invert_column(int column);
  [[nodiscard]] Eigen::Vector3f look_up(const Field& field, float x_mm, float y_mm) const;

  int columns_ = 0;
  int rows_ = 0;
  float left_mm_ = 0.0F;
  float top_mm_ = 0.0F;
  float spacing_mm_ = 1.0F;
  Field to_rest_;
  Field to_now_;
  Eigen::Vector3f largest_mm_ = Eigen::Vector3f::Zero();
};

}  // namespace echolance
