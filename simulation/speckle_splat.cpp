// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "simulation/fast_loops.hpp"
#include "simulation/speckle_batch.hpp"

namespace echolance {
namespace {

// The share of fibres' random echo that falls when they are hit aslant.
constexpr float kFibreFall = 0.35F;

}  // namespace

void Speckle::draw(const Aim& aim, Batch& batch) const {
  find_polar(batch);
  select(batch);
  hear(*aim.medium, batch);
  sound(batch);
  splat(batch, *aim.heard);
  batch.count = 0;
}

ECHOLANCE_FAST_LOOPS
void Speckle::find_polar(Batch& batch) const {
  const PolarGrid grid = setting_.grid;  // what is local is not read again after each store
  const float per_mm = 1.0F / grid.sample_mm;
  const auto count = static_cast<std::size_t>(batch.count);
  if (grid.shape == ArrayShape::kLinear) {
    for (std::size_t i = 0; i < count; ++i) {
      const PolarPoint polar = grid.linear_polar(batch.x[i], batch.y[i]);
      batch.line[i] = polar.line;
      batch.depth_mm[i] = polar.depth_mm;
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      const PolarPoint polar = grid.curved_polar(batch.x[i], batch.y[i]);
      batch.line[i] = polar.line;
      batch.depth_mm[i] = polar.depth_mm;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    batch.sample[i] = static_cast<int>(batch.depth_mm[i] * per_mm);
  }
}

void Speckle::select(Batch& batch) const {
  const auto end_line = static_cast<float>(setting_.grid.lines);
  const int last = setting_.grid.samples - 2;
  const Level* levels = levels_.data();
  const auto count = static_cast<std::size_t>(batch.count);
  int selected = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int sample = batch.sample[i];
    const Level& level = levels[std::min(std::max(sample, 0), last)];
    const float u = batch.z[i] * level.per_reach;
    batch.u[i] = u;
    batch.index[static_cast<std::size_t>(selected)] = static_cast<int>(i);
    // No branches: they would be guessed wrong half of the time.
    selected += static_cast<int>(batch.line[i] >= -1.0F) &
                static_cast<int>(batch.line[i] < end_line) &
                static_cast<int>(batch.depth_mm[i] >= 0.0F) & static_cast<int>(sample <= last) &
                static_cast<int>(u * u < 1.0F) & static_cast<int>(batch.rank[i] <= level.kept);
  }
  batch.selected = selected;
}

void Speckle::hear(const Medium& medium, Batch& batch) const {
  const int last_line = setting_.grid.lines - 1;
  const int slices = medium.slices, depths = medium.depths;
  const float* gain = medium.gain.data();
  const std::uint8_t* tissue = medium.tissue.data();
  const float silence = setting_.silence;
  std::size_t loud = 0;
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch.selected); ++n) {
    const auto i = static_cast<std::size_t>(batch.index[n]);
    const float u = batch.u[i];
    const int near = std::min(std::max(static_cast<int>(batch.line[i] + 0.5F), 0), last_line);
    // Medium::start and slice_of, without reading the medium's sizes again.
    const int slice = static_cast<int>((u + 1.0F) * 0.5F * static_cast<float>(slices));
    const int row = near * slices + std::min(std::max(slice, 0), slices - 1);
    const int place = row * depths + batch.sample[i] / Medium::kSampleStep;
    const float rest = 1.0F - u * u;
    const float seen = gain[place] * rest * rest;
    batch.slot[loud] = static_cast<int>(i);
    batch.nearest_line[loud] = near;
    batch.seen[loud] = seen;
    batch.tissue[loud] = tissue[place];
    loud += seen < silence ? 0U : 1U;
  }
  batch.loud = static_cast<int>(loud);
}

