// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <optional>

#include "imaging/area_shrink.hpp"

namespace echolance {

/// How the tissue moved since the last frame, by probe or patient.
struct TissueMotion {
  Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();  ///< in px of the picture given
  double correlation = 0.0;  ///< of the two pictures after the shift, -1..1
};

/// Global translation by phase correlation, accepted only where it makes the pictures more alike.
/// Measured against a reference that is kept for some frames, so that slow drift adds up to within
/// a few percent. Deterministic.
/// Source: Kuglin & Hines 1975, as in cv::phaseCorrelate.
class TissueMotionEstimator {
 public:
  /// `picture` CV_32F, of constant size until forget(). The first call returns no motion.
  [[nodiscard]] TissueMotion update(const cv::Mat& picture);
  void forget() { reference_.release(); }

 private:
  [[nodiscard]] std::optional<cv::Point2d> measure_shift();

  AreaShrink shrink_;
  cv::Mat reference_;  ///< a recent small picture that the shift is measured against
  cv::Mat last_;       ///< the last small picture
  cv::Mat small_, window_, reference_copy_, small_copy_;
  cv::Point2d shift_;  ///< reported since the reference, small px
  int age_ = 0;        ///< of the reference, frames
};

}  // namespace echolance
