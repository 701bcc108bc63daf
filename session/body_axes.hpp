// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <vector>

#include "core/error.hpp"
#include "core/space_landmark.hpp"

namespace echolance {

/// The body's axes (x left, y posterior, z cranial, mm; origin near the middle of the S1 upper
/// endplate, x = 0 in the midline) in the space of landmarks that a fit gave there: the rigid
/// motion that lays them on those of the shape model's mean. Whatever the axes of that space.
/// kNoData where there are fewer than 4 of them or they lie too close together.
[[nodiscard]] Result<Eigen::Isometry3d> body_from_space(
    const std::vector<SpaceLandmark>& landmarks);

}  // namespace echolance
