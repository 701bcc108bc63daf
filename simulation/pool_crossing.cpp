// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/pool_crossing.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr float kLeast_mm = 0.25F;  // thinner fluid is not told from a border
constexpr float kStep_mm = 0.25F;
constexpr double kProbe_mm = 0.3;  // for the fluid's normal

struct FluidWay {
  const FluidSheet* sheet;
  FluidSheet::Level level;
  const Ray* ray;
  const Eigen::Isometry3d* reference_from_probe;

  [[nodiscard]] Vector3d place(float depth_mm) const {
    return *reference_from_probe * ray->at(depth_mm).cast<double>();
  }
  [[nodiscard]] float distance(float depth_mm) const {
    return static_cast<float>(sheet->distance(place(depth_mm), level));
  }
  [[nodiscard]] float cosine(float depth_mm) const {
    const Vector3d at = place(depth_mm);
    Vector3d slope;
    for (int axis = 0; axis < 3; ++axis) {
      const Vector3d off = kProbe_mm * Vector3d::Unit(axis);
      slope[axis] = sheet->distance(at + off, level) - sheet->distance(at - off, level);
    }
    if (slope.norm() < 1e-9) return 1.0F;
    const Vector3d way = reference_from_probe->linear() * ray->direction.cast<double>();
    return static_cast<float>(std::abs(way.dot(slope.normalized())));
  }
};

// The tissue at a depth of a path.
Tissue tissue_on(const RayPath& path, float depth_mm) {
  Tissue here = path.first;
  for (const auto& border : path.borders) {
    if (border.depth_mm > depth_mm) break;
    here = border.to;
  }
  return here;
}

void drown(const FluidWay& way, float from_mm, float to_mm, RayPath& path) {
  if (to_mm - from_mm < kLeast_mm || is_bone(tissue_on(path, from_mm))) return;
  auto& borders = path.borders;
  const auto first = std::find_if(borders.begin(), borders.end(),
                                  [&](const Border& b) { return b.depth_mm > from_mm; });
  const auto last = std::find_if(
      first, borders.end(), [&](const Border& b) { return b.depth_mm > to_mm || is_bone(b.to); });
  const Border in{from_mm, tissue_on(path, from_mm), kInjectate, way.cosine(from_mm)};
  if (last != borders.end() && last->depth_mm <= to_mm) {
    last->from = kInjectate;  // bone under the fluid
    borders.insert(borders.erase(first, last), in);
    return;
  }
  const Border out{to_mm, kInjectate, tissue_on(path, to_mm), way.cosine(to_mm)};
  borders.insert(borders.erase(first, last), {in, out});
}

}  // namespace

void flood(const std::vector<Pool>& pools, const Ray& ray, const RayGround& ground, RayPath& path) {
  for (const auto& pool : pools) {
    if (!pool.sheet) continue;
    const FluidWay way{pool.sheet.get(), pool.level, &ray, &ground.reference_from_probe};
    const double near = (ground.reference_from_probe.inverse() * pool.sheet->from_mm() -
                         ray.origin_mm.cast<double>())
                            .dot(ray.direction.cast<double>());
    const float end = std::min(ray.depth_mm(), static_cast<float>(near + FluidSheet::kReach_mm));
    float depth = std::max(0.0F, static_cast<float>(near - FluidSheet::kReach_mm));
    float from = -1.0F, before = 0.0F;
    for (float step = kStep_mm; depth < end; depth += step) {
      const float distance = way.distance(depth);
      // Between the last place and this one the face divides in their ratio.
      const float face =
          depth - (distance == before ? 0.0F : step * distance / (distance - before));
      if (distance < 0.0F && from < 0.0F) from = std::clamp(face, 0.0F, depth);
      if (distance >= 0.0F && from >= 0.0F) {
        drown(way, from, std::max(face, from), path);
        from = -1.0F;
      }
      before = distance;
      step = std::max(kStep_mm, 0.6F * std::abs(distance));
    }
  }
}

}  // namespace echolance
