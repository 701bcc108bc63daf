// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cmath>

#include "simulation/probe.hpp"

namespace echolance {

/// Arc tangent for |x| <= 1.2, error below 2e-5 rad. Source: Abramowitz and Stegun 4.4.49.
[[nodiscard]] inline float quick_arc_tangent(float x) {
  const float y = x * x;
  const float tail = -0.0851330F + y * (0.0208351F);
  return x * (0.9998660F + y * (-0.3302995F + y * (0.1801410F + y * tail)));
}

/// A place as the scanner sees it.
struct PolarPoint {
  float line = 0.0F;      ///< fractional line number
  float depth_mm = 0.0F;  ///< from the face along the line
};

/// The scan lines of a probe. Space Probe: origin at the middle of the face, x right, y depth,
/// z out of plane.
///
///   linear: lines parallel to y              curved: lines from the centre of curvature (0, -R)
struct PolarGrid {
  ArrayShape shape = ArrayShape::kLinear;
  int lines = 0;
  int samples = 0;
  float radius_mm = 0.0F;
  float first_line = 0.0F;  ///< x (mm) or angle (rad) of line 0
  float line_step = 1.0F;   ///< mm or rad
  float sample_mm = 0.1F;   ///< sample i lies at depth i * sample_mm

  [[nodiscard]] static PolarGrid make(const ProbeModel& probe, int lines, int samples,
                                      double depth_mm);

  [[nodiscard]] float depth_mm() const { return static_cast<float>(samples - 1) * sample_mm; }
  [[nodiscard]] Eigen::Vector3f origin(float line) const {
    const float at = first_line + line * line_step;
    if (shape == ArrayShape::kLinear) return {at, 0.0F, 0.0F};
    return {radius_mm * std::sin(at), radius_mm * (std::cos(at) - 1.0F), 0.0F};
  }
  [[nodiscard]] Eigen::Vector3f direction(float line) const {
    if (shape == ArrayShape::kLinear) return Eigen::Vector3f::UnitY();
    const float at = first_line + line * line_step;
    return {std::sin(at), std::cos(at), 0.0F};
  }
  /// z is not looked at.
  [[nodiscard]] PolarPoint polar(float x_mm, float y_mm) const {
    return shape == ArrayShape::kLinear ? linear_polar(x_mm, y_mm) : curved_polar(x_mm, y_mm);
  }
  /// The same for loops that know the shape.
  [[nodiscard]] PolarPoint linear_polar(float x_mm, float y_mm) const {
    return {(x_mm - first_line) / line_step, y_mm};
  }
  [[nodiscard]] PolarPoint curved_polar(float x_mm, float y_mm) const {
    const float along = y_mm + radius_mm;
    const float angle = quick_arc_tangent(x_mm / along);
    return {(angle - first_line) / line_step, std::sqrt(x_mm * x_mm + along * along) - radius_mm};
  }
  [[nodiscard]] float depth_of(float x_mm, float y_mm) const {
    if (shape == ArrayShape::kLinear) return y_mm;
    const float along = y_mm + radius_mm;
    return std::sqrt(x_mm * x_mm + along * along) - radius_mm;
  }
  /// Distance between neighbouring lines at a depth.
  [[nodiscard]] float line_mm(float depth_mm) const {
    return shape == ArrayShape::kLinear ? line_step : line_step * (radius_mm + depth_mm);
  }
};

}  // namespace echolance
