// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "simulation/beam_profile.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// A part of an envelope picture (CV_32FC1, lines x samples).
struct DepthRange {
  double from_mm = 0.0;
  double to_mm = 0.0;
};

/// The samples of a depth range of all lines, each depth divided by its rms over the lines, so
/// that attenuation does not count. `edge_lines` are left out on both sides.
[[nodiscard]] cv::Mat levelled(const cv::Mat& envelope, double sample_mm, const DepthRange& range,
                               int edge_lines = 12);

/// Mean over standard deviation; 1.913 for a Rayleigh distribution.
[[nodiscard]] double signal_to_noise(const cv::Mat& envelope);
/// E[R^2]^2 / Var(R^2); 1 for a Rayleigh distribution.
[[nodiscard]] double nakagami_m(const cv::Mat& envelope);
/// Largest distance between the distribution of the values and the Rayleigh one of the same power.
[[nodiscard]] double rayleigh_distance(const cv::Mat& envelope);

/// Full width at half maximum of the autocovariance of the intensity, in samples or lines.
[[nodiscard]] double correlation_width_across(const cv::Mat& envelope);
[[nodiscard]] double correlation_width_along(const cv::Mat& envelope);

/// Correlation coefficient of two pictures' intensities.
[[nodiscard]] double correlation(const cv::Mat& a, const cv::Mat& b);
/// What the slice profile predicts for a shift out of plane: |overlap of the profiles|^2.
[[nodiscard]] double predicted_correlation(double shift_mm, double slice_reach_mm);

/// Fall of the rms envelope with depth, dB per cm of depth, by a straight fit.
[[nodiscard]] double fall_db_per_cm(const cv::Mat& envelope, double sample_mm,
                                    const DepthRange& range);
/// rms of a part, in dB.
[[nodiscard]] double level_db(const cv::Mat& part);

}  // namespace echolance
