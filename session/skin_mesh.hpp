// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "core/space_content.hpp"

namespace echolance {

/// A surface through places of skin as a plan has them (on a grid of 1.5 mm or so, no two over
/// each other along `beam`): their mean in cells of 3 mm across the beam, joined where four cells
/// beside each other have some. Within 0.1 mm of skin that bends as backs do. Faces against the
/// beam. Empty where there are too few. Deterministic.
[[nodiscard]] SceneMesh skin_mesh(const std::vector<Eigen::Vector3d>& skin_mm,
                                  const Eigen::Vector3d& beam);

}  // namespace echolance
