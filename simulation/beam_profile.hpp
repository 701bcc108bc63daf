// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/polar_grid.hpp"

namespace echolance {

/// The point spread function of a probe by depth. One value per sample of the polar grid.
///
/// Along: Gaussian amplitude, peak 1. Across: Gaussian amplitude, sum 1 over the lines, product of
/// transmit beam (one focus) and receive beam (dynamic focus, constant f-number until the aperture
/// is used up). Out of plane: (1 - (z / reach)^2)^2, one focus given by the lens.
struct BeamProfile {
  float axial_sigma_mm = 0.1F;
  std::vector<float> axial_kernel;      ///< odd number of taps, peak 1
  std::vector<float> lateral_sigma_mm;  ///< of the amplitude
  std::vector<float> slice_reach_mm;    ///< beyond it nothing is seen; half maximum at 0.541 of it
  std::vector<float> aperture_mm;       ///< width of the face that hears this depth

  [[nodiscard]] static BeamProfile make(const ProbeModel& probe, const PolarGrid& grid,
                                        double focus_mm);

  [[nodiscard]] float slice_weight(float z_mm, int sample) const {
    const float u = z_mm / slice_reach_mm[static_cast<std::size_t>(sample)];
    const float rest = 1.0F - u * u;
    return rest > 0.0F ? rest * rest : 0.0F;
  }
};

/// Full width at half maximum of a Gaussian of this standard deviation.
inline constexpr float kWidthOfSigma = 2.3548F;

}  // namespace echolance
