// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "simulation/bone_plan.hpp"
#include "simulation/spine_frames.hpp"
#include "simulation/vertebra.hpp"

namespace echolance {

/// The key places of one vertebra in its own axes (x left, y back, z up), mm.
struct VertebraFrame {
  int level = 0;     ///< -1: T12
  std::string name;  ///< "l1", "t12"
  double scale = 1.0;
  VertebraSize size;
  FacetSize above, below;  ///< joints with the vertebra above and below
  Eigen::Isometry3d vertebra_from_above, vertebra_from_below;  ///< joint axes
  LaminaEdges lamina;
  double wall_y_mm = 0.0;  ///< back of the body
  double pedicle_x_mm = 0.0, pedicle_z_mm = 0.0;
  double spinous_sway_mm = 0.0;

  /// In tables of L1 to L5; T12 is as L1.
  [[nodiscard]] std::size_t row() const { return level < 0 ? 0 : static_cast<std::size_t>(level); }
  [[nodiscard]] Eigen::Vector3d pedicle_end(double side) const;
  [[nodiscard]] Eigen::Vector3d isthmus(double side) const;
  [[nodiscard]] Eigen::Vector3d transverse_tip(double side) const;
  [[nodiscard]] Eigen::Vector3d spinous_tip() const;
  [[nodiscard]] FacetAxes facet_above(double side) const;
  [[nodiscard]] FacetAxes facet_below(double side) const;
};

/// `level` 0 is L1, -1 T12.
[[nodiscard]] VertebraFrame vertebra_frame(const LumbarSpine& spine, int level);

/// Landmarks of one vertebra and of the joints and the window below it, in Reference.
[[nodiscard]] std::vector<PlannedLandmark> vertebra_landmarks(
    const VertebraFrame& frame, const Eigen::Isometry3d& reference_from_vertebra);

}  // namespace echolance
