// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/ray_walk.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

constexpr std::size_t kMostBorders = 48;
// Along a border the way would never end without it; layers thinner than this may be missed.
constexpr float kShortestStep_mm = 0.12F;

float cosine_at(const RayGround& ground, const Ray& ray, const Eigen::Vector3d& place) {
  const Eigen::Vector3d way = ground.reference_from_probe.linear() * ray.direction.cast<double>();
  return static_cast<float>(std::abs(way.dot(ground.volume->border_normal(place))));
}

}  // namespace

Eigen::Vector3d place_at_rest(const RayGround& ground, const Ray& ray, float depth_mm) {
  Eigen::Vector3f point = ray.at(depth_mm);
  if (ground.displacement != nullptr) point += ground.displacement->to_rest(point);
  return ground.reference_from_probe * point.cast<double>();
}

void walk_ray(const RayGround& ground, const Ray& ray, RayPath& path) {
  path.borders.clear();
  const float end = ray.depth_mm();
  float depth = 0.0F;
  TissueAt here = ground.volume->at(place_at_rest(ground, ray, 0.0F));
  path.first = here.tissue;
  while (depth < end && !is_bone(here.tissue) && path.borders.size() < kMostBorders) {
    const float step = std::max(here.margin_mm, kShortestStep_mm);
    const TissueAt next = ground.volume->at(place_at_rest(ground, ray, depth + step));
    if (next.tissue != here.tissue) {
      // Both margins are distances to the border between, so it divides the step in their ratio.
      const float both = here.margin_mm + next.margin_mm;
      const float share = both > 1e-4F ? here.margin_mm / both : 0.5F;
      const float at = depth + step * share;
      const float cosine = cosine_at(ground, ray, place_at_rest(ground, ray, at));
      path.borders.push_back({at, here.tissue, next.tissue, cosine});
    }
    depth += step;
    here = next;
  }
}

}  // namespace echolance
