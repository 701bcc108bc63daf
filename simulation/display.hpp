// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "simulation/polar_grid.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// From envelope to picture: gain by depth, logarithm, grey values, scan conversion.
class Display {
 public:
  Display(const PolarGrid& grid, const ScannerSettings& settings, double frequency_mhz);

  [[nodiscard]] const PictureGeometry& geometry() const { return geometry_; }
  /// Grey values of one line, grid.samples each.
  void compress(const float* envelope, std::uint8_t* grey) const;
  /// Both CV_8UC1, lines x samples: evens out speckle as scanners do.
  void smooth(const cv::Mat& grey, cv::Mat& smoothed) const;
  /// `grey`: CV_8UC1, lines x samples.
  void convert(const cv::Mat& grey, cv::Mat& picture) const;
  /// A place on a line (fractional), in the picture.
  [[nodiscard]] PixelPoint pixel(float line, float depth_mm) const;

 private:
  PolarGrid grid_;
  PictureGeometry geometry_;
  std::vector<float> offset_;  ///< by sample, in grey values
  float grey_per_octave_ = 1.0F;
  double smoothing_ = 0.0;
  double along_sigma_ = 1.0;   ///< samples
  double across_sigma_ = 1.0;  ///< lines
  cv::Mat map_;
  cv::Mat map_rest_;
};

}  // namespace echolance
