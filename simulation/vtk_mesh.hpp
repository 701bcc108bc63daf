// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

#include "simulation/bone_mesh.hpp"

namespace echolance {

/// The triangles of a surface, turned outwards.
[[nodiscard]] TriangleMesh mesh_of(vtkPolyData& surface);

[[nodiscard]] vtkSmartPointer<vtkPolyData> poly_data(const TriangleMesh& mesh);

}  // namespace echolance
