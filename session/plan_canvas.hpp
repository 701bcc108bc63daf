// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "planner/path_check.hpp"

namespace echolance {

/// Colour (BGR) and words of what stops a way.
[[nodiscard]] cv::Scalar stop_colour(Stop stop);
[[nodiscard]] const char* stop_label(Stop stop);

/// A drawing in mm on a picture of its own: x right, y down.
class PlanCanvas {
 public:
  /// Shows the box (mm) in `width_px` columns.
  PlanCanvas(const Eigen::Vector2d& low_mm, const Eigen::Vector2d& high_mm, int width_px);

  [[nodiscard]] cv::Mat& pixels() { return pixels_; }
  [[nodiscard]] double px_per_mm() const { return px_per_mm_; }
  [[nodiscard]] cv::Point2d to_px(const Eigen::Vector2d& at_mm) const;
  [[nodiscard]] Eigen::Vector2d to_mm(const cv::Point& at_px) const;

  void line(const Eigen::Vector2d& from, const Eigen::Vector2d& to, const cv::Scalar& colour,
            int width_px);
  void dot(const Eigen::Vector2d& at, double radius_px, const cv::Scalar& colour);
  void ring(const Eigen::Vector2d& at, double radius_mm, const cv::Scalar& colour);
  /// A filled polygon mixed with what is there.
  void shade(const std::vector<Eigen::Vector2d>& corners, const cv::Scalar& colour, double share);
  void words(const Eigen::Vector2d& at, const std::string& text, const cv::Scalar& colour);
  /// A bar of 10 mm in the lower right corner.
  void scale_bar();

 private:
  Eigen::Vector2d low_mm_;
  double px_per_mm_ = 1.0;
  cv::Mat pixels_;
};

}  // namespace echolance
