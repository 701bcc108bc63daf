// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>

namespace echolance {

/// How the tissue moved since the last frame, by probe or patient.
struct TissueMotion {
  Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();  ///< in px of the picture given
  double correlation = 0.0;  ///< of the two pictures after the shift, -1..1
};

/// Global translation by phase correlation, accepted only where it makes the pictures more alike.
/// Keeps a small copy of the last picture. Deterministic.
/// Source: Kuglin & Hines 1975, as in cv::phaseCorrelate.
class TissueMotionEstimator {
 public:
  /// `picture` CV_32F, of constant size until forget(). The first call returns no motion.
  [[nodiscard]] TissueMotion update(const cv::Mat& picture);
  void forget() { last_.release(); }

 private:
  cv::Mat last_, small_, window_;
  int age_ = 0;  ///< of last_, frames
};

}  // namespace echolance
