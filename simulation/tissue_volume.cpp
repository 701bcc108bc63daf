// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_volume.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace echolance {
namespace {

constexpr float kMmPerStep = TissueVolume::kMaxMargin_mm / 255.0F;

// The eight grid points round a place, clamped to the grid.
struct Cell {
  std::array<std::size_t, 8> index{};  // bit 0: x, bit 1: y, bit 2: z
  Eigen::Vector3f fraction;
};

struct Axis {
  std::size_t low;   // offset of the lower point
  std::size_t step;  // from there to the upper one
  float fraction;
};

Axis axis_at(float at, int size, std::size_t stride) {
  const float clamped = std::clamp(at, 0.0F, static_cast<float>(size - 1));
  const int first = std::min(static_cast<int>(clamped), std::max(size - 2, 0));
  return {static_cast<std::size_t>(first) * stride, size > 1 ? stride : 0,
          clamped - static_cast<float>(first)};
}

Eigen::Vector3f step_of(const VolumeGrid& grid, const Eigen::Vector3d& point_mm) {
  return ((point_mm - grid.origin_mm) / grid.spacing_mm).cast<float>();
}

inline Cell cell_at(const VolumeGrid& grid, const Eigen::Vector3f& at) {
  const auto row = static_cast<std::size_t>(grid.size.x());
  const Axis x = axis_at(at.x(), grid.size.x(), 1);
  const Axis y = axis_at(at.y(), grid.size.y(), row);
  const Axis z = axis_at(at.z(), grid.size.z(), row * static_cast<std::size_t>(grid.size.y()));
  const std::size_t a = x.low + y.low + z.low;
  const std::size_t b = a + z.step;
  Cell cell;
  cell.index = {a, a + x.step, a + y.step, a + x.step + y.step,
                b, b + x.step, b + y.step, b + x.step + y.step};
  cell.fraction = {x.fraction, y.fraction, z.fraction};
  return cell;
}

std::array<float, 8> weights(const Eigen::Vector3f& fraction) {
  const float x = fraction.x(), y = fraction.y(), z = fraction.z();
  const float u = 1.0F - x, v = 1.0F - y, w = 1.0F - z;
  return {u * v * w, x * v * w, u * y * w, x * y * w, u * v * z, x * v * z, u * y * z, x * y * z};
}

// What the eight grid points know, side by side so that loops over them run on wide registers.
struct Corners {
  std::array<int, 8> tissue, beyond;
  std::array<float, 8> margin_mm;
};

Corners corners_of(const std::vector<std::uint8_t>& bytes, const Cell& cell) {
  Corners corners{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint8_t* at = &bytes[3 * cell.index[i]];
    corners.tissue[i] = at[0];
    corners.beyond[i] = at[1];
    corners.margin_mm[i] = kMmPerStep * static_cast<float>(at[2]);
  }
  return corners;
}

// Signed distance into a tissue as far as each grid point knows it. Of a tissue that is neither its
// own nor its neighbour it knows only that it is further than the border.
std::array<float, 8> distances_into(int tissue, const Corners& corners, float unknown_mm) {
  std::array<float, 8> distance{};
  for (std::size_t i = 0; i < 8; ++i) {
    const float outside = -corners.margin_mm[i] - (tissue == corners.beyond[i] ? 0.0F : unknown_mm);
    distance[i] = tissue == corners.tissue[i] ? corners.margin_mm[i] : outside;
  }
  return distance;
}

// The order of the terms is part of the result.
float sum_of(const std::array<float, 8>& terms) {
  float sum = 0.0F;
  for (const float term : terms) sum += term;
  return sum;
}

float weighted(const std::array<float, 8>& weight, const std::array<float, 8>& value) {
  std::array<float, 8> terms{};
  for (std::size_t i = 0; i < 8; ++i) terms[i] = weight[i] * value[i];
  return sum_of(terms);
}

// Tissue, beyond and margin from the lowest byte up; the fourth is the next point's.
std::uint32_t word_at(const std::vector<std::uint8_t>& bytes, std::size_t index) {
  std::uint32_t word = 0;
  std::memcpy(&word, &bytes[3 * index], sizeof word);
  return word;
}

TissueAt best_of_many(const Corners& corners, const std::array<float, 8>& weight,
                      float unknown_mm) {
  static_assert(kTissueCount <= 64);
  std::uint64_t present = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    present |= std::uint64_t{1} << corners.tissue[i] | std::uint64_t{1} << corners.beyond[i];
  }
  int best = -1, second = -1;
  float best_mm = 0.0F, second_mm = 0.0F;
  for (; present != 0; present &= present - 1) {
    const int tissue = std::countr_zero(present);
    const float score = weighted(weight, distances_into(tissue, corners, unknown_mm));
    if (best < 0 || score > best_mm) {
      second = best;
      second_mm = best_mm;
      best = tissue;
      best_mm = score;
    } else if (second < 0 || score > second_mm) {
      second = tissue;
      second_mm = score;
    }
  }
  if (second < 0) return {static_cast<Tissue>(best), static_cast<Tissue>(best), best_mm};
  return {static_cast<Tissue>(best), static_cast<Tissue>(second), 0.5F * (best_mm - second_mm)};
}

}  // namespace

