// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue_volume.hpp"

#include <algorithm>
#include <array>
#include <cmath>

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

Axis axis_at(double at, int size, std::size_t stride) {
  const float clamped = std::clamp(static_cast<float>(at), 0.0F, static_cast<float>(size - 1));
  const int first = std::min(static_cast<int>(clamped), std::max(size - 2, 0));
  return {static_cast<std::size_t>(first) * stride, size > 1 ? stride : 0,
          clamped - static_cast<float>(first)};
}

Cell cell_at(const Grid& grid, const Eigen::Vector3d& point_mm) {
  const double per_mm = 1.0 / grid.spacing_mm;
  const auto row = static_cast<std::size_t>(grid.size.x());
  const Eigen::Vector3d at = (point_mm - grid.origin_mm) * per_mm;
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

struct Corner {
  std::uint8_t tissue;
  std::uint8_t beyond;
  float margin_mm;
};

std::array<Corner, 8> corners_of(const std::vector<std::uint8_t>& bytes, const Cell& cell) {
  std::array<Corner, 8> corners{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint8_t* at = &bytes[3 * cell.index[i]];
    corners[i] = {at[0], at[1], kMmPerStep * static_cast<float>(at[2])};
  }
  return corners;
}

// Signed distance into a tissue as far as a grid point knows it. Of a tissue that is neither its
// own nor its neighbour it knows only that it is further than the border.
float distance_into(std::uint8_t tissue, const Corner& corner, float unknown_mm) {
  if (tissue == corner.tissue) return corner.margin_mm;
  return -corner.margin_mm - (tissue == corner.beyond ? 0.0F : unknown_mm);
}

bool is_between(const Corner& corner, std::uint8_t a, std::uint8_t b) {
  return (corner.tissue == a && corner.beyond == b) || (corner.tissue == b && corner.beyond == a);
}

TissueAt best_of_many(const std::array<Corner, 8>& corners, const std::array<float, 8>& weight,
                      float unknown_mm) {
  std::array<float, kTissueCount> score{};
  std::array<bool, kTissueCount> present{};
  for (const auto& corner : corners) present[corner.tissue] = present[corner.beyond] = true;
  int best = -1;
  int second = -1;
  for (int tissue = 0; tissue < kTissueCount; ++tissue) {
    const auto slot = static_cast<std::size_t>(tissue);
    if (!present[slot]) continue;
    for (std::size_t i = 0; i < 8; ++i) {
      score[slot] +=
          weight[i] * distance_into(static_cast<std::uint8_t>(tissue), corners[i], unknown_mm);
    }
    if (best < 0 || score[slot] > score[static_cast<std::size_t>(best)]) {
      second = best;
      best = tissue;
    } else if (second < 0 || score[slot] > score[static_cast<std::size_t>(second)]) {
      second = tissue;
    }
  }
  if (second < 0) return {static_cast<Tissue>(best), static_cast<Tissue>(best), score[best]};
  const float margin =
      0.5F * (score[static_cast<std::size_t>(best)] - score[static_cast<std::size_t>(second)]);
  return {static_cast<Tissue>(best), static_cast<Tissue>(second), margin};
}

}  // namespace

TissueVolume::TissueVolume(const Grid& grid) : grid_(grid), bytes_(3 * grid.count(), 0) {
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
  const Cell cell = cell_at(grid_, point_mm);
  const auto corners = corners_of(bytes_, cell);
  const auto weight = weights(cell.fraction);
  const std::uint8_t a = corners[0].tissue;
  const std::uint8_t b = corners[0].beyond;
  float signed_mm = 0.0F;
  for (std::size_t i = 0; i < 8; ++i) {
    if (!is_between(corners[i], a, b)) {
      return best_of_many(corners, weight, static_cast<float>(0.5 * grid_.spacing_mm));
    }
    signed_mm +=
        weight[i] * (corners[i].tissue == a ? corners[i].margin_mm : -corners[i].margin_mm);
  }
  if (signed_mm >= 0.0F) return {static_cast<Tissue>(a), static_cast<Tissue>(b), signed_mm};
  return {static_cast<Tissue>(b), static_cast<Tissue>(a), -signed_mm};
}

Eigen::Vector3d TissueVolume::border_normal(const Eigen::Vector3d& point_mm) const {
  const TissueAt here = at(point_mm);
  const Cell cell = cell_at(grid_, point_mm);
  const auto corners = corners_of(bytes_, cell);
  const auto unknown_mm = static_cast<float>(0.5 * grid_.spacing_mm);
  std::array<float, 8> value{};
  for (std::size_t i = 0; i < 8; ++i) {
    value[i] = distance_into(static_cast<std::uint8_t>(here.tissue), corners[i], unknown_mm) -
               distance_into(static_cast<std::uint8_t>(here.beyond), corners[i], unknown_mm);
  }
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
  if (length < 1e-6F) return Eigen::Vector3d::UnitY();
  return (-inward / length).cast<double>();
}

}  // namespace echolance
