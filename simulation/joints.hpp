// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/anatomy_site.hpp"
#include "simulation/tissue_shape.hpp"

namespace echolance {

/// Cortical shell over spongy bone. The shapes refer to the skeleton, which must outlive them.
[[nodiscard]] std::vector<TissueShape> bone_shapes(const Skeleton& skeleton, double cortex_mm);

/// The cleft between sacrum and ilium and the interosseous ligament behind it, by the distance to
/// both bones; nothing where one is missing. Refers to the skeleton.
[[nodiscard]] std::vector<TissueShape> sacroiliac_shapes(const Skeleton& skeleton);

/// Discs, facet joints with cartilage, fluid and capsule.
[[nodiscard]] std::vector<TissueShape> spinal_joints(const AnatomySite& site);

}  // namespace echolance
