// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <span>

#include "simulation/polar_grid.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// A place on a shaft as the picture shows it, whether in the slice or not. Probe, mm.
struct ShaftPlace {
  Eigen::Vector2f at_mm;
  Eigen::Vector2f along;  ///< unit
  bool in_slice = false;
};

/// A picture as it is shown, and the same without the needle's echoes; CV_8UC1, not owned.
struct ShownPicture {
  const cv::Mat& grey;
  const cv::Mat& without;
  const PictureGeometry& geometry;
  const PolarGrid& grid;  ///< places outside it are not picture
  double db_per_grey = 60.0 / 255.0;
};

/// How well a shaft stands out of a picture.
struct ShaftContrast {
  double bright_length_mm = 0.0;  ///< of it that stands out as a line
  double median_db = 0.0;         ///< over its surroundings, of the pieces in the slice; 0: none
};

/// A line this much brighter than what it is compared with is seen.
inline constexpr double kBright_db = 4.0;

/// Measured in grey values: pieces of 2 mm of the shaft against the brighter of two things in the
/// picture without the needle: what is shown in its place, and the median of what lies within 4 mm
/// of it. `places` are `step_mm` apart. Deterministic. Source: ours; compared with judgements by
/// eye (docs/files.md).
[[nodiscard]] ShaftContrast shaft_contrast(const ShownPicture& picture,
                                           std::span<const ShaftPlace> places, double step_mm);

}  // namespace echolance
