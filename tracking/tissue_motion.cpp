// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/tissue_motion.hpp"

#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

// Even sides that the discrete Fourier transform takes without padding: with padding to odd sides
// cv::phaseCorrelate is half a pixel off.
constexpr int kSmallWidth_px = 96;
constexpr int kSmallHeight_px = 80;
constexpr double kLargestShift = 0.1;  // share of the picture; more is another scene
constexpr double kLeastShift = 0.35;   // small px; less is noise of the phase correlation
constexpr double kFarShift = 4.0;      // small px; a reference that far away is renewed
constexpr int kLongestReference = 30;  // frames
constexpr double kAlike = 0.8;         // a reference less alike than this is renewed

/// Normalised correlation of `a` with `b` moved back by whole pixels.
double shifted_correlation(const cv::Mat& a, const cv::Mat& b, int dx, int dy) {
  const cv::Rect here(std::max(0, -dx), std::max(0, -dy), a.cols - std::abs(dx),
                      a.rows - std::abs(dy));
  const cv::Rect there(here.x + dx, here.y + dy, here.width, here.height);
  cv::Scalar mean_a, std_a, mean_b, std_b;
  cv::meanStdDev(a(here), mean_a, std_a);
  cv::meanStdDev(b(there), mean_b, std_b);
  const double count = here.area();
  const double covariance = a(here).dot(b(there)) / count - mean_a[0] * mean_b[0];
  return covariance / std::max(1e-3, std_a[0] * std_b[0]);
}

}  // namespace

std::optional<cv::Point2d> TissueMotionEstimator::measure_shift() {
  // cv::phaseCorrelate windows its inputs in place, so it gets copies.
  reference_.copyTo(reference_copy_);
  small_.copyTo(small_copy_);
  if (window_.empty()) cv::createHanningWindow(window_, small_.size(), CV_32F);
  const cv::Point2d shift = cv::phaseCorrelate(reference_copy_, small_copy_, window_);
  const bool plausible = std::abs(shift.x) < kLargestShift * small_.cols &&
                         std::abs(shift.y) < kLargestShift * small_.rows;
  if (!plausible) return std::nullopt;
  const double known =
      shifted_correlation(reference_, small_, cvRound(shift_.x), cvRound(shift_.y));
  const double moved = shifted_correlation(reference_, small_, cvRound(shift.x), cvRound(shift.y));
  if (moved < known) return std::nullopt;
  return shift;
}

TissueMotion TissueMotionEstimator::update(const cv::Mat& picture) {
  shrink_.apply(picture, {kSmallWidth_px, kSmallHeight_px}, small_);
  TissueMotion motion;
  if (reference_.empty()) {
    small_.copyTo(reference_);
  } else {
    // All shifts are measured from the same reference, so that their errors do not add up; what is
    // too small to tell from noise is left until it has grown.
    const cv::Point2d shift = measure_shift().value_or(shift_);
    const bool moved = cv::norm(shift - shift_) >= kLeastShift;
    if (moved) {
      motion.shift_px = {(shift.x - shift_.x) * picture.cols / kSmallWidth_px,
                         (shift.y - shift_.y) * picture.rows / kSmallHeight_px};
      shift_ = shift;
    }
    motion.correlation =
        std::max(shifted_correlation(last_, small_, 0, 0),
                 shifted_correlation(reference_, small_, cvRound(shift_.x), cvRound(shift_.y)));
    const bool renew =
        ++age_ >= kLongestReference || cv::norm(shift_) > kFarShift || motion.correlation < kAlike;
    if (renew) {
      small_.copyTo(reference_);
      shift_ -= shift;  // what has not been reported yet
      age_ = 0;
    }
  }
  cv::swap(last_, small_);
  return motion;
}

}  // namespace echolance
