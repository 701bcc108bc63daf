// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <optional>

#include "simulation/ray_walk.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// The part of a ray inside a pool, mm from the face.
struct PoolCrossing {
  float from_mm = 0.0F;
  float to_mm = 0.0F;
};

/// Nothing where the ray misses it. The slice's bend is taken as it is at the pool's middle.
[[nodiscard]] std::optional<PoolCrossing> cross_pool(const Pool& pool, const Ray& ray,
                                                     const Eigen::Isometry3d& reference_from_probe);

}  // namespace echolance
