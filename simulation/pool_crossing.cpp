// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/pool_crossing.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

std::optional<PoolCrossing> cross_pool(const Pool& pool, const Ray& ray,
                                       const Eigen::Isometry3d& reference_from_probe) {
  const Eigen::Vector3d centre = reference_from_probe.inverse() * pool.centre_mm;
  const double way = (centre - ray.origin_mm.cast<double>()).dot(ray.direction.cast<double>());
  const auto near = static_cast<float>(std::clamp(way, 0.0, double{ray.depth_mm()}));
  Eigen::Vector3f shifted = ray.origin_mm;
  shifted.z() = ray.at(near).z();
  // In units of the radii the pool is the unit sphere: |a + t b| = 1.
  const Eigen::Vector3d a = (reference_from_probe * shifted.cast<double>() - pool.centre_mm)
                                .cwiseQuotient(pool.radius_mm);
  const Eigen::Vector3d b =
      (reference_from_probe.linear() * ray.direction.cast<double>()).cwiseQuotient(pool.radius_mm);
  const double half = a.dot(b) / b.squaredNorm();
  const double inside = half * half - (a.squaredNorm() - 1.0) / b.squaredNorm();
  if (inside <= 0.0) return std::nullopt;
  const double root = std::sqrt(inside);
  if (-half + root <= 0.0 || -half - root >= ray.depth_mm()) return std::nullopt;
  return PoolCrossing{static_cast<float>(std::max(0.0, -half - root)),
                      static_cast<float>(-half + root)};
}

}  // namespace echolance
