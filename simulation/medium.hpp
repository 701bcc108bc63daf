// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "simulation/beam_profile.hpp"
#include "simulation/echo_lines.hpp"
#include "simulation/ray_walk.hpp"
#include "simulation/tissue_texture.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// What the sound meets on its way, per line, slice and every second sample: which tissue, and how
/// much of the amplitude comes back from there.
struct Medium {
  static constexpr int kSampleStep = 2;

  int slices = 5;
  int depths = 0;                    ///< per line and slice
  std::vector<float> gain;           ///< [line][slice][depth]
  std::vector<std::uint8_t> tissue;  ///< likewise; Tissue
  std::vector<float> bone_depth_mm;  ///< by line, middle slice; negative: none
  std::vector<int> loud_depths;      ///< by line: beyond them all slices are silent

  Medium() = default;
  Medium(int lines, int samples, int slice_count)
      : slices(slice_count),
        depths((samples + kSampleStep - 1) / kSampleStep),
        gain(static_cast<std::size_t>(lines * slice_count * depths)),
        tissue(gain.size()),
        bone_depth_mm(static_cast<std::size_t>(lines)),
        loud_depths(static_cast<std::size_t>(lines), depths) {}

  /// Fills loud_depths for one line, once its gain is final.
  void find_loud_depths(int line, float silence) {
    int loud = 0;
    for (int slice = 0; slice < slices; ++slice) {
      const float* at = &gain[start(line, slice)];
      int last = depths;
      while (last > loud && at[last - 1] < silence) --last;
      loud = last;
    }
    loud_depths[static_cast<std::size_t>(line)] = loud;
  }

  [[nodiscard]] std::size_t start(int line, int slice) const {
    return static_cast<std::size_t>((line * slices + slice) * depths);
  }
  /// The slice in which a place lies; `u`: distance from the plane over the slice's reach.
  [[nodiscard]] int slice_of(float u) const {
    const int slice = static_cast<int>((u + 1.0F) * 0.5F * static_cast<float>(slices));
    return slice < 0 ? 0 : slice >= slices ? slices - 1 : slice;
  }
  /// Middle of a slice as a share of the reach, -1..1.
  [[nodiscard]] float slice_middle(int slice) const {
    return static_cast<float>(2 * slice + 1 - slices) / static_cast<float>(slices);
  }
};

/// What does not change from frame to frame.
struct MediumSetting {
  PolarGrid grid;
  BeamProfile beam;
  TissueTable tissues;
  double frequency_mhz = 7.0;
  TissueTexture3d texture;
  float texture_strength = 1.0F;
  float silence = 0.0F;                ///< fainter scatterers are not drawn: a tenth of the noise
  std::vector<float> slice_offset_mm;  ///< [slice][sample]
  std::vector<float> slice_weight;     ///< [slice], sum 1
};

/// Fills one line of the medium and adds the mirror-like echoes of its borders to the line.
/// Deterministic; lines are independent.
class MediumFiller {
 public:
  MediumFiller(const MediumSetting& setting, const RayGround& ground, const Scene& scene);

  void fill(int line, RayPath& path, Medium& medium, EchoLines& echoes) const;

 private:
  struct Way;
  void cross_border(const Border& border, const Ray& ray, Way& way) const;
  void fill_tissue(Tissue tissue, float until_mm, Way& way) const;
  void fill_shadow(float from_mm, float cosine, Way& way) const;
  void lose_contact(Way& way) const;
  void add_border_echo(const Border& border, const Ray& ray, Way& way) const;

  const MediumSetting& setting_;
  const RayGround& ground_;
  const Scene& scene_;
  std::array<float, kTissueCount> step_loss_{};  ///< of amplitude from depth to depth, by tissue
};

}  // namespace echolance
