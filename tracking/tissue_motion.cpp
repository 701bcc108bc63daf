// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/tissue_motion.hpp"

#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

constexpr int kLongestSide_px = 96;
constexpr double kLargestShift = 0.1;  // share of the picture; more is another scene
constexpr double kLeastShift = 0.35;   // small px; less is noise of the phase correlation
constexpr int kLongestReference = 8;   // frames

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

TissueMotion TissueMotionEstimator::update(const cv::Mat& picture) {
  const double scale =
      std::min(1.0, static_cast<double>(kLongestSide_px) / std::max(picture.cols, picture.rows));
  cv::resize(picture, small_, {}, scale, scale, cv::INTER_AREA);
  TissueMotion motion;
  const bool comparable = last_.size() == small_.size();
  bool moved = false;
  if (comparable) {
    if (window_.size() != small_.size()) cv::createHanningWindow(window_, small_.size(), CV_32F);
    const cv::Point2d shift = cv::phaseCorrelate(last_, small_, window_);
    motion.correlation = shifted_correlation(last_, small_, 0, 0);
    const bool plausible = std::abs(shift.x) < kLargestShift * small_.cols &&
                           std::abs(shift.y) < kLargestShift * small_.rows;
    const double after =
        plausible ? shifted_correlation(last_, small_, cvRound(shift.x), cvRound(shift.y)) : -1.0;
    moved = plausible && cv::norm(shift) > kLeastShift && after >= motion.correlation;
    if (moved) {
      motion.correlation = after;
      motion.shift_px = Eigen::Vector2d(shift.x, shift.y) / scale;
    }
  }
  // A reference kept over a few frames lets slow drift grow until it can be told from noise.
  ++age_;
  if (!comparable || moved || age_ >= kLongestReference) {
    cv::swap(last_, small_);
    age_ = 0;
  }
  return motion;
}

}  // namespace echolance
