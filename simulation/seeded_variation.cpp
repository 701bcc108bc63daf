// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/seeded_variation.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

// Source: Steele, Lea, Flood 2014 (SplitMix64's finaliser).
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : text) {
    value = (value ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  }
  return value;
}

double unit_interval(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

double lattice_value(int x, int y, int z, std::uint32_t seed) {
  std::uint32_t value = seed + static_cast<std::uint32_t>(x) * 0x8da6b343U +
                        static_cast<std::uint32_t>(y) * 0xd8163841U +
                        static_cast<std::uint32_t>(z) * 0xcb1ab31fU;
  value = (value ^ (value >> 15)) * 0x2c1b3c6dU;
  value = (value ^ (value >> 12)) * 0x297a2d39U;
  value ^= value >> 15;
  return static_cast<double>(value) * 0x1.0p-31 - 1.0;
}

double smooth_step(double t) {
  return t * t * (3.0 - 2.0 * t);
}

}  // namespace

double SeededVariation::uniform(std::string_view what) const {
  return unit_interval(mix(seed_ ^ hash(what)));
}

double SeededVariation::normal(std::string_view what) const {
  std::uint64_t state = mix(seed_ ^ hash(what));
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += unit_interval(state = mix(state));
  return sum;
}

double SeededVariation::draw(std::string_view what, const Spread& spread) const {
  if (spread.deviation <= 0.0) return spread.min + (spread.max - spread.min) * uniform(what);
  SeededVariation again = *this;
  double value = spread.mean;
  for (int i = 0; i < 64; ++i) {
    value = spread.mean + spread.deviation * again.normal(what);
    if (value >= spread.min && value <= spread.max) return value;
    again.seed_ = mix(again.seed_);
  }
  return std::clamp(value, spread.min, spread.max);
}

double smooth_noise(const Eigen::Vector3d& place, std::uint32_t seed) {
  const Eigen::Vector3d base = place.array().floor();
  const Eigen::Vector3i cell = base.cast<int>();
  const Eigen::Vector3d part = place - base;
  const double u = smooth_step(part.x()), v = smooth_step(part.y()), w = smooth_step(part.z());
  const auto row = [&](int dy, int dz) {
    return (1.0 - u) * lattice_value(cell.x(), cell.y() + dy, cell.z() + dz, seed) +
           u * lattice_value(cell.x() + 1, cell.y() + dy, cell.z() + dz, seed);
  };
  return (1.0 - w) * ((1.0 - v) * row(0, 0) + v * row(1, 0)) +
         w * ((1.0 - v) * row(0, 1) + v * row(1, 1));
}

}  // namespace echolance
