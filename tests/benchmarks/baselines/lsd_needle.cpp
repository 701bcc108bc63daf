// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/benchmarks/baselines/lsd_needle.hpp"

#include <opencv2/imgproc.hpp>

#include "tests/benchmarks/baselines/longest_line.hpp"

namespace echolance {

struct LsdNeedle::Work {
  cv::Ptr<cv::LineSegmentDetector> detector = cv::createLineSegmentDetector();
  std::vector<cv::Vec4f> lines;
};

LsdNeedle::LsdNeedle() : work_(std::make_unique<Work>()) {}
LsdNeedle::~LsdNeedle() = default;
LsdNeedle::LsdNeedle(LsdNeedle&&) noexcept = default;
LsdNeedle& LsdNeedle::operator=(LsdNeedle&&) noexcept = default;

NeedleEstimate LsdNeedle::update(const NeedleInput& input) {
  const cv::Rect bounds_px = input.region.bounds_px;
  // The detector scales the picture and would look past the edge of a part of it.
  work_->detector->detect(input.grey(bounds_px).clone(), work_->lines);
  return longest_line(work_->lines, bounds_px.tl());
}

}  // namespace echolance
