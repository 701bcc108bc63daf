// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>

namespace echolance {

/// Second derivatives of a picture at one scale, divided by their local root mean square, so that
/// a faint line in a dark place counts as much as a bright one in a bright place. Outside the mask
/// (and within the filter's reach of its border) the response is strongly negative for every angle.
/// Source: ridge filters as in LITERATURE A (2), steered: Freeman & Adelson, IEEE PAMI 1991.
struct RidgeTensor {
  cv::Mat xx, xy, yy;  ///< CV_32F, size of the picture

  /// Bright-line response at a pixel for a line whose unit normal is `normal`; about 1 on a clear
  /// line, about 0 in speckle.
  [[nodiscard]] float response(int x, int y, const Eigen::Vector2f& normal) const {
    return -(normal.x() * normal.x() * xx.at<float>(y, x) +
             2.0F * normal.x() * normal.y() * xy.at<float>(y, x) +
             normal.y() * normal.y() * yy.at<float>(y, x));
  }
};

/// Evidence for a line, per pixel of it: the response clipped to these, so that a bright blob
/// counts no more than a faint line of its length, less the threshold.
inline constexpr float kRidgeClipLow = -0.6F;
inline constexpr float kRidgeClipHigh = 1.6F;
inline constexpr float kRidgeThreshold = 0.35F;

/// Buffers kept between frames, so that a steady state allocates nothing.
struct RidgeTensorBuffers {
  cv::Mat smooth, energy, weight, mean_energy, mean_weight;
};

/// Scales of the ridge filter, px of the picture given.
struct RidgeScale {
  double sigma_px = 1.3;      ///< width of the line looked for
  int neighbourhood_px = 41;  ///< side of the square over which the response is normalised
};

/// `picture` CV_32F, `mask` CV_32F of the same size, 1 inside and 0 outside. Deterministic.
void compute_ridge_tensor(const cv::Mat& picture, const cv::Mat& mask, const RidgeScale& scale,
                          RidgeTensorBuffers& buffers, RidgeTensor& tensor);

}  // namespace echolance
