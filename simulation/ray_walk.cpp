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
constexpr float kShortestStep_samples = 1.5F;

// Between places in the table the shift of tissue is linear; DisplacementField is no finer.
constexpr float kTable_mm = 0.75F;

}  // namespace

Eigen::Vector3d place_at_rest(const RayGround& ground, const Ray& ray, float depth_mm) {
  Eigen::Vector3f point = ray.at(depth_mm);
  if (ground.displacement != nullptr) point += ground.displacement->to_rest(point);
  return ground.reference_from_probe * point.cast<double>();
}

void LineAtRest::set(const RayGround& ground, const Ray& ray) {
  const VolumeGrid& grid = ground.volume->grid();
  const double per_mm = 1.0 / grid.spacing_mm;
  const Eigen::Matrix3f turn = ground.reference_from_probe.linear().cast<float>();
  across_ = static_cast<float>(per_mm) * turn.col(2);
  direction_ = turn * ray.direction;
  const int count = ground.displacement == nullptr
                        ? 1
                        : std::max(1, static_cast<int>(std::ceil(ray.depth_mm() / kTable_mm)));
  const float step_mm = ray.depth_mm() / static_cast<float>(count);
  per_mm_ = 1.0F / step_mm;
  last_ = count - 1;
  table_.resize(static_cast<std::size_t>(count) + 1);
  for (int i = 0; i <= count; ++i) {
    Eigen::Vector3f point = ray.origin_mm + static_cast<float>(i) * step_mm * ray.direction;
    if (ground.displacement != nullptr) point += ground.displacement->to_rest(point);
    const Eigen::Vector3d place = ground.reference_from_probe * point.cast<double>();
    table_[static_cast<std::size_t>(i)] = ((place - grid.origin_mm) * per_mm).cast<float>();
  }
}

void walk_ray(const TissueVolume& volume, const Ray& ray, RayPath& path) {
  path.borders.clear();
  const auto place_at = [&](float depth_mm) {
    return path.line.at(depth_mm, ray.offset_mm(depth_mm));
  };
  const float end = ray.depth_mm();
  const float shortest = std::max(kShortestStep_mm, kShortestStep_samples * ray.sample_mm);
  float depth = 0.0F;
  TissueAt here = volume.quick_at_step(place_at(0.0F));
  path.first = here.tissue;
  while (depth < end && !is_bone(here.tissue) && path.borders.size() < kMostBorders) {
    const float step = std::max(here.margin_mm, shortest);
    const TissueAt next = volume.quick_at_step(place_at(depth + step));
    if (next.tissue != here.tissue) {
      // Both margins are distances to the border between, so it divides the step in their ratio.
      const float both = here.margin_mm + next.margin_mm;
      const float share = both > 1e-4F ? here.margin_mm / both : 0.5F;
      const float at = depth + step * share;
      const Eigen::Vector3f normal = volume.border_normal_at_step(place_at(at));
      const float cosine = std::abs(path.line.direction().dot(normal));
      path.borders.push_back({at, here.tissue, next.tissue, cosine});
    }
    depth += step;
    here = next;
  }
}

}  // namespace echolance
