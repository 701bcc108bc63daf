// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"
#include "core/no_go.hpp"

namespace echolance {

/// A structure to avoid from a closed surface (STL, PLY, VTP or OBJ in mm, in the case's space), as
/// 3D Slicer exports segments; the name is the file's. It becomes a body of balls that reach at
/// most 0.5 mm, or a 40th of its longest side, beyond the surface and leave nothing of it out.
/// read_mesh's errors, kInvalidGeometry for a surface that is not closed or whose longest side is
/// not between 1 and 500 mm.
[[nodiscard]] Result<NoGo> no_go_of_surface(const std::string& path, double least_mm);

}  // namespace echolance
