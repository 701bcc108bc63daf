// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "tracking/needle_tracker.hpp"

namespace echolance {

struct HoughLinesOptions {
  double blur_sigma_px = 1.4;
  double canny_low = 50.0;
  double canny_high = 150.0;
  int votes = 50;
  double least_length_px = 50.0;
  double largest_gap_px = 10.0;
};

/// Baseline: Gaussian blur, Canny, HoughLinesP (1 px, 1 deg), and of its lines the longest, in the
/// bounds of the region. No memory. Deterministic. Parameters close to those of OpenCV's own
/// tutorials of Canny and Hough lines.
class HoughLinesNeedle final : public NeedleFinder {
 public:
  explicit HoughLinesNeedle(const HoughLinesOptions& options = {}) : options_(options) {}

  [[nodiscard]] NeedleEstimate update(const NeedleInput& input) override;

 private:
  HoughLinesOptions options_;
  cv::Mat blurred_;
  cv::Mat edges_;
  std::vector<cv::Vec4i> segments_;
  std::vector<cv::Vec4f> lines_;
};

}  // namespace echolance
