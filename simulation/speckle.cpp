// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/speckle.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/counter_hash.hpp"
#include "simulation/slab_columns.hpp"
#include "simulation/speckle_level.hpp"

namespace echolance {
namespace {

constexpr int kBatch = 128;
constexpr int kCarrierSteps = 1024;
constexpr float kByte = 1.0F / 256.0F;

std::vector<Eigen::Vector2f> carrier_turn() {
  std::vector<Eigen::Vector2f> turn;
  for (int i = 0; i < kCarrierSteps; ++i) {
    const double phase = -2.0 * M_PI * i / kCarrierSteps;
    turn.emplace_back(static_cast<float>(std::cos(phase)), static_cast<float>(std::sin(phase)));
  }
  return turn;
}

// Strength by a random byte: nothing with probability 1 - density, and else spread so that
// <s^4> = 2 <s^2>^2 as far as the density allows; <s^2> = 1.
std::array<float, 256> strength_table(double density) {
  std::array<float, 256> table{};
  if (density <= 0.0) return table;
  const double spread = std::sqrt(std::max(0.0, 2.0 * density - 1.0));
  double power = 0.0;
  for (int i = 0; i < 256; ++i) {
    const double place = (i + 0.5) / 256.0 / density;
    if (place >= 1.0) continue;
    const double intensity = 1.0 - spread - spread * std::log(1.0 - place);
    table[static_cast<std::size_t>(i)] = static_cast<float>(std::sqrt(intensity));
    power += intensity / 256.0;
  }
  for (auto& strength : table) strength /= static_cast<float>(std::sqrt(power));
  return table;
}

}  // namespace

struct Speckle::Band {
  float first_line, end_line;
  int inner_axis;
  Eigen::Matrix3f turn;  // Reference to Probe
  Eigen::Isometry3d probe_from_reference;
  const DisplacementField* displacement;
  const Medium* medium;
  EchoLines* echoes;
};

struct Speckle::Batch {
  int count = 0;
  std::array<std::uint32_t, kBatch> hash;
  std::array<float, kBatch> x, y, z;     // Probe, mm
  std::array<float, kBatch> rx, ry, rz;  // Reference, mm
  std::array<float, kBatch> line, depth_mm;
};

Speckle::Speckle(const MediumSetting& setting, double wavelength_mm)
    : setting_(setting),
      cycles_per_mm_(static_cast<float>(2.0 / wavelength_mm)),
      carrier_(carrier_turn()) {
  const auto level = speckle_level(setting.grid, setting.beam);
  cube_mm_ = level.cube_mm;
  norm_ = level.norm;
  coherent_norm_ = level.coherent_norm;
  kept_ = level.kept;
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    const auto& tissue = setting.tissues[i];
    strength_[i] = strength_table(tissue.scatter_density);
    for (auto& strength : strength_[i]) strength *= static_cast<float>(tissue.scatter_strength);
    look_[i] = texture_look(tissue.texture, setting.texture_strength);
  }
}

void Speckle::add(int first_line, int end_line, const RayGround& ground, const Medium& medium,
                  EchoLines& echoes) const {
  Band band;
  band.first_line = static_cast<float>(first_line) - 1.0F;
  band.end_line = static_cast<float>(end_line);
  band.probe_from_reference = ground.reference_from_probe.inverse();
  band.turn = band.probe_from_reference.linear().cast<float>();
  band.displacement = ground.displacement;
  band.medium = &medium;
  band.echoes = &echoes;
  const double margin_mm = ground.displacement ? ground.displacement->largest_mm() : 0.0;
  SlabColumns columns(setting_.grid, setting_.beam, ground.reference_from_probe,
                      {cube_mm_, margin_mm});
  columns.cut(band.first_line, band.end_line);
  band.inner_axis = columns.inner_axis();
  columns.for_each([&](const Eigen::Vector3i& cell, int count) { add_column(band, cell, count); });
}

void Speckle::add_column(const Band& band, const Eigen::Vector3i& cell, int count) const {
  Batch batch;
  Eigen::Vector3i at = cell;
  for (int done = 0; done < count; done += kBatch) {
    batch.count = std::min(kBatch, count - done);
    at[band.inner_axis] = cell[band.inner_axis] + done;
    place(band, at, batch);
    splat(band, batch);
  }
}

