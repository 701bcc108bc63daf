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
  SlabColumns(const PolarGrid& grid, const BeamProfile& beam, double cube_mm);

  /// The slab between two lines (fractional), face to depth, slice reach to either side.
  struct Slab {
    float first_line = 0.0F;
    float end_line = 0.0F;
    Eigen::Vector3d margin_mm = Eigen::Vector3d::Zero();  ///< on top, along each axis of Probe
  };
  void cut(const Eigen::Isometry3d& reference_from_probe, const Slab& slab);

  /// The lattice axis along which columns run: the one closest to the lines.
  [[nodiscard]] int inner_axis() const { return inner_; }

  /// Calls `visit(cell, count)` for every run of cubes that may touch the slab: `cell` is the
  /// first cube's number along x, y, z. Always in the same order. Part `part` of `parts` across the
  /// lines; together they make the whole.
  template <class Visit>
  void for_each(int part, int parts, const Visit& visit) const {
    const int across = 3 - inner_ - out_;
    const int count_across = high_[across] - low_[across] + 1;
    const int end = low_[across] + (part + 1) * count_across / parts;
    Eigen::Vector3i cell = Eigen::Vector3i::Zero();
    for (cell[across] = low_[across] + part * count_across / parts; cell[across] < end;
         ++cell[across]) {
      for (cell[out_] = low_[out_]; cell[out_] <= high_[out_]; ++cell[out_]) {
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
  Eigen::Isometry3d reference_from_probe_ = Eigen::Isometry3d::Identity();
  double cube_mm_;
  Eigen::Vector3d margin_mm_ = Eigen::Vector3d::Zero();
  double reach_mm_;
  int inner_ = 1;
  int out_ = 2;  ///< the lattice axis closest to the normal of the picture's plane, of the others
  std::array<Plane, 6> planes_;
  Eigen::Vector3i low_ = Eigen::Vector3i::Zero();
  Eigen::Vector3i high_ = Eigen::Vector3i::Zero();
};

}  // namespace echolance
