// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/speckle.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/counter_hash.hpp"
#include "simulation/fast_loops.hpp"
#include "simulation/slab_columns.hpp"
#include "simulation/speckle_level.hpp"

namespace echolance {
namespace {

// Cubes of a column that are judged together; between, the tissue's shift is linear.
constexpr double kRun_mm = 2.5;
constexpr int kShortestRun = 4;
constexpr int kLongestRun = 16;
constexpr int kBatch = 96;  // cubes that are drawn together
constexpr int kLargestSkip = 8;
constexpr int kMostRuns = kBatch * kLargestSkip / kShortestRun;
constexpr float kStretch_mm = 1.0F;
constexpr int kCarrierSteps = 1024;
// Sheets and fibres lie along the skin, across Reference y; their echo falls when hit aslant.
constexpr double kSheetLobe = 0.4;
constexpr float kByte = 1.0F / 256.0F;

std::vector<Eigen::Vector2f> carrier_turn() {
  std::vector<Eigen::Vector2f> turn;
  for (int i = 0; i < kCarrierSteps; ++i) {
    const double phase = -2.0 * M_PI * i / kCarrierSteps;
    turn.emplace_back(static_cast<float>(std::cos(phase)), static_cast<float>(std::sin(phase)));
  }
  return turn;
}

// Strength by a random byte, <s^2> = 1. Half density and more give fully developed speckle; less
// leaves places empty. The spread makes up for the few scatterers per resolution cell: with equal
// strengths speckle would be too even, with much spread too uneven.
std::array<float, 256> strength_table(double density) {
  constexpr double kSpread = 0.0;
  std::array<float, 256> table{};
  if (density <= 0.0) return table;
  const double present = std::min(1.0, 2.0 * density);
  double power = 0.0;
  for (int i = 0; i < 256; ++i) {
    const double place = (i + 0.5) / 256.0 / present;
    if (place >= 1.0) continue;
    const double intensity = 1.0 - kSpread - kSpread * std::log(1.0 - place);
    table[static_cast<std::size_t>(i)] = static_cast<float>(std::sqrt(intensity));
    power += intensity / 256.0;
  }
  for (auto& strength : table) strength /= static_cast<float>(std::sqrt(power));
  return table;
}

// Scatterers leave in the order of their rank where fewer are needed. It begins with the cube's
// place in the lattice, so that whole runs are skipped evenly, and goes on at random.
std::uint32_t rank(std::uint32_t diagonal, std::uint32_t hash) {
  const std::uint32_t c = diagonal & 7U;
  const std::uint32_t reversed = (c & 1U) << 2 | (c & 2U) | c >> 2;
  return reversed << 5 | (hash >> 27);
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
  const float* sheet_echo;  // by line
};

struct Speckle::Batch {
  int count = 0;
  std::array<std::uint32_t, kBatch> hash, rank;
  std::array<float, kBatch> x, y, z;     // Probe, mm
  std::array<float, kBatch> rx, ry, rz;  // Reference, mm
  std::array<float, kBatch> line, depth_mm, u;
  int selected = 0;
  std::array<int, kBatch> index;
  // Shift of the tissue at the ends of the runs, Probe, mm.
  int runs = 0;
  std::array<float, kMostRuns + 1> move_x, move_y, move_z;

