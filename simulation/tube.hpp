// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "simulation/tissue.hpp"

namespace echolance {

/// A structure not to be hit: a chain of points with a radius, Reference, mm.
struct Tube {
  std::string name;  ///< "l4_root_left", "dural_sac", "superior_gluteal_artery_right"
  Tissue tissue = Tissue::kNerve;
  std::vector<Eigen::Vector3d> centre_mm;  ///< at least 2
  std::vector<double> radius_mm;           ///< one per point
};

}  // namespace echolance
