// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/aperture_shadow.hpp"

#include <algorithm>

namespace echolance {
namespace {

constexpr int kDepthStep = 12;  // of the medium's depths; between them linear
constexpr int kLineStep = 3;

}  // namespace

ApertureShadow::ApertureShadow(const MediumSetting& setting) : setting_(setting) {}

// Share of the amplitude that gets through, sending and hearing.
float ApertureShadow::seen(int line, int depth, const Medium& medium) const {
  const auto sample =
      static_cast<std::size_t>(std::min(depth * Medium::kSampleStep, setting_.grid.samples - 1));
  const float depth_mm = static_cast<float>(sample) * setting_.grid.sample_mm;
  const float half = 0.5F * setting_.beam.aperture_mm[sample] / setting_.grid.line_mm(0.0F);
  float open = 0.0F;
  for (const int side : {-1, 1}) {
    float blind_from = half;
    for (int k = 1; static_cast<float>(k) < blind_from; k += kLineStep) {
      const int at = line + side * k;
      if (at < 0 || at >= setting_.grid.lines) break;
      const float bone = medium.bone_depth_mm[static_cast<std::size_t>(at)];
      if (bone < 0.0F || bone >= depth_mm) continue;
      blind_from = std::min(blind_from, static_cast<float>(k) / (1.0F - bone / depth_mm));
    }
    open += 0.5F * blind_from / half;
  }
  return open * open;
}

void ApertureShadow::dim(int line, Medium& medium) const {
  const float bone = medium.bone_depth_mm[static_cast<std::size_t>(line)];
  const float step_mm = setting_.grid.sample_mm * Medium::kSampleStep;
  // Behind its own bone a line is dark already.
  const int end =
      bone < 0.0F ? medium.depths : std::min(medium.depths, static_cast<int>(bone / step_mm));
  float before = 1.0F;
  for (int first = 0; first < end; first += kDepthStep) {
    const float after = seen(line, first + kDepthStep, medium);
    if (before < 1.0F || after < 1.0F) {
      for (int slice = 0; slice < medium.slices; ++slice) {
        float* gain = &medium.gain[medium.start(line, slice)];
        for (int i = first; i < std::min(first + kDepthStep, end); ++i) {
          const float share = static_cast<float>(i - first) / kDepthStep;
          gain[i] *= before + share * (after - before);
        }
      }
    }
    before = after;
  }
}

}  // namespace echolance