  void end_run(const Eigen::Vector3f& move_mm) {
    const auto slot = static_cast<std::size_t>(runs++);
    move_x[slot] = move_mm.x();
    move_y[slot] = move_mm.y();
    move_z[slot] = move_mm.z();
  }
};

Speckle::Speckle(const MediumSetting& setting, double wavelength_mm)
    : setting_(setting),
      cycles_per_mm_(static_cast<float>(2.0 / wavelength_mm)),
      carrier_(carrier_turn()) {
  const auto level = speckle_level(setting.grid, setting.beam);
  cube_mm_ = level.cube_mm;
  run_ = std::clamp(static_cast<int>(std::lround(kRun_mm / cube_mm_)), kShortestRun, kLongestRun);
  const auto stretch_of = [&](float depth_mm) {
    return static_cast<std::size_t>(std::max(0.0F, depth_mm) / kStretch_mm);
  };
  stretches_.resize(stretch_of(setting.grid.depth_mm()) + 1);
  for (std::size_t i = 0; i < level.norm.size(); ++i) {
    const float reach = setting.beam.slice_reach_mm[i];
    levels_.push_back({1.0F / reach, level.norm[i], level.coherent_norm[i], level.kept[i]});
    auto& stretch = stretches_[stretch_of(static_cast<float>(i) * setting.grid.sample_mm)];
    stretch.reach_mm = std::max(stretch.reach_mm, reach);
    stretch.kept = std::max(stretch.kept, std::uint32_t{level.kept[i]});
  }
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    const auto& tissue = setting.tissues[i];
    strength_[i] = strength_table(tissue.scatter_density);
    for (auto& strength : strength_[i]) strength *= static_cast<float>(tissue.scatter_strength);
    look_[i] = texture_look(tissue.texture, setting.texture_strength);
    tissue_strength_[i] = static_cast<float>(tissue.scatter_strength);
    has_look_[i] = tissue.texture != TissueTexture::kNone && setting.texture_strength > 0.0F;
  }
}

void Speckle::aim(const RayGround& ground) {
  sheet_echo_.resize(static_cast<std::size_t>(setting_.grid.lines));
  for (int line = 0; line < setting_.grid.lines; ++line) {
    const Eigen::Vector3d way = ground.reference_from_probe.linear() *
                                setting_.grid.direction(static_cast<float>(line)).cast<double>();
    const double sine2 = 1.0 - way.y() * way.y();
    sheet_echo_[static_cast<std::size_t>(line)] =
        static_cast<float>(std::exp(-0.5 * sine2 / (kSheetLobe * kSheetLobe)));
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
  band.sheet_echo = sheet_echo_.data();
  Eigen::Vector3d margin_mm = Eigen::Vector3d::Zero();
  if (ground.displacement != nullptr) margin_mm = ground.displacement->largest_mm().cast<double>();
  SlabColumns columns(setting_.grid, setting_.beam, ground.reference_from_probe,
                      {cube_mm_, margin_mm});
  columns.cut(band.first_line, band.end_line);
  band.inner_axis = columns.inner_axis();
  Batch batch;
  columns.for_each(
      [&](const Eigen::Vector3i& cell, int count) { add_column(band, cell, count, batch); });
}

void Speckle::add_column(const Band& band, const Eigen::Vector3i& cell, int count,
                         Batch& batch) const {
  const Eigen::Vector3d middle = cell.cast<double>().array() + 0.5;
  const Eigen::Vector3f start = (band.probe_from_reference * (cube_mm_ * middle)).cast<float>();
  const Eigen::Vector3f step = static_cast<float>(cube_mm_) * band.turn.col(band.inner_axis);
  const auto end_at = [&](int i) { return run_end(band, start + static_cast<float>(i) * step); };
  Run run{cell, 0, 0, 0};
  batch.runs = 0;
  RunEnd from = end_at(0);
  for (int done = 0; done < count; done += run_) {
    const RunEnd to = end_at(done + run_);
    const int skip = needed_stride(band, from, to);
    // Runs alike are drawn together.
    if (skip != run.skip || done - run.begin > (kBatch - run_) * skip) {
      run.end = done;
      add_run(band, run, batch);
      run.begin = done;
      run.skip = skip;
      batch.runs = 0;
      batch.end_run(from.move_mm);
    }
    if (skip != 0) batch.end_run(to.move_mm);
    from = to;
  }
  run.end = count;
  add_run(band, run, batch);
}

void Speckle::add_run(const Band& band, const Run& run, Batch& batch) const {
  if (run.skip == 0) return;
  // Multiples of the stride along the lattice's diagonal.
  Eigen::Vector3i at = run.cell;
  at[band.inner_axis] += run.begin;
  const int off = (run.skip - (at.sum() & (run.skip - 1))) & (run.skip - 1);
  at[band.inner_axis] += off;
  batch.count = (run.end - run.begin - off + run.skip - 1) / run.skip;
  if (batch.count <= 0) return;
  place(band, at, run.skip, batch);
  if (band.displacement != nullptr) move(run, off, batch);
  select(band, batch);
  splat(band, batch);
}

Speckle::RunEnd Speckle::run_end(const Band& band, const Eigen::Vector3f& rest_mm) const {
  RunEnd end;
  end.move_mm.setZero();
  if (band.displacement != nullptr) end.move_mm = band.displacement->to_now(rest_mm);
  const Eigen::Vector3f now = rest_mm + end.move_mm;
  end.polar = setting_.grid.polar(now.x(), now.y());
  end.z_mm = now.z();
  return end;
}

int Speckle::needed_stride(const Band& band, const RunEnd& from, const RunEnd& to) const {
  // Scatterers lie up to a cube from the column's middle.
  const auto margin_mm = static_cast<float>(cube_mm_);
  const auto [low_mm, high_mm] = std::minmax(from.polar.depth_mm, to.polar.depth_mm);
  if (low_mm > setting_.grid.depth_mm() + margin_mm || high_mm < -margin_mm) return 0;
  const float margin_lines = margin_mm / setting_.grid.line_mm(std::max(low_mm, 0.0F));
  if (std::max(from.polar.line, to.polar.line) < band.first_line - margin_lines ||
      std::min(from.polar.line, to.polar.line) > band.end_line + margin_lines) {
    return 0;
  }
  const auto last = static_cast<int>(stretches_.size()) - 1;
  const auto stretch_of = [&](float depth_mm) {
    return std::clamp(static_cast<int>(depth_mm / kStretch_mm), 0, last);
  };
  float reach_mm = 0.0F;
  std::uint32_t kept = 0U;
  for (int i = stretch_of(low_mm - margin_mm); i <= stretch_of(high_mm + margin_mm); ++i) {
    reach_mm = std::max(reach_mm, stretches_[static_cast<std::size_t>(i)].reach_mm);
    kept = std::max(kept, stretches_[static_cast<std::size_t>(i)].kept);
  }
  const bool crosses = from.z_mm * to.z_mm <= 0.0F;
  const float nearest = crosses ? 0.0F : std::min(std::abs(from.z_mm), std::abs(to.z_mm));
  if (nearest > reach_mm + margin_mm) return 0;
  return kept < 32U ? 8 : kept < 64U ? 4 : kept < 128U ? 2 : 1;
}

ECHOLANCE_FAST_LOOPS
void Speckle::place(const Band& band, const Eigen::Vector3i& cell, int skip, Batch& batch) const {
  const int axis = band.inner_axis;
  const auto number = [&](int i) { return static_cast<std::uint32_t>(cell[i]); };
  const std::uint32_t column = counter_hash(
      number((axis + 1) % 3) * 3U + static_cast<unsigned>(axis), number((axis + 2) % 3));
  const auto diagonal = static_cast<std::uint32_t>(cell.sum());
  const auto cube = static_cast<float>(cube_mm_);
  const Eigen::Vector3d corner = cube_mm_ * cell.cast<double>();
  const Eigen::Vector3f start = (band.probe_from_reference * corner).cast<float>();
  const Eigen::Vector3f r0 = corner.cast<float>();
  const Eigen::Matrix3f m = band.turn;
  const Eigen::Vector3f along = cube * static_cast<float>(skip) * Eigen::Vector3f::Unit(axis);
  const float byte = cube * kByte;
  for (int i = 0; i < batch.count; ++i) {
    const auto slot = static_cast<std::size_t>(i);
    const std::uint32_t further = static_cast<std::uint32_t>(i * skip);
    const std::uint32_t h = counter_hash(column + 0x9e3779b9U * (number(axis) + further));
    batch.hash[slot] = h;
    batch.rank[slot] = rank(diagonal + further, h * 0x9e3779b1U);
    const auto n = static_cast<float>(i);
    const float jx = byte * static_cast<float>(static_cast<int>(h & 255U)) + n * along.x();
    const float jy = byte * static_cast<float>(static_cast<int>(h >> 8 & 255U)) + n * along.y();
    const float jz = byte * static_cast<float>(static_cast<int>(h >> 16 & 255U)) + n * along.z();
    batch.rx[slot] = r0.x() + jx;
    batch.ry[slot] = r0.y() + jy;
    batch.rz[slot] = r0.z() + jz;
    batch.x[slot] = start.x() + m(0, 0) * jx + m(0, 1) * jy + m(0, 2) * jz;
    batch.y[slot] = start.y() + m(1, 0) * jx + m(1, 1) * jy + m(1, 2) * jz;
    batch.z[slot] = start.z() + m(2, 0) * jx + m(2, 1) * jy + m(2, 2) * jz;
  }
}

ECHOLANCE_FAST_LOOPS
void Speckle::move(const Run& run, int off, Batch& batch) const {
  const float per_run = 1.0F / static_cast<float>(run_);
  for (int n = 0; n < batch.count; ++n) {
    const auto i = static_cast<std::size_t>(n);
    const float at = static_cast<float>(off + n * run.skip) * per_run;
    const auto low = static_cast<std::size_t>(static_cast<int>(at));
    const float share = at - static_cast<float>(static_cast<int>(at));
    batch.x[i] += batch.move_x[low] + share * (batch.move_x[low + 1] - batch.move_x[low]);
    batch.y[i] += batch.move_y[low] + share * (batch.move_y[low + 1] - batch.move_y[low]);
    batch.z[i] += batch.move_z[low] + share * (batch.move_z[low + 1] - batch.move_z[low]);
  }
}

ECHOLANCE_FAST_LOOPS
void Speckle::select(const Band& band, Batch& batch) const {
  const float per_mm = 1.0F / setting_.grid.sample_mm;
  const int last = setting_.grid.samples - 2;
  const auto count = static_cast<std::size_t>(batch.count);
  for (std::size_t i = 0; i < count; ++i) {
    const PolarPoint polar = setting_.grid.polar(batch.x[i], batch.y[i]);
    batch.line[i] = polar.line;
    batch.depth_mm[i] = polar.depth_mm;
  }
  int selected = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int sample = static_cast<int>(batch.depth_mm[i] * per_mm);
    const Level& level = levels_[static_cast<std::size_t>(std::clamp(sample, 0, last))];
    const float u = batch.z[i] * level.per_reach;
    batch.u[i] = u;
    batch.index[static_cast<std::size_t>(selected)] = static_cast<int>(i);
    // No branches: they would be guessed wrong half of the time.
    selected += static_cast<int>(batch.line[i] >= band.first_line) &
                static_cast<int>(batch.line[i] < band.end_line) &
                static_cast<int>(batch.depth_mm[i] >= 0.0F) & static_cast<int>(sample <= last) &
                static_cast<int>(u * u < 1.0F) & static_cast<int>(batch.rank[i] <= level.kept);
  }
  batch.selected = selected;
}

Speckle::Pattern Speckle::pattern_at(const Batch& batch, std::size_t i, std::uint32_t random,
                                     std::size_t tissue) const {
  const TextureLook& look = look_[tissue];
  const float x = batch.rx[i], y = batch.ry[i], z = batch.rz[i];
  // Random shares of a cell: on average that interpolates.
  const auto dither = [&](int shift) { return kByte * static_cast<float>(random >> shift & 255U); };
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

void Speckle::splat(const Band& band, const Batch& batch) const {
  const Medium& medium = *band.medium;
  const float per_mm = 1.0F / setting_.grid.sample_mm;
  const int lines = setting_.grid.lines;
  const int first_line = static_cast<int>(band.first_line) + 1;
  const int end_line = std::min(static_cast<int>(band.end_line), lines);
  for (std::size_t n = 0; n < static_cast<std::size_t>(batch.selected); ++n) {
    const auto i = static_cast<std::size_t>(batch.index[n]);
    const float line = batch.line[i];
    const float at = batch.depth_mm[i] * per_mm;
    const auto s = static_cast<std::size_t>(at);
    const float u = batch.u[i];
    const int nearest = std::clamp(static_cast<int>(line + 0.5F), 0, lines - 1);
    const std::size_t place = medium.start(nearest, medium.slice_of(u)) +
                              s / static_cast<std::size_t>(Medium::kSampleStep);
    const float rest = 1.0F - u * u;
    const float seen = medium.gain[place] * rest * rest;
    if (seen < setting_.silence) continue;
    const std::size_t tissue = medium.tissue[place];
    const std::uint32_t h = batch.hash[i];
    const std::uint32_t g = h * 0x9e3779b1U ^ h >> 15;
    const Pattern pattern = has_look_[tissue] ? pattern_at(batch, i, g, tissue) : Pattern{};
    float random = seen * levels_[s].norm * strength_[tissue][h >> 24] * pattern.speckle;
    const float steady = seen * levels_[s].coherent_norm * pattern.coherent *
                         band.sheet_echo[static_cast<std::size_t>(nearest)];
    // The sign keeps a lattice of cubes from ringing at its own spacing.
    random = (g & 0x10000U) != 0 ? -random : random;
    const float cycles = batch.depth_mm[i] * cycles_per_mm_;
    const auto step = static_cast<std::size_t>(cycles * kCarrierSteps) & (kCarrierSteps - 1);
    const float re = random * carrier_[step].x() + steady;
    const float im = random * carrier_[step].y();
    const float along = at - static_cast<float>(s);
    const std::array<float, 4> echo = {(1.0F - along) * re, (1.0F - along) * im, along * re,
                                       along * im};
    const int first = static_cast<int>(line + 1.0F) - 1;
    const float across = line - static_cast<float>(first);
    for (int k = 0; k < 2; ++k) {
      const int l = first + k;
      if (l < first_line || l >= end_line) continue;
      const float share = k == 0 ? 1.0F - across : across;
      float* target = &band.echoes->values[band.echoes->index(l, static_cast<int>(s))];
      for (std::size_t part = 0; part < 4; ++part) target[part] += share * echo[part];
    }
  }
}

}  // namespace echolance
