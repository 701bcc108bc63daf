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
    const auto length = static_cast<std::size_t>(block.end - block.first);
    weights_.resize(weights_.size() + length * static_cast<std::size_t>(block.half + 1));
    for (std::size_t i = 0; i < length; ++i) {
      const auto taps = lateral_kernel(sigma(block.first + static_cast<int>(i)), block.half);
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
  const auto length = static_cast<std::size_t>(grid_.samples + 2 * margin_);
  return {std::vector<float>(length), std::vector<float>(length)};
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::spread_across(const std::vector<float>& from, int line, float* to) const {
  const auto row = [&](int l) {
    const auto clamped = static_cast<std::size_t>(std::clamp(l, 0, grid_.lines - 1));
    return &from[clamped * static_cast<std::size_t>(grid_.samples)];
  };
  for (const auto& block : blocks_) {
    const int length = block.end - block.first;
    const float* weight = &weights_[block.weights];
    const float* middle = row(line) + block.first;
    float* out = to + block.first;
    for (int i = 0; i < length; ++i) out[i] = weight[i] * middle[i];
    for (int k = 1; k <= block.half; ++k) {
      weight += length;
      const float* left = row(line - k) + block.first;
      const float* right = row(line + k) + block.first;
      for (int i = 0; i < length; ++i) out[i] += weight[i] * (left[i] + right[i]);
    }
  }
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::add_noise(int line, std::uint64_t seed, Scratch& scratch) const {
  const std::uint32_t start = counter_hash(counter_hash(static_cast<std::uint32_t>(seed),
                                                        static_cast<std::uint32_t>(seed >> 32)),
                                           static_cast<std::uint32_t>(line)) %
                              kNoiseLength;
  const float* noise = &noise_[start];
  float* p = &scratch.in_phase[static_cast<std::size_t>(margin_)];
  float* q = &scratch.quadrature[static_cast<std::size_t>(margin_)];
  for (int i = 0; i < grid_.samples; ++i) p[i] += noise[i];
  for (int i = 0; i < grid_.samples; ++i) q[i] += noise[grid_.samples + i];
}

ECHOLANCE_FAST_LOOPS
void BeamFormer::envelope(const EchoLines& echoes, int line, std::uint64_t noise_seed,
                          Scratch& scratch, float* envelope) const {
  const auto margin = static_cast<std::size_t>(margin_);
  spread_across(echoes.in_phase, line, &scratch.in_phase[margin]);
  spread_across(echoes.quadrature, line, &scratch.quadrature[margin]);
  add_noise(line, noise_seed, scratch);
  const float* p = &scratch.in_phase[margin];
  const float* q = &scratch.quadrature[margin];
  const int taps = static_cast<int>(axial_.size());
  for (int i = 0; i < grid_.samples; ++i) {
    float re = axial_[0] * p[i];
    float im = axial_[0] * q[i];
    for (int k = 1; k < taps; ++k) {
      re += axial_[static_cast<std::size_t>(k)] * (p[i - k] + p[i + k]);
      im += axial_[static_cast<std::size_t>(k)] * (q[i - k] + q[i + k]);
    }
    envelope[i] = std::sqrt(re * re + im * im);
  }
}

}  // namespace echolance
