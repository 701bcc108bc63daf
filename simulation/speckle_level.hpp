// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "simulation/beam_profile.hpp"

namespace echolance {

/// How many scatterers a picture needs, and the factors that make their mean echo the same at all
/// depths. One value per sample.
struct SpeckleLevel {
  double cube_mm = 0.25;             ///< edge of the cube that holds one scatterer
  std::vector<float> norm;           ///< makes the mean power of random scatterers 1
  std::vector<float> coherent_norm;  ///< makes the mean amplitude of equal scatterers 1
  std::vector<std::uint8_t> kept;    ///< scatterers with a random byte up to this are used
};

[[nodiscard]] SpeckleLevel speckle_level(const PolarGrid& grid, const BeamProfile& beam);

/// The amplitude across the lines, sum 1, from its middle outwards; taps 0..half.
[[nodiscard]] std::vector<float> lateral_kernel(double sigma_lines, int half);
/// The standard deviation, in grid steps, left to do after echoes were shared linearly between two
/// grid places, which widens them by 1/6 of a step squared.
[[nodiscard]] double narrowed(double sigma);
/// Lines to either side that matter.
[[nodiscard]] int lateral_half(double sigma_lines);

}  // namespace echolance
