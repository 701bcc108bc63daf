// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <vector>

#include "simulation/body_surface.hpp"
#include "simulation/tissue_shape.hpp"

namespace echolance {

/// Everything of a patient that is not bone.
struct SoftTissue {
  std::vector<TissueShape> shapes;  ///< highest first; below the bones and what lies between them
  std::shared_ptr<const BodySurface> surface;
  Eigen::AlignedBox3d box_mm;  ///< what a volume of all covers
  double cortex_mm = 1.3;
};

}  // namespace echolance
