// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/baselines/hough_lines_needle.hpp"

#include <numbers>
#include <opencv2/imgproc.hpp>

#include "tests/benchmarks/baselines/longest_line.hpp"

namespace echolance {

NeedleEstimate HoughLinesNeedle::update(const NeedleInput& input) {
  const cv::Rect bounds_px = input.region.bounds_px;
  // A copy's border would else be filled from outside the region.
  cv::GaussianBlur(input.grey(bounds_px), blurred_, {5, 5}, options_.blur_sigma_px, 0.0,
                   cv::BORDER_REFLECT_101 | cv::BORDER_ISOLATED);
  cv::Canny(blurred_, edges_, options_.canny_low, options_.canny_high);
  cv::HoughLinesP(edges_, segments_, 1.0, std::numbers::pi / 180.0, options_.votes,
                  options_.least_length_px, options_.largest_gap_px);
  lines_.clear();
  for (const auto& segment : segments_) lines_.emplace_back(segment);
  return longest_line(lines_, bounds_px.tl());
}

}  // namespace echolance
