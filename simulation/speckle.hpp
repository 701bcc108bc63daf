// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <array>
#include <vector>

#include "simulation/medium.hpp"

namespace echolance {

/// Echoes of scatterers that sit in the tissue.
///
/// Reference space is divided into cubes with one scatterer each, at a place and with a strength
/// that only the cube's number decides. Each is carried to the scan lines with its carrier's phase,
/// so speckle moves with tissue, and decorrelates with shift and turn, as real speckle does. Its
/// strength is spread so that the fourth moment is twice the square of the second: then speckle is
/// Rayleigh distributed with any number of scatterers per resolution cell.
class Speckle {
 public:
  Speckle(const MediumSetting& setting, double wavelength_mm);

  /// Adds the scatterers of lines [first, end) to those lines only. Order of summing is fixed.
  void add(int first_line, int end_line, const RayGround& ground, const Medium& medium,
           EchoLines& echoes) const;

  [[nodiscard]] double cube_mm() const { return cube_mm_; }

 private:
  struct Batch;
  struct Band;
  void add_column(const Band& band, const Eigen::Vector3i& cell, int count) const;
  void place(const Band& band, const Eigen::Vector3i& cell, Batch& batch) const;
  void splat(const Band& band, const Batch& batch) const;

  const MediumSetting& setting_;
  double cube_mm_ = 0.25;
  float cycles_per_mm_ = 10.0F;
  std::vector<float> norm_;           ///< by sample: makes mean echo power of muscle 1
  std::vector<float> coherent_norm_;  ///< by sample: makes the mean echo of equal scatterers 1
  std::vector<std::uint8_t> kept_;    ///< by sample: share of scatterers that is used, of 256
  std::array<std::array<float, 256>, kTissueCount> strength_{};
  std::array<TextureLook, kTissueCount> look_{};
  std::vector<Eigen::Vector2f> carrier_;  ///< one turn
};

}  // namespace echolance
