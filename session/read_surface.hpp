// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"
#include "imaging/surface_points.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {

/// Reads a bone surface or a cloud of its points, mm: triangles from STL, PLY, VTP or OBJ are
/// covered with points about 1.5 mm apart; PLY without triangles and XYZ (three numbers a line, or
/// six with a normal) give their points. Normals are the triangles', or lines
/// without a sense. kFileNotFound,
/// kUnsupportedFormat (ending), kDamagedFile (no points, a line that is no point, numbers that are
/// not finite), kInvalidGeometry (a size that no pelvis or spine has in mm: metres show here).
[[nodiscard]] Result<SurfacePoints> read_surface(const std::string& path);

/// Points about `spacing_mm` apart on all triangles, with the triangles' normals.
[[nodiscard]] SurfacePoints points_on(const TriangleMesh& mesh, double spacing_mm);

}  // namespace echolance