Speckle::Pattern Speckle::pattern_at(const Batch& batch, std::size_t i, std::uint32_t random,
                                     std::size_t tissue) const {
  const TextureLook& look = look_[tissue];
  const float x = batch.rx[i], y = batch.ry[i], z = batch.rz[i];
  // Random shares of a cell: on average that interpolates.
  const auto dither = [&](int shift) {
    return kSpeckleByte * static_cast<float>(random >> shift & 255U);
  };
  const int fine = setting_.texture.at(x * look.cells_per_mm.x() + dither(0),
                                       y * look.cells_per_mm.y() + dither(8),
                                       z * look.cells_per_mm.z() + dither(4));
  const int patch =
      setting_.texture.at(x * kPatchCellsPerMm + dither(2), y * 1.7F * kPatchCellsPerMm + dither(6),
                          z * kPatchCellsPerMm + dither(12));
  const auto value = static_cast<std::size_t>(std::clamp(fine + (patch - 128) / 5, 0, 255));
  const float patchy = look.patch[static_cast<std::size_t>(patch)];
  return {look.speckle[value] * patchy, look.coherent[value] * patchy * tissue_strength_[tissue]};
}

void Speckle::sound(Batch& batch) const {
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch.loud); ++n) {
    const auto i = static_cast<std::size_t>(batch.slot[n]);
    const auto tissue = static_cast<std::size_t>(batch.tissue[n]);
    const Level& level = levels_[static_cast<std::size_t>(batch.sample[i])];
    const float seen = batch.seen[n];
    const std::uint32_t h = batch.hash[i];
    const std::uint32_t g = h * 0x9e3779b1U ^ h >> 15;
    const Pattern pattern = has_look_[tissue] ? pattern_at(batch, i, g, tissue) : Pattern{};
    const float aslant =
        fibre_[tissue] * (1.0F - sheet_echo_[static_cast<std::size_t>(batch.nearest_line[n])]);
    float random = seen * level.norm * strength_[tissue][h >> 24] * pattern.speckle *
                   (1.0F - kFibreFall * aslant);
    const float steady = seen * level.coherent_norm * pattern.coherent * (1.0F - aslant);
    // The sign keeps a lattice of cubes from ringing at its own spacing.
    random = (g & 0x10000U) != 0 ? -random : random;
    const float cycles = batch.depth_mm[i] * cycles_per_mm_;
    const auto step = static_cast<std::size_t>(cycles * kCarrierSteps) & (kCarrierSteps - 1);
    batch.re[n] = random * carrier_[step].x() + steady;
    batch.im[n] = random * carrier_[step].y();
  }
}

void Speckle::splat(const Batch& batch, Heard& heard) const {
  using Echo = Eigen::Vector4f;  // real and imaginary part of two samples
  const float per_mm = 1.0F / setting_.grid.sample_mm;
  const int lines = setting_.grid.lines;
  int least_line = lines, most_line = -2;
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch.loud); ++n) {
    const auto i = static_cast<std::size_t>(batch.slot[n]);
    const float line = batch.line[i];
    const int sample = batch.sample[i];
    const float along = batch.depth_mm[i] * per_mm - static_cast<float>(sample);
    const float re = batch.re[n], im = batch.im[n];
    const Echo echo((1.0F - along) * re, (1.0F - along) * im, along * re, along * im);
    const int first = static_cast<int>(line + 1.0F) - 1;
    const float across = line - static_cast<float>(first);
    least_line = std::min(least_line, first);
    most_line = std::max(most_line, first);
    if (first >= 0) {
      float* target = &heard.echoes.values[heard.echoes.index(first, sample)];
      Eigen::Map<Echo> here(target);
      here += (1.0F - across) * echo;
    }
    if (first + 1 < lines) {
      float* target = &heard.echoes.values[heard.echoes.index(first + 1, sample)];
      Eigen::Map<Echo> here(target);
      here += across * echo;
    }
  }
  heard.first_line = std::min(heard.first_line, std::max(least_line, 0));
  heard.end_line = std::max(heard.end_line, std::min(most_line + 2, lines));
}

}  // namespace echolance
