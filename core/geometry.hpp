// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cmath>

#include "core/error.hpp"
#include "core/spaces.hpp"

namespace echolance {

/// A place in the whole original picture, px. The centre of the top-left pixel is (0, 0), x counts
/// columns to the right, y rows downwards. Example: the middle of a 4x2 picture is (1.5, 0.5).
struct PixelPoint {
  double x_px = 0.0;
  double y_px = 0.0;

  [[nodiscard]] Eigen::Vector2d vector() const { return {x_px, y_px}; }
  friend bool operator==(const PixelPoint&, const PixelPoint&) = default;
};

/// Size of a pixel. Both values are positive; make_pixel_spacing checks.
struct PixelSpacing {
  double x_mm_per_px = 1.0;
  double y_mm_per_px = 1.0;

  /// Geometric mean, for lengths whose direction does not matter.
  [[nodiscard]] double mean_mm_per_px() const { return std::sqrt(x_mm_per_px * y_mm_per_px); }
  friend bool operator==(const PixelSpacing&, const PixelSpacing&) = default;
};

/// kInvalidGeometry unless both are finite, positive and below 10 mm.
[[nodiscard]] Result<PixelSpacing> make_pixel_spacing(double x_mm_per_px, double y_mm_per_px);

/// A point of one space, mm.
template <Space S>
struct Point {
  Eigen::Vector3d mm = Eigen::Vector3d::Zero();
  friend bool operator==(const Point& a, const Point& b) { return a.mm == b.mm; }
};

/// A unit vector of one space.
template <Space S>
struct Direction {
  Eigen::Vector3d unit = Eigen::Vector3d::UnitX();
  friend bool operator==(const Direction& a, const Direction& b) { return a.unit == b.unit; }
};

/// kInvalidGeometry unless the matrix is a rotation and a translation: R R^T = 1 within 1e-3,
/// det R > 0, last row 0 0 0 1. Returns it with R projected to the nearest rotation (files print
/// six digits), never a scaled or mirrored one silently.
[[nodiscard]] Result<Eigen::Isometry3d> make_rigid(const Eigen::Matrix4d& matrix);

/// Rigid motion: the same place, `from` coordinates in, `to` coordinates out; mm. Named
/// to_from: `reference_from_probe * point_in_probe` is a point in Reference, and any other
/// combination of spaces does not compile.
template <Space To, Space From>
class Transform {
 public:
  Transform() = default;

  /// See make_rigid for what is refused.
  [[nodiscard]] static Result<Transform> from_matrix(const Eigen::Matrix4d& matrix) {
    return make_rigid(matrix).map([](const Eigen::Isometry3d& motion) {
      Transform transform;
      transform.motion_ = motion;
      return transform;
    });
  }

  [[nodiscard]] Eigen::Matrix4d matrix() const { return motion_.matrix(); }

  [[nodiscard]] Transform<From, To> inverse() const {
    return Transform<From, To>::unchecked(motion_.inverse());
  }

  template <Space Deeper>
  [[nodiscard]] Transform<To, Deeper> operator*(const Transform<From, Deeper>& from_deeper) const {
    return Transform<To, Deeper>::unchecked(motion_ * from_deeper.motion_);
  }
  [[nodiscard]] Point<To> operator*(const Point<From>& point) const { return {motion_ * point.mm}; }
  [[nodiscard]] Direction<To> operator*(const Direction<From>& direction) const {
    return {motion_.linear() * direction.unit};
  }

 private:
  template <Space, Space>
  friend class Transform;

  static Transform unchecked(const Eigen::Isometry3d& motion) {
    Transform transform;
    transform.motion_ = motion;
    return transform;
  }

  Eigen::Isometry3d motion_ = Eigen::Isometry3d::Identity();
};

}  // namespace echolance
