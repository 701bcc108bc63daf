// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/speckle_level.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

// In a resolution cell of half-maximum widths. Strength is spread for Rayleigh statistics with any
// number; this many keep the places from showing.
constexpr double kScatterersPerCell = 3.0;

// Integral of the squared response to a scatterer anywhere between the taps, in taps: it is shared
// linearly between two, so the response is piecewise linear.
double power_integral(const std::vector<float>& taps) {
  double sum = 0.0;
  float before = 0.0F;
  for (const float tap : taps) {
    sum += (before * before + before * tap + tap * tap) / 3.0;
    before = tap;
  }
  return sum + before * before / 3.0;
}

std::vector<float> whole(const std::vector<float>& half) {
  std::vector<float> taps(half.rbegin(), half.rend());
  taps.insert(taps.end(), half.begin() + 1, half.end());
  return taps;
}

double sum(const std::vector<float>& taps) {
  double total = 0.0;
  for (const float tap : taps) total += tap;
  return total;
}

double cell_volume(const BeamProfile& beam, std::size_t sample) {
  const double slice = 2.0 * 0.541 * beam.slice_reach_mm[sample];
  return kWidthOfSigma * beam.axial_sigma_mm * kWidthOfSigma * beam.lateral_sigma_mm[sample] *
         slice;
}

}  // namespace

int lateral_half(double sigma_lines) {
  return std::clamp(static_cast<int>(std::ceil(2.7 * sigma_lines)), 1, 24);
}

double narrowed(double sigma) {
  return std::sqrt(std::max(sigma * sigma - 1.0 / 6.0, 0.09));
}

std::vector<float> lateral_kernel(double sigma_lines, int half) {
  std::vector<float> taps;
  double total = 0.0;
  const double sigma = narrowed(sigma_lines);
  for (int i = 0; i <= half; ++i) {
    const double u = i / sigma;
    taps.push_back(static_cast<float>(std::exp(-0.5 * u * u)));
    total += (i == 0 ? 1.0 : 2.0) * taps.back();
  }
  for (auto& tap : taps) tap /= static_cast<float>(total);
  return taps;
}

SpeckleLevel speckle_level(const PolarGrid& grid, const BeamProfile& beam) {
  SpeckleLevel level;
  double smallest = 1e9;
  for (std::size_t i = 0; i < beam.slice_reach_mm.size(); ++i) {
    smallest = std::min(smallest, cell_volume(beam, i));
  }
  level.cube_mm = std::cbrt(smallest / kScatterersPerCell);
  const double density = 1.0 / std::pow(level.cube_mm, 3.0);
  const double along_power = grid.sample_mm * power_integral(beam.axial_kernel);
  const double along_sum = grid.sample_mm * sum(beam.axial_kernel);
  for (std::size_t i = 0; i < beam.slice_reach_mm.size(); ++i) {
    const double needed = kScatterersPerCell / (density * cell_volume(beam, i));
    const int kept = std::clamp(static_cast<int>(std::ceil(256.0 * needed)) - 1, 7, 255);
    level.kept.push_back(static_cast<std::uint8_t>(kept));
    const double used = density * (kept + 1) / 256.0;
    const double line_mm = grid.line_mm(static_cast<float>(i) * grid.sample_mm);
    const double sigma = beam.lateral_sigma_mm[i] / line_mm;
    const double across_power =
        line_mm * power_integral(whole(lateral_kernel(sigma, lateral_half(sigma))));
    const double reach = beam.slice_reach_mm[i];
    // Integrals of (1 - u^2)^4 and (1 - u^2)^2 over -1..1.
    const double slice_power = reach * 256.0 / 315.0;
    const double slice_sum = reach * 16.0 / 15.0;
    level.norm.push_back(
        static_cast<float>(1.0 / std::sqrt(used * along_power * across_power * slice_power)));
    level.coherent_norm.push_back(
        static_cast<float>(1.0 / (used * along_sum * line_mm * slice_sum)));
  }
  return level;
}

}  // namespace echolance
