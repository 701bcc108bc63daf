// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "simulation/bone_plan.hpp"
#include "simulation/spine_frames.hpp"

namespace echolance {

/// Lumbar vertebra `level` (0: L1, -1: T12, without ribs) of the spine: body, pedicles, laminae,
/// spinous, transverse and articular processes. `seed` decides the roughness. Source: ours, sizes
/// CLINICAL 2.1 to 2.6.
[[nodiscard]] BonePlan plan_vertebra(const LumbarSpine& spine, int level, std::uint64_t seed);

/// The lower half of a facet joint: the superior articular process on one side (+1 left, -1 right)
/// in the joint's axes, with the root that it stands on.
[[nodiscard]] Solid superior_articular_process(const FacetSize& facet, double side);

/// Unit vectors of a facet joint in the joint's axes: `normal` from the superior process of the
/// lower bone to the inferior process of the upper bone, `across` in the joint towards its back.
struct FacetAxes {
  Eigen::Vector3d centre_mm, normal, across;
};
[[nodiscard]] FacetAxes facet_axes(const FacetSize& facet, double side);

}  // namespace echolance
