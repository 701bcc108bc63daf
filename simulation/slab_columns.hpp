// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <array>

#include "simulation/beam_profile.hpp"

namespace echolance {

/// Which cubes of a lattice fixed in Reference lie in the slab that some scan lines look at.
class SlabColumns {
 public:
  /// `cube_mm`: edge of a cube; `margin_mm`: how far outside the slab to look as well, along each
  /// axis of Probe.
  struct Sizes {
    double cube_mm = 0.25;
    Eigen::Vector3d margin_mm = Eigen::Vector3d::Zero();
  };
  SlabColumns(const PolarGrid& grid, const BeamProfile& beam,
              const Eigen::Isometry3d& reference_from_probe, const Sizes& sizes);

  /// Looks at the slab between two lines (fractional), face to depth, slice reach to either side.
  void cut(float first_line, float end_line);

  /// The lattice axis along which columns run: the one closest to the lines.
  [[nodiscard]] int inner_axis() const { return inner_; }

  /// Calls `visit(cell, count)` for every run of cubes that may touch the slab: `cell` is the
  /// first cube's number along x, y, z. Always in the same order.
  template <class Visit>
  void for_each(const Visit& visit) const {
    const int a = (inner_ + 1) % 3;
    const int b = (inner_ + 2) % 3;
    Eigen::Vector3i cell = Eigen::Vector3i::Zero();
    for (cell[a] = low_[a]; cell[a] <= high_[a]; ++cell[a]) {
      for (cell[b] = low_[b]; cell[b] <= high_[b]; ++cell[b]) {
        const auto [first, count] = run(cell);
        if (count == 0) continue;
        cell[inner_] = first;
        visit(cell, count);
      }
    }
  }

 private:
  struct Plane {
    Eigen::Vector3d normal;  ///< outwards, in cubes of the lattice
    double offset = 0.0;     ///< inside: normal . cell_middle <= offset
  };
  struct Run {
    int first;
    int count;
  };
  [[nodiscard]] Run run(const Eigen::Vector3i& cell) const;
  void add_plane(std::size_t index, const Eigen::Vector3d& normal, const Eigen::Vector3d& through);
  void bound(const std::array<Eigen::Vector3d, 8>& corners);

  PolarGrid grid_;
  Eigen::Isometry3d reference_from_probe_;
  Sizes sizes_;
  double reach_mm_;
  int inner_ = 1;
  std::array<Plane, 6> planes_;
  Eigen::Vector3i low_ = Eigen::Vector3i::Zero();
  Eigen::Vector3i high_ = Eigen::Vector3i::Zero();
};

}  // namespace echolance
