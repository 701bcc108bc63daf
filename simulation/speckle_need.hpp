// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "simulation/displacement_field.hpp"
#include "simulation/polar_grid.hpp"

namespace echolance {

/// Which scatterers a picture needs, by the place where their tissue rests: a coarse map of the
/// picture's plane, so that cubes are passed over by one look. Space Probe, mm. Errs on the side of
/// too many.
class SpeckleNeed {
 public:
  /// What the picture needs at one depth.
  struct Depth {
    float reach_mm = 0.0F;    ///< of the slice
    std::uint32_t kept = 0U;  ///< scatterers of this rank and below are used
  };
  /// What the picture needs of the tissue that rests at one place of the plane.
  struct Need {
    int skip = 0;           ///< every how manyth cube; 0: none
    float z_low_mm = 0.0F;  ///< scatterers between these
    float z_high_mm = 0.0F;
  };

  /// `depths`: by sample. `margin_mm`: how far in the plane a scatterer may lie from the place that
  /// is asked for.
  SpeckleNeed(const PolarGrid& grid, const std::vector<Depth>& depths, float margin_mm);

  /// Before a frame. `displacement` may be null: at rest. `heard_mm`: by line, how deep anything is
  /// heard.
  void set(const DisplacementField* displacement, const std::vector<float>& heard_mm);

  /// Which of the map's needs is that of a place, for need(): without branches, so that loops over
  /// many places run on wide registers.
  [[nodiscard]] int number_of(float x_mm, float y_mm) const {
    const float column = (x_mm - left_mm_) * per_mm_;
    const float row = (y_mm - top_mm_) * per_mm_;
    const int c = static_cast<int>(column), r = static_cast<int>(row);
    const bool inside = (column >= 0.0F) & (row >= 0.0F) & (c < columns_) & (r < rows_);
    return inside ? r * columns_ + c : columns_ * rows_;
  }
  [[nodiscard]] const Need& need(int number) const {
    return cells_[static_cast<std::size_t>(number)];
  }

 private:
  /// A corner of cells: where what rests here is now.
  struct Node {
    PolarPoint polar;
    float move_z_mm = 0.0F;
  };
  void cover(const Eigen::Vector3f& margin_mm);
  void fill_nodes(int row, const DisplacementField* displacement);
  [[nodiscard]] Need need_of(int row, int column, const std::vector<float>& heard_mm) const;

  PolarGrid grid_;
  std::vector<Depth> stretches_;  ///< the most that a stretch of depth needs
  float margin_mm_ = 1.0F;
  float cell_mm_ = 2.0F;
  float per_mm_ = 0.5F;
  Eigen::Vector2f low_mm_, high_mm_;  ///< corners of the picture
  float left_mm_ = 0.0F, top_mm_ = 0.0F;
  int columns_ = 0, rows_ = 0;
  std::vector<Need> cells_;  ///< and one of a place outside: nothing
  std::vector<Node> nodes_;  ///< one more than cells along both axes, and a ring of one about them
};

}  // namespace echolance
