// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/volume.hpp"

#include <cmath>

namespace echolance {

VolumeGrid VolumeGrid::around(const Eigen::AlignedBox3d& box_mm, double spacing_mm) {
  VolumeGrid grid;
  grid.spacing_mm = spacing_mm;
  grid.origin_mm = box_mm.min();
  for (int axis = 0; axis < 3; ++axis) {
    // A box of a whole number of steps must not gain a point by rounding.
    grid.size[axis] = static_cast<int>(std::ceil(box_mm.sizes()[axis] / spacing_mm - 1e-9)) + 1;
  }
  return grid;
}

}  // namespace echolance
