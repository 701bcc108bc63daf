// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/ray_walk.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// What fluid looks and sounds like.
inline constexpr Tissue kInjectate = Tissue::kJointFluid;

/// Fluid on a ray's way: borders inside it are gone, its own are added; bone stays. Cost: about
/// ten looks into the sheet for a ray that passes near it.
void flood(const std::vector<Pool>& pools, const Ray& ray, const RayGround& ground, RayPath& path);

}  // namespace echolance
