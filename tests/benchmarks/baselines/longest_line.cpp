// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/baselines/longest_line.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

namespace {

float length_px(const cv::Vec4f& line) {
  return std::hypot(line[2] - line[0], line[3] - line[1]);
}

}  // namespace

NeedleEstimate longest_line(const std::vector<cv::Vec4f>& lines, cv::Point origin) {
  NeedleEstimate estimate;
  const auto longest = std::max_element(
      lines.begin(), lines.end(),
      [](const cv::Vec4f& a, const cv::Vec4f& b) { return length_px(a) < length_px(b); });
  if (longest == lines.end()) {
    estimate.reason = "no line in the picture";
    return estimate;
  }
  const auto& line = *longest;
  PixelPoint shaft{line[0] + static_cast<double>(origin.x),
                   line[1] + static_cast<double>(origin.y)};
  PixelPoint tip{line[2] + static_cast<double>(origin.x), line[3] + static_cast<double>(origin.y)};
  if (tip.y_px < shaft.y_px) std::swap(tip, shaft);
  estimate.state = NeedleState::kSeen;
  estimate.confidence = 1.0;
  estimate.line = NeedleLine{.tip = tip, .shaft = shaft};
  return estimate;
}

}  // namespace echolance
