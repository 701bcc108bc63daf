// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "imaging/scan_lines.hpp"

namespace echolance {

/// How much each sample of each scan line looks like the near surface of bone: a bright ridge, or
/// the lit side of a shadow's edge, with nothing but shadow below it on the same line.
///
/// All measures are ratios of grey values, so gain drops out; the shadow is judged on its own line
/// against the surface itself, so time gain hardly matters. Buffers are kept between calls.
/// Deterministic. Source: ours, after the ridge-and-shadow costs of LITERATURE B.
class BoneLikelihood {
 public:
  /// lines: CV_8UC1 as ScanLines::sample gives. The result (CV_32FC1, same size) is positive where
  /// bone is more likely than not; it stays valid until the next call.
  const cv::Mat& compute(const cv::Mat& lines, const ScanLines& geometry);

  /// Ridge strength 0..1 of the last call, for sub-sample positions.
  [[nodiscard]] const cv::Mat& ridge() const { return ridge_; }
  /// Log ratio of each sample to what lies below it, of the last call.
  [[nodiscard]] const cv::Mat& shadow() const { return shadow_; }
  /// Smoothed grey values over the tissue level.
  [[nodiscard]] const cv::Mat& smooth() const { return smooth_; }

 private:
  void normalise(const cv::Mat& lines, const ScanLines& geometry);
  void measure_ridge(const ScanLines& geometry);
  void expect_tissue(const ScanLines& geometry);
  void measure_shadow(const ScanLines& geometry);
  void combine(const ScanLines& geometry);

  cv::Mat relative_;  ///< grey over tissue level
  cv::Mat smooth_;
  cv::Mat ridge_;
  cv::Mat wide_;
  cv::Mat shadow_;
  cv::Mat score_;
  cv::Mat below_;
  std::vector<float> sum_, sum_of_squares_, worst_, expected_;
};

}  // namespace echolance
