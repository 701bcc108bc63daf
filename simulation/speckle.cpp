// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/speckle.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/counter_hash.hpp"
#include "simulation/fast_loops.hpp"
#include "simulation/speckle_batch.hpp"
#include "simulation/speckle_level.hpp"

namespace echolance {
namespace {

// Cubes of a column that are judged together; between, the tissue's shift is linear.
constexpr double kRun_mm = 2.5;
constexpr int kShortestRun = 4;
constexpr int kLongestRun = 16;
// Sheets and fibres lie along the skin, across Reference y; their echo falls when hit aslant.
constexpr double kSheetLobe = 0.4;

std::vector<Eigen::Vector2f> carrier_turn(int steps) {
  std::vector<Eigen::Vector2f> turn;
  for (int i = 0; i < steps; ++i) {
    const double phase = -2.0 * M_PI * i / steps;
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

std::vector<SpeckleNeed::Depth> needed_depths(const BeamProfile& beam, const SpeckleLevel& level) {
  std::vector<SpeckleNeed::Depth> depths;
  for (std::size_t i = 0; i < level.kept.size(); ++i) {
    depths.push_back({beam.slice_reach_mm[i], std::uint32_t{level.kept[i]}});
  }
  return depths;
}

}  // namespace

Speckle::Speckle(const MediumSetting& setting, double wavelength_mm)
    : Speckle(setting, wavelength_mm, speckle_level(setting.grid, setting.beam)) {}

Speckle::Speckle(const MediumSetting& setting, double wavelength_mm, const SpeckleLevel& level)
    : setting_(setting),
      cube_mm_(level.cube_mm),
      cycles_per_mm_(static_cast<float>(2.0 / wavelength_mm)),
      carrier_(carrier_turn(kCarrierSteps)),
      columns_(setting.grid, setting.beam, cube_mm_),
      need_(setting.grid, needed_depths(setting.beam, level), static_cast<float>(cube_mm_)) {
  run_ = std::clamp(static_cast<int>(std::lround(kRun_mm / cube_mm_)), kShortestRun, kLongestRun);
  for (auto& heard : heard_) heard.echoes = EchoLines(setting.grid.lines, setting.grid.samples);
  for (std::size_t i = 0; i < level.norm.size(); ++i) {
    levels_.push_back({1.0F / setting.beam.slice_reach_mm[i], level.norm[i], level.coherent_norm[i],
                       level.kept[i]});
  }
  for (std::size_t i = 0; i < kTissueCount; ++i) {
    const auto& tissue = setting.tissues[i];
    strength_[i] = strength_table(tissue.scatter_density);
    for (auto& strength : strength_[i]) strength *= static_cast<float>(tissue.scatter_strength);
    look_[i] = texture_look(tissue.texture, setting.texture_strength);
    // Speckle without pattern has no direction.
    fibre_[i] = setting.texture_strength > 0.0F ? static_cast<float>(tissue.fibre) : 0.0F;
    tissue_strength_[i] = static_cast<float>(tissue.scatter_strength);
    has_look_[i] = tissue.texture != TissueTexture::kNone && setting.texture_strength > 0.0F;
  }
}

void Speckle::aim(const RayGround& ground, const Medium& medium) {
  Eigen::Vector3d margin_mm = Eigen::Vector3d::Zero();
  if (ground.displacement != nullptr) margin_mm = ground.displacement->largest_mm().cast<double>();
  columns_.cut(ground.reference_from_probe,
               {-1.0F, static_cast<float>(setting_.grid.lines), margin_mm});
  heard_mm_.resize(medium.loud_depths.size());
  for (std::size_t line = 0; line < heard_mm_.size(); ++line) {
    heard_mm_[line] = static_cast<float>(medium.loud_depths[line] * Medium::kSampleStep) *
                      setting_.grid.sample_mm;
  }
  need_.set(ground.displacement, heard_mm_);
  sheet_echo_.resize(static_cast<std::size_t>(setting_.grid.lines));
  for (int line = 0; line < setting_.grid.lines; ++line) {
    const Eigen::Vector3d way = ground.reference_from_probe.linear() *
                                setting_.grid.direction(static_cast<float>(line)).cast<double>();
    const double sine2 = 1.0 - way.y() * way.y();
    sheet_echo_[static_cast<std::size_t>(line)] =
        static_cast<float>(std::exp(-0.5 * sine2 / (kSheetLobe * kSheetLobe)));
  }
}

void Speckle::add(int part, const RayGround& ground, const Medium& medium) {
  Aim aim;
  aim.probe_from_reference = ground.reference_from_probe.inverse();
  aim.turn = aim.probe_from_reference.linear().cast<float>();
  aim.half_cube_z_mm = 0.5F * static_cast<float>(cube_mm_) * aim.turn.row(2).cwiseAbs().sum();
  aim.displacement = ground.displacement;
  aim.medium = &medium;
  aim.heard = &heard_[static_cast<std::size_t>(part)];
  aim.heard->first_line = setting_.grid.lines;
  aim.heard->end_line = 0;
  aim.inner_axis = columns_.inner_axis();
  Batch batch;
  columns_.for_each(part, kParts, [&](const Eigen::Vector3i& cell, int count) {
    add_column(aim, cell, count, batch);
  });
  draw(aim, batch);
}

void Speckle::collect(int line, EchoLines& echoes) {
  const std::size_t length = 2 * static_cast<std::size_t>(setting_.grid.samples);
  float* to = &echoes.values[echoes.index(line, 0)];
  for (auto& heard : heard_) {
    if (line < heard.first_line || line >= heard.end_line) continue;
    float* from = &heard.echoes.values[heard.echoes.index(line, 0)];
    for (std::size_t i = 0; i < length; ++i) to[i] += from[i];
    std::fill_n(from, length, 0.0F);
  }
}

void Speckle::add_column(const Aim& aim, const Eigen::Vector3i& cell, int count,
                         Batch& batch) const {
  const Eigen::Vector3d middle = cell.cast<double>().array() + 0.5;
  Column column;
  column.start_mm = (aim.probe_from_reference * (cube_mm_ * middle)).cast<float>();
  column.step_mm = static_cast<float>(cube_mm_) * aim.turn.col(aim.inner_axis);
  // A cube reaches half of its edges out of the column's middle.
  column.half_z_mm =
      0.5F * static_cast<float>(run_) * std::abs(column.step_mm.z()) + aim.half_cube_z_mm;
  const auto move_at = [&](int i) {
    return aim.displacement->to_now(column.start_mm + static_cast<float>(i) * column.step_mm);
  };
  Run run{cell, column.start_mm, 0, 0, 0};
  for (int first = 0; first < count; first += kAhead * run_) {
    const int runs = std::min(kAhead, (count - first + run_ - 1) / run_);
    find_skips(column, first, runs);
    for (int k = 0; k < runs; ++k) {
      const int done = first + k * run_;
      const int skip = column.skips[static_cast<std::size_t>(k)];
      // Runs alike are drawn together.
      if (skip != run.skip || done - run.begin > (kMostPlaced - run_) * skip) {
        run.end = done;
        add_run(aim, run, batch);
        run.begin = done;
        run.skip = skip;
        batch.ends = 0;
        if (skip != 0 && aim.displacement != nullptr) batch.end_run(move_at(done));
      }
      if (skip != 0 && aim.displacement != nullptr) batch.end_run(move_at(done + run_));
    }
  }
  run.end = count;
  add_run(aim, run, batch);
}

ECHOLANCE_FAST_LOOPS
void Speckle::find_skips(Column& column, int first, int runs) const {
  const Eigen::Vector3f start = column.start_mm, step = column.step_mm;
  const SpeckleNeed& need_of = need_;
  std::array<float, kAhead> z;
  std::array<int, kAhead> number;
  for (int k = 0; k < runs; ++k) {
    const float i = static_cast<float>(first + k * run_) + 0.5F * static_cast<float>(run_);
    z[static_cast<std::size_t>(k)] = start.z() + i * step.z();
    number[static_cast<std::size_t>(k)] =
        need_of.number_of(start.x() + i * step.x(), start.y() + i * step.y());
  }
  for (std::size_t k = 0; k < static_cast<std::size_t>(runs); ++k) {
    const SpeckleNeed::Need& need = need_of.need(number[k]);
    const bool in_slice =
        (z[k] + column.half_z_mm > need.z_low_mm) & (z[k] - column.half_z_mm < need.z_high_mm);
    column.skips[k] = in_slice ? need.skip : 0;
  }
}

void Speckle::add_run(const Aim& aim, const Run& run, Batch& batch) const {
  if (run.skip == 0) return;
  // Multiples of the stride along the lattice's diagonal.
  const int diagonal = run.cell.sum() + run.begin;
  const int off = (run.skip - (diagonal & (run.skip - 1))) & (run.skip - 1);
  batch.placed = (run.end - run.begin - off + run.skip - 1) / run.skip;
  if (batch.placed <= 0) return;
  if (batch.count + batch.placed > kBatch) draw(aim, batch);
  place(aim, run, off, batch);
  if (aim.displacement != nullptr) move(run, off, batch);
  batch.count += batch.placed;
}

ECHOLANCE_FAST_LOOPS
void Speckle::place(const Aim& aim, const Run& run, int off, Batch& batch) const {
  const int axis = aim.inner_axis;
  const int skip = run.skip;
  Eigen::Vector3i cell = run.cell;
  cell[axis] += run.begin + off;
  const auto number = [&](int i) { return static_cast<std::uint32_t>(cell[i]); };
  const std::uint32_t column = counter_hash(
      number((axis + 1) % 3) * 3U + static_cast<unsigned>(axis), number((axis + 2) % 3));
  const auto diagonal = static_cast<std::uint32_t>(cell.sum());
  const auto cube = static_cast<float>(cube_mm_);
  const Eigen::Vector3f r0 = (cube_mm_ * cell.cast<double>()).cast<float>();
  const Eigen::Matrix3f m = aim.turn;
  // The run's first corner, from the middle of the column's first cube.
  const Eigen::Vector3f start = run.start_mm +
                                static_cast<float>(run.begin + off) * cube * m.col(axis) -
                                0.5F * cube * m.rowwise().sum();
  const Eigen::Vector3f along = cube * static_cast<float>(skip) * Eigen::Vector3f::Unit(axis);
  const float byte = cube * kSpeckleByte;
  for (int i = 0; i < batch.placed; ++i) {
    const auto slot = static_cast<std::size_t>(batch.count + i);
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

void Speckle::move(const Run& run, int off, Batch& batch) const {
  const float per_run = 1.0F / static_cast<float>(run_);
  const int placed = batch.placed, skip = run.skip;
  const float *x = batch.move_x.data(), *y = batch.move_y.data(), *z = batch.move_z.data();
  for (int n = 0; n < placed; ++n) {
    const auto i = static_cast<std::size_t>(batch.count + n);
    const float at = static_cast<float>(off + n * skip) * per_run;
    const int low = static_cast<int>(at);
    const float share = at - static_cast<float>(low);
    batch.x[i] += x[low] + share * (x[low + 1] - x[low]);
    batch.y[i] += y[low] + share * (y[low + 1] - y[low]);
    batch.z[i] += z[low] + share * (z[low + 1] - z[low]);
  }
}

}  // namespace echolance
