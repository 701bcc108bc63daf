// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cstdint>
#include <vector>

#include "simulation/tissue_volume.hpp"

namespace echolance {

/// Injected fluid that spreads in a tissue plane: on the bone under the tip, or along the nearest
/// border of tissues, as a thin lens with an irregular outline. Bone stops it; it runs further
/// along the body than across, and goes round what resists; epidural fluid stays in the canal.
/// Where it lies, what was there has been lifted off the plane: nothing is inside but fluid. Space
/// Reference, mm. Deterministic for its seed; building it costs some ten thousand look-ups, asking
/// costs one. Source: ours; how thick a volume lies is [U].
class FluidSheet {
 public:
  static constexpr double kReach_mm = 45.0;  ///< along the plane, to each side

  /// Up to `most_ml` from a place. Heights and order of filling are found in the resting volume.
  FluidSheet(const TissueVolume& volume, const Eigen::Vector3d& from_mm, double most_ml,
             std::uint32_t seed);

  /// How far it has spread.
  struct Level {
    double thick_mm = 0.0;  ///< at the inlet, if there is room
    double area_mm2 = 0.0;  ///< of the plane; 0: no fluid
  };
  /// Of a volume: grows with it. What has no room within reach has flowed on and is left out.
  [[nodiscard]] Level level(double volume_ml) const;
  /// What lies within reach at a level.
  [[nodiscard]] double volume_ml(const Level& level) const;

  /// What of it lies in a box of Reference, as outside the tissue nothing is drawn.
  [[nodiscard]] double volume_within_ml(const Level& level,
                                        const Eigen::AlignedBox3d& box_mm) const;

  /// Negative inside the fluid; near its faces about the distance to them, mm.
  [[nodiscard]] double distance(const Eigen::Vector3d& now_mm, const Level& level) const;
  /// To add to a place now: where that tissue was before the fluid came. Constant inside.
  [[nodiscard]] Eigen::Vector3d to_rest(const Eigen::Vector3d& now_mm, const Level& level) const;
  /// Out of the plane, away from the bone.
  [[nodiscard]] const Eigen::Vector3d& up() const { return up_; }
  [[nodiscard]] const Eigen::Vector3d& from_mm() const { return from_mm_; }

 private:
  struct Cell {
    float height_mm = 0.0F;  ///< of the plane over the inlet's tangent plane
    float area_mm2 = 1e6F;   ///< filled when the fluid has spread so far
    float room_mm = 0.0F;    ///< up to the next bone or the skin
  };
  struct Here {
    Cell cell;
    double above_mm;  ///< of a place over the plane
  };
  struct Filling;

  void choose_plane(const TissueVolume& volume);
  void spread(const TissueVolume& volume, std::uint32_t seed);
  void smooth();
  void make_levels(double most_ml);
  [[nodiscard]] Here look(const Eigen::Vector3d& now_mm) const;
  /// Below zero outside the outline.
  [[nodiscard]] static double thickness_mm(const Cell& cell, const Level& level);
  [[nodiscard]] Eigen::Vector3d place_mm(int column, int row, double height_mm) const;

  Eigen::Vector3d from_mm_;
  Eigen::Vector3d up_ = Eigen::Vector3d::UnitY();
  Eigen::Vector3d across_ = Eigen::Vector3d::UnitX();
  Eigen::Vector3d along_ = Eigen::Vector3d::UnitZ();
  bool on_bone_ = false;
  bool in_canal_ = false;  ///< among the epidural fat
  double thick_per_root_ml_ = 3.4;
  std::vector<Cell> cells_;
  std::vector<Cell> filled_;  ///< reached cells by area
  double most_ml_ = 0.0;
  std::vector<Level> levels_;  ///< at equal steps of the volume, from one step on
};

}  // namespace echolance
