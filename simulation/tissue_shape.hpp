// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>
#include <vector>

#include "simulation/distance_field.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {

/// From this depth inwards the shape is of this tissue.
struct TissueLayer {
  Tissue tissue = Tissue::kMuscle;
  double from_mm = 0.0;
};

/// A shape filled with tissue, or with layers of tissues from its surface inwards like an onion.
struct TissueShape {
  std::string name;
  SignedDistance distance;
  Eigen::AlignedBox3d box_mm;       ///< holds the shape
  std::vector<TissueLayer> layers;  ///< at least one, the first from 0, in rising order
};

/// The tissue at a place where shapes earlier in the list hide the later ones, the one across the
/// nearest border, and how far that is.
[[nodiscard]] TissueAt tissue_at(std::span<const TissueShape> shapes,
                                 const Eigen::Vector3d& point_mm);

/// tissue_at for every point of the grid, margins up to TissueVolume::kMaxMargin_mm. In parallel,
/// the same whatever the thread count. Shapes too far from a block of points are left out there;
/// further than one and a half steps
/// from borders margins are interpolated over four points. Source: ours.
[[nodiscard]] TissueVolume fill_shapes(std::span<const TissueShape> shapes, const VolumeGrid& grid);

}  // namespace echolance
