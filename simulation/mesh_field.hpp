// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "simulation/bone_mesh.hpp"

namespace echolance {

/// Signed distance to a closed mesh on a grid with a margin of 4 mm: exact within 3 mm of the
/// surface, further away a little too small. kInvalidGeometry if the mesh is not closed,
/// kInvalidOption for a spacing that is not between 0.1 and 5 mm or needs too much memory.
/// Deterministic.
[[nodiscard]] Result<DistanceField> field_of(const TriangleMesh& mesh, double spacing_mm);

}  // namespace echolance