TissueVolume::TissueVolume(const VolumeGrid& grid) : grid_(grid), bytes_(3 * grid.count() + 1, 0) {
  for (std::size_t i = 2; i < bytes_.size(); i += 3) bytes_[i] = 255;
}

TissueAt TissueVolume::at_grid_point(std::size_t index) const {
  const std::uint8_t* at = &bytes_[3 * index];
  return {static_cast<Tissue>(at[0]), static_cast<Tissue>(at[1]),
          kMmPerStep * static_cast<float>(at[2])};
}

void TissueVolume::set(std::size_t index, const TissueAt& value) {
  std::uint8_t* at = &bytes_[3 * index];
  at[0] = static_cast<std::uint8_t>(value.tissue);
  at[1] = static_cast<std::uint8_t>(value.beyond);
  const float steps = std::clamp(value.margin_mm, 0.0F, kMaxMargin_mm) / kMmPerStep;
  at[2] = static_cast<std::uint8_t>(std::lround(steps));
}

TissueAt TissueVolume::at(const Eigen::Vector3d& point_mm) const {
  return at_step(step_of(grid_, point_mm));
}

TissueAt TissueVolume::at_step(const Eigen::Vector3f& place) const {
  const Cell cell = cell_at(grid_, place);
  const auto weight = weights(cell.fraction);
  std::array<std::uint32_t, 8> word{};
  for (std::size_t i = 0; i < 8; ++i) word[i] = word_at(bytes_, cell.index[i]);
  const std::uint32_t pair = word[0] & 0xffffU;
  const std::uint32_t a = pair & 255U, b = pair >> 8;
  const std::uint32_t swapped = a << 8 | b;
  std::array<float, 8> terms{};
  std::uint32_t others = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint32_t own = word[i] & 0xffffU;
    const auto margin = static_cast<float>(static_cast<int>(word[i] >> 16 & 255U));
    terms[i] = weight[i] * (own == pair ? margin : -margin);
    others |= own == pair || own == swapped ? 0U : 1U;
  }
  if (others != 0) {
    return best_of_many(corners_of(bytes_, cell), weight,
                        static_cast<float>(0.5 * grid_.spacing_mm));
  }
  const float steps = sum_of(terms);
  const float signed_mm = kMmPerStep * steps;
  if (signed_mm >= 0.0F) return {static_cast<Tissue>(a), static_cast<Tissue>(b), signed_mm};
  return {static_cast<Tissue>(b), static_cast<Tissue>(a), -signed_mm};
}

TissueAt TissueVolume::quick_at_step(const Eigen::Vector3f& place) const {
  const auto nearest = [&](int axis) {
    return std::clamp(static_cast<int>(place[axis] + 0.5F), 0, grid_.size[axis] - 1);
  };
  const std::uint32_t word = word_at(bytes_, grid_.index(nearest(0), nearest(1), nearest(2)));
  const float margin_mm = kMmPerStep * static_cast<float>(word >> 16 & 255U);
  const auto step_mm = static_cast<float>(grid_.spacing_mm);
  // Half a cell's diagonal is 0.87 of a step.
  if (margin_mm < 2.0F * step_mm) return at_step(place);
  return {static_cast<Tissue>(word & 255U), static_cast<Tissue>(word >> 8 & 255U),
          margin_mm - 0.87F * step_mm};
}

Eigen::Vector3d TissueVolume::border_normal(const Eigen::Vector3d& point_mm) const {
  return border_normal_at_step(step_of(grid_, point_mm)).cast<double>();
}

Eigen::Vector3f TissueVolume::border_normal_at_step(const Eigen::Vector3f& place) const {
  const TissueAt here = at_step(place);
  const Cell cell = cell_at(grid_, place);
  const auto corners = corners_of(bytes_, cell);
  const auto unknown_mm = static_cast<float>(0.5 * grid_.spacing_mm);
  const auto own = distances_into(static_cast<int>(here.tissue), corners, unknown_mm);
  const auto others = distances_into(static_cast<int>(here.beyond), corners, unknown_mm);
  std::array<float, 8> value{};
  for (std::size_t i = 0; i < 8; ++i) value[i] = own[i] - others[i];
  // Gradient of the trilinear function; it points into the tissue.
  Eigen::Vector3f inward = Eigen::Vector3f::Zero();
  for (std::size_t i = 0; i < 8; ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      float weight = (i >> axis & 1U) != 0 ? 1.0F : -1.0F;
      for (int other = 0; other < 3; ++other) {
        if (other == axis) continue;
        weight *= (i >> other & 1U) != 0 ? cell.fraction[other] : 1.0F - cell.fraction[other];
      }
      inward[axis] += weight * value[i];
    }
  }
  const float length = inward.norm();
  if (length < 1e-6F) return Eigen::Vector3f::UnitY();
  return -inward / length;
}

}  // namespace echolance
