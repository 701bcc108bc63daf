// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "tracking/needle_view.hpp"

namespace echolance {

/// A straight or slightly bent axis through the region, sampled at equal steps.
struct ShaftAxis {
  Eigen::Vector2d origin = Eigen::Vector2d::Zero();      ///< region px, sample 0
  Eigen::Vector2d direction = Eigen::Vector2d::UnitX();  ///< unit, towards the deeper end
  double sample_px = 1.0;                                ///< region px per sample
  int samples = 0;                ///< from one border of the region to the other
  int begin = 0;                  ///< first sample of the segment that the axis was fitted to
  int end = 0;                    ///< its last sample
  double bend_px = 0.0;           ///< sagitta of the bent axis over begin..end, along the normal
  double usual_sagitta_px = 1.0;  ///< of a needle as long as begin..end, one standard deviation
  double residual_px = 0.0;       ///< robust standard deviation of the ridge about the axis
  double wander_px = 0.0;      ///< root mean square of the smoothed ridge about the straight axis
  double offset_std_px = 0.0;  ///< standard error of the axis' offset at its middle

  [[nodiscard]] Eigen::Vector2d normal() const { return {-direction.y(), direction.x()}; }
  /// How far the bent axis lies beside the straight one at sample s, region px along the normal.
  [[nodiscard]] double bend_at(double s) const;
  /// Place of sample s, region px; follows the bend.
  [[nodiscard]] Eigen::Vector2d at(double s) const;
};

/// Cuts a strip of picture along an axis and fits the axis to the ridge in it.
/// Strip rows run across the axis (row kHalfWidth is the axis), columns along it.
class AxisFitter {
 public:
  static constexpr int kHalfWidth = 36;  ///< strip samples on either side of the axis
  static constexpr int kMostBend = 22;   ///< samples beside the chord that a ridge is followed

  /// Fits the axis to the ridge between its begin and end, by two rounds of robust least squares
  /// with sub-sample ridge places; the strip is of the axis before the last correction.
  void fit(const NeedleView& view, ShaftAxis& axis);

  [[nodiscard]] const cv::Mat& strip() const { return strip_; }  ///< CV_8UC1
  /// Nonzero where the strip's axis lies on ultrasound. CV_8UC1, one row.
  [[nodiscard]] const cv::Mat& inside() const { return inside_; }

 private:
  void cut(const NeedleView& view, const ShaftAxis& axis, int half_width);
  void trace_ridge(const ShaftAxis& axis);
  [[nodiscard]] double wander(const ShaftAxis& axis) const;

  cv::Mat strip_, smooth_, ridge_, inside_;
  std::vector<float> offset_, weight_, deviations_;
};

}  // namespace echolance
