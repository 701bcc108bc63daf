// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "core/space_content.hpp"
#include "gui/scene/prop_list.hpp"

namespace echolance {

/// The mesh with at most about `most_triangles` (quadric errors); unchanged where it has fewer.
/// Some 3 s for half a million. Deterministic.
[[nodiscard]] SceneMesh decimated(const SceneMesh& mesh, std::size_t most_triangles);

/// For each point how far it lies in a hollow of the surface: 0 (flat or outwards) to 1. Gives
/// bone its depth where no light is computed between its parts. Deterministic.
[[nodiscard]] std::vector<float> hollowness(const SceneMesh& mesh);

/// Bones as a smooth surface, at most about 200 000 triangles of it.
void add_bone(PropList& to, const SceneMesh& mesh, SceneBone kind);

/// Skin as a faint veil with an edge.
void add_skin(PropList& to, const SceneMesh& mesh);

/// Measured bone: a dot for each point, see PropList::set_dot_size.
void add_measured_bone(PropList& to, const std::vector<Eigen::Vector3f>& points_mm);

}  // namespace echolance
