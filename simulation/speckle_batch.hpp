// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>

#include "simulation/speckle.hpp"

namespace echolance {

/// One step of a scatterer's random bytes.
inline constexpr float kSpeckleByte = 1.0F / 256.0F;

/// What the scatterers of one frame and part share.
struct Speckle::Aim {
  int inner_axis;
  float half_cube_z_mm;
  Eigen::Matrix3f turn;  ///< Reference to Probe
  Eigen::Isometry3d probe_from_reference;
  const DisplacementField* displacement;
  const Medium* medium;
  Heard* heard;
};

/// Scatterers that are drawn together, stage by stage: each stage is a loop without guesses, which
/// hands on, in order, those that are left.
struct Speckle::Batch {
  /// In one slot per scatterer.
  template <class Number>
  using Slots = std::array<Number, kBatch>;

  int count = 0;
  int placed = 0;  ///< of the last run
  Slots<std::uint32_t> hash, rank;
  Slots<float> x, y, z;     ///< Probe, mm
  Slots<float> rx, ry, rz;  ///< Reference, mm
  Slots<float> line, depth_mm, u;
  Slots<int> sample;
  int selected = 0;
  Slots<int> index;  ///< of those in the picture: their slot

  /// Those loud enough, from the first on.
  int loud = 0;
  Slots<int> slot, nearest_line;
  Slots<float> seen;  ///< share of the amplitude that comes back
  Slots<int> tissue;
  Slots<float> re, im;

  /// Shift of the tissue at the ends of the runs, Probe, mm.
  int ends = 0;
  std::array<float, kMostRuns + 1> move_x, move_y, move_z;

  void end_run(const Eigen::Vector3f& move_mm) {
    const auto at = static_cast<std::size_t>(ends++);
    move_x[at] = move_mm.x();
    move_y[at] = move_mm.y();
    move_z[at] = move_mm.z();
  }
};

}  // namespace echolance