void Speckle::place(const Band& band, const Eigen::Vector3i& cell, Batch& batch) const {
  const int axis = band.inner_axis;
  const auto number = [&](int i) { return static_cast<std::uint32_t>(cell[i]); };
  const std::uint32_t column = counter_hash(
      number((axis + 1) % 3) * 3U + static_cast<unsigned>(axis), number((axis + 2) % 3));
  const auto cube = static_cast<float>(cube_mm_);
  const Eigen::Vector3d corner = cube_mm_ * cell.cast<double>();
  const Eigen::Vector3f start = (band.probe_from_reference * corner).cast<float>();
  const Eigen::Vector3f r0 = corner.cast<float>();
  const Eigen::Matrix3f& m = band.turn;
  const Eigen::Vector3f unit = Eigen::Vector3f::Unit(axis);
  for (int i = 0; i < batch.count; ++i) {
    const auto slot = static_cast<std::size_t>(i);
    const std::uint32_t h =
        counter_hash(column + 0x9e3779b9U * (number(axis) + static_cast<std::uint32_t>(i)));
    batch.hash[slot] = h;
    const float jx =
        cube * (kByte * static_cast<float>(h & 255U) + static_cast<float>(i) * unit.x());
    const float jy =
        cube * (kByte * static_cast<float>(h >> 8 & 255U) + static_cast<float>(i) * unit.y());
    const float jz =
        cube * (kByte * static_cast<float>(h >> 16 & 255U) + static_cast<float>(i) * unit.z());
    batch.rx[slot] = r0.x() + jx;
    batch.ry[slot] = r0.y() + jy;
    batch.rz[slot] = r0.z() + jz;
    batch.x[slot] = start.x() + m(0, 0) * jx + m(0, 1) * jy + m(0, 2) * jz;
    batch.y[slot] = start.y() + m(1, 0) * jx + m(1, 1) * jy + m(1, 2) * jz;
    batch.z[slot] = start.z() + m(2, 0) * jx + m(2, 1) * jy + m(2, 2) * jz;
  }
  if (band.displacement != nullptr) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.count); ++i) {
      const Eigen::Vector3f rest(batch.x[i], batch.y[i], batch.z[i]);
      const Eigen::Vector3f move = band.displacement->to_now(rest);
      batch.x[i] += move.x();
      batch.y[i] += move.y();
      batch.z[i] += move.z();
    }
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.count); ++i) {
    const PolarPoint polar = setting_.grid.polar(batch.x[i], batch.y[i]);
    batch.line[i] = polar.line;
    batch.depth_mm[i] = polar.depth_mm;
  }
}

void Speckle::splat(const Band& band, const Batch& batch) const {
  const Medium& medium = *band.medium;
  const float per_mm = 1.0F / setting_.grid.sample_mm;
  const int samples = setting_.grid.samples;
  const int lines = setting_.grid.lines;
  for (std::size_t i = 0; i < static_cast<std::size_t>(batch.count); ++i) {
    const float line = batch.line[i];
    const float at = batch.depth_mm[i] * per_mm;
    if (!(line >= band.first_line && line < band.end_line && at >= 0.0F)) continue;
    const int sample = static_cast<int>(at);
    if (sample >= samples - 1) continue;
    const auto s = static_cast<std::size_t>(sample);
    const float u = batch.z[i] / setting_.beam.slice_reach_mm[s];
    const float rest = 1.0F - u * u;
    if (rest <= 0.0F) continue;
    const std::uint32_t h = batch.hash[i];
    const std::uint32_t g = h * 0x9e3779b1U ^ h >> 15;
    if ((g >> 24) > kept_[s]) continue;
    const int nearest = std::clamp(static_cast<int>(line + 0.5F), 0, lines - 1);
    const std::size_t place = medium.start(nearest, medium.slice_of(u)) +
                              s / static_cast<std::size_t>(Medium::kSampleStep);
    const float seen = medium.gain[place] * rest * rest;
    const std::size_t tissue = medium.tissue[place];
    const TextureLook& look = look_[tissue];
    const auto dither = [&](int shift) { return kByte * static_cast<float>(g >> shift & 255U); };
    const std::uint8_t value = setting_.texture.at(batch.rx[i] * look.cells_per_mm.x() + dither(0),
                                                   batch.ry[i] * look.cells_per_mm.y() + dither(8),
                                                   batch.rz[i] * look.cells_per_mm.z() + dither(4));
    float random = seen * norm_[s] * strength_[tissue][h >> 24] * look.speckle[value];
    // The sign keeps a lattice of cubes from ringing at its own spacing.
    if ((g & 0x10000U) != 0) random = -random;
    const float steady = seen * coherent_norm_[s] * look.coherent[value];
    const float cycles = batch.depth_mm[i] * cycles_per_mm_;
    const auto step = static_cast<std::size_t>(cycles * kCarrierSteps) & (kCarrierSteps - 1);
    const float re = random * carrier_[step].x() + steady;
    const float im = random * carrier_[step].y();
    const float along = at - static_cast<float>(sample);
    const int first = static_cast<int>(line + 1.0F) - 1;
    const float across = line - static_cast<float>(first);
    for (int k = 0; k < 2; ++k) {
      const int l = first + k;
      if (static_cast<float>(l) < band.first_line + 1.0F ||
          static_cast<float>(l) >= band.end_line || l >= lines) {
        continue;
      }
      const float share = k == 0 ? 1.0F - across : across;
      const std::size_t target = band.echoes->start(l) + s;
      float* p = &band.echoes->in_phase[target];
      float* q = &band.echoes->quadrature[target];
      p[0] += share * (1.0F - along) * re;
      p[1] += share * along * re;
      q[0] += share * (1.0F - along) * im;
      q[1] += share * along * im;
    }
  }
}

}  // namespace echolance
