// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <span>

#include "simulation/beam_profile.hpp"

namespace echolance {

/// A place on a shaft as the picture shows it, whether in the slice or not. Probe, mm.
struct ShaftPlace {
  Eigen::Vector2f at_mm;
  Eigen::Vector2f along;  ///< unit
  bool in_slice = false;
};

/// How well a shaft stands out of a picture.
struct ShaftContrast {
  double bright_length_mm = 0.0;  ///< of it that is brighter than its sides by kBright_db or more
  double median_db = 0.0;         ///< over its sides, of the pieces in the slice; 0 without any
};

/// A line this much brighter than what lies beside it is seen at once; pieces of plain speckle
/// reach it in about one of a hundred.
inline constexpr double kBright_db = 6.0;

/// Measured in the echoes that were drawn, whatever made them bright: pieces of 2 mm of the shaft
/// against the tissue to both sides, from beyond the beam's width on. `places` are `step_mm` apart;
/// `envelope` as UltrasoundSimulator::envelope. Deterministic. Source: ours.
[[nodiscard]] ShaftContrast shaft_contrast(const cv::Mat& envelope, const PolarGrid& grid,
                                           const BeamProfile& beam,
                                           std::span<const ShaftPlace> places, double step_mm);

}  // namespace echolance
