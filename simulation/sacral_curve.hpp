// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

namespace echolance {

/// The bent middle line of sacrum and coccyx in the sagittal plane of the pelvis: the floor of the
/// sacral canal. Straight coordinates of a place: x to the left, depth backwards from the line,
/// way along it from the level of the S1 upper endplate down.
class SacralCurve {
 public:
  struct Shape {
    double slope_rad = 0.65;       ///< of the S1 endplate
    double kyphosis_rad = 1.08;    ///< turn from S1 to the end of S5
    double length_mm = 100.0;      ///< S1 to the end of S5 along the line
    double start_depth_mm = 16.0;  ///< from the middle of the endplate back to the line
  };
  explicit SacralCurve(const Shape& shape);

  /// (x, depth, way) of a place in pelvis axes. Not meant for places in front of the line further
  /// than its radius.
  [[nodiscard]] Eigen::Vector3d straight(const Eigen::Vector3d& pelvis_mm) const;
  /// The place of straight coordinates, pelvis axes.
  [[nodiscard]] Eigen::Vector3d bent(const Eigen::Vector3d& straight_mm) const;
  /// Unit vectors backwards (away from the line) and down along it, pelvis axes.
  [[nodiscard]] Eigen::Vector3d backwards(double way_mm) const;
  [[nodiscard]] Eigen::Vector3d downwards(double way_mm) const;
  /// How much longer ways are at this depth: 1 on the line, more behind.
  [[nodiscard]] double stretch(double way_mm, double depth_mm) const;
  [[nodiscard]] double length_mm() const { return shape_.length_mm; }

 private:
  [[nodiscard]] double lean_rad(double way_mm) const;
  [[nodiscard]] Eigen::Vector2d on_line(double way_mm) const;  ///< (y, z)
  void fill_table();
  [[nodiscard]] Eigen::Vector2d search(const Eigen::Vector2d& place) const;

  Shape shape_;
  std::vector<Eigen::Vector2d> line_;   ///< every kStep_mm from kFirst_mm
  std::vector<Eigen::Vector2d> table_;  ///< (depth, way) on a grid of (y, z)
};

}  // namespace echolance
