// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/beam_former.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/counter_hash.hpp"
#include "simulation/fast_loops.hpp"
#include "simulation/speckle_level.hpp"

namespace echolance {
namespace {

constexpr int kBlock = 32;
constexpr std::uint32_t kNoiseLength = 1U << 16;

// Standard normal numbers by Box and Muller.
std::vector<float> normal_numbers(std::size_t count) {
  std::vector<float> numbers(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<std::uint32_t>(i);
    const double u = (counter_hash(n, 11U) + 1.0) / 4294967297.0;
    const double v = counter_hash(n, 12U) / 4294967296.0;
    numbers[i] = static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * M_PI * v));
  }
  return numbers;
}

}  // namespace

BeamFormer::BeamFormer(const PolarGrid& grid, const BeamProfile& beam, double noise_db)
    : grid_(grid) {
  margin_ = static_cast<int>(beam.axial_kernel.size() / 2);
  axial_.assign(beam.axial_kernel.begin() + margin_, beam.axial_kernel.end());
  for (int first = 0; first < grid.samples; first += kBlock) {
    Block block{first, std::min(first + kBlock, grid.samples), 1, weights_.size()};
    const auto sigma = [&](int sample) {
      return beam.lateral_sigma_mm[static_cast<std::size_t>(sample)] /
             grid.line_mm(static_cast<float>(sample) * grid.sample_mm);
    };
    for (int i = block.first; i < block.end; ++i) {
      block.half = std::max(block.half, lateral_half(sigma(i)));
    }
    const auto length = 2 * static_cast<std::size_t>(block.end - block.first);
    weights_.resize(weights_.size() + length * static_cast<std::size_t>(block.half + 1));
    for (std::size_t i = 0; i < length; ++i) {
      const auto taps = lateral_kernel(sigma(block.first + static_cast<int>(i / 2)), block.half);
      for (std::size_t k = 0; k < taps.size(); ++k)
        weights_[block.weights + k * length + i] = taps[k];
    }
    blocks_.push_back(block);
  }
  double power = 0.0;
  for (const float tap : beam.axial_kernel) power += tap * tap;
  // Two parts of equal power.
  const auto rms = static_cast<float>(std::pow(10.0, noise_db / 20.0) / std::sqrt(2.0 * power));
  noise_ = normal_numbers(kNoiseLength + 2 * static_cast<std::size_t>(grid.samples));
  for (auto& value : noise_) value *= rms;
}

BeamFormer::Scratch BeamFormer::make_scratch() const {
  const auto length = 2 * static_cast<std::size_t>(grid_.samples + 2 * margin_);
  return {std::vector<float>(length), std::vector<float>(length)};
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::spread_across(const EchoLines& echoes, int line, float* to) const {
  const auto row = [&](int l, int sample) {
    return &echoes.values[echoes.index(std::clamp(l, 0, grid_.lines - 1), sample)];
  };
  for (const auto& block : blocks_) {
    const int length = 2 * (block.end - block.first);
    const float* weight = &weights_[block.weights];
    const float* middle = row(line, block.first);
    float* out = to + 2 * block.first;
    for (int i = 0; i < length; ++i) out[i] = weight[i] * middle[i];
    for (int k = 1; k <= block.half; ++k) {
      weight += length;
      const float* left = row(line - k, block.first);
      const float* right = row(line + k, block.first);
      for (int i = 0; i < length; ++i) out[i] += weight[i] * (left[i] + right[i]);
    }
  }
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::add_noise(int line, std::uint64_t seed, float* echoes) const {
  const std::uint32_t start = counter_hash(counter_hash(static_cast<std::uint32_t>(seed),
                                                        static_cast<std::uint32_t>(seed >> 32)),
                                           static_cast<std::uint32_t>(line)) %
                              kNoiseLength;
  const float* noise = &noise_[start];
  for (int i = 0; i < 2 * grid_.samples; ++i) echoes[i] += noise[i];
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::envelope(const EchoLines& echoes, int line, std::uint64_t noise_seed,
                          Scratch& scratch, float* envelope) const {
  float* line_echoes = &scratch.echoes[2 * static_cast<std::size_t>(margin_)];
  spread_across(echoes, line, line_echoes);
  add_noise(line, noise_seed, line_echoes);
  const float* p = line_echoes;
  float* formed = scratch.formed.data();
  const int length = 2 * grid_.samples;
  for (int i = 0; i < length; ++i) formed[i] = axial_[0] * p[i];
  for (int k = 1; k < static_cast<int>(axial_.size()); ++k) {
    const float tap = axial_[static_cast<std::size_t>(k)];
    for (int i = 0; i < length; ++i) formed[i] += tap * (p[i - 2 * k] + p[i + 2 * k]);
  }
  for (int i = 0; i < grid_.samples; ++i) {
    const float re = formed[2 * i];
    const float im = formed[2 * i + 1];
    envelope[i] = std::sqrt(re * re + im * im);
  }
}

}  // namespace echolance
