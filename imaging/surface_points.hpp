// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// What the sign of the normals says.
enum class NormalSense : std::uint8_t {
  kUnknown,  ///< only the line counts
  kAlike,    ///< all out of the bone or all into it
  kOutward,  ///< out of the bone (towards the probe)
};

/// Points of a bone surface, mm, in whatever space they came in; one a column.
struct SurfacePoints {
  Eigen::Matrix3Xf points_mm;
  Eigen::Matrix3Xf normals;  ///< unit
  Eigen::VectorXf weights;   ///< 0..1, how surely this is bone
  NormalSense sense = NormalSense::kUnknown;

  [[nodiscard]] int count() const { return static_cast<int>(points_mm.cols()); }
};

/// One point per cell of a lattice of `spacing_mm`: the weighted mean of the points and normals in
/// it. Normals of unknown sense are first turned the same way within a cell. Cells that lie alone
/// (fewer than 3 others within 3 spacings, or twice the usual distance of sparser data) are left
/// out: noise. Deterministic.
[[nodiscard]] SurfacePoints thinned(const SurfacePoints& points, double spacing_mm);

/// Normals from the plane through the `neighbours` nearest points; lines without a sense.
void estimate_normals(SurfacePoints& points, int neighbours);

/// Turns normals of unknown sense so that neighbours agree, along the ways on which they differ
/// least. Returns for each point the number of its connected piece; within a piece all normals
/// then point out of the bone or all into it. Source: Hoppe et al. 1992.
std::vector<int> agree_normals(SurfacePoints& points);

/// Of a bone detector's points those that are bone for sure, thinned to 2 mm: normals anew from the
/// plane through neighbours, since a single picture knows no slope across itself, with the sense
/// they had; weights fall steeply with confidence. Deterministic.
[[nodiscard]] SurfacePoints sure_of(const SurfacePoints& detected);

/// Every so-many-th point so that about `count` remain, well mixed over the surface.
[[nodiscard]] SurfacePoints sampled(const SurfacePoints& points, int count);

}  // namespace echolance
