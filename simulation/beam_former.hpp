// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "simulation/beam_profile.hpp"
#include "simulation/echo_lines.hpp"

namespace echolance {

/// Spreads echoes over the point spread function, adds electronic noise, takes the envelope.
class BeamFormer {
 public:
  /// `noise_db`: rms of the noise after the axial filter, over muscle at the face.
  BeamFormer(const PolarGrid& grid, const BeamProfile& beam, double noise_db);

  /// Working memory of one thread.
  struct Scratch {
    std::vector<float> in_phase;
    std::vector<float> quadrature;
  };
  [[nodiscard]] Scratch make_scratch() const;

  /// Writes grid.samples values. The noise depends on `noise_seed` and the line only.
  void envelope(const EchoLines& echoes, int line, std::uint64_t noise_seed, Scratch& scratch,
                float* envelope) const;

 private:
  struct Block {
    int first, end;  ///< samples
    int half;        ///< lines to either side
    std::size_t weights;
  };
  void spread_across(const std::vector<float>& from, int line, float* to) const;
  void add_noise(int line, std::uint64_t seed, Scratch& scratch) const;

  PolarGrid grid_;
  int margin_ = 0;            ///< samples before and after a line in the scratch
  std::vector<float> axial_;  ///< from the middle outwards
  std::vector<Block> blocks_;
  std::vector<float> weights_;  ///< per block: [tap][sample of the block]
  std::vector<float> noise_;    ///< a long stretch; every line starts somewhere else
};

}  // namespace echolance
