// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <vector>

#include "simulation/displacement_field.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {

/// One ray of one slice, in space Probe. A slice is bent: its distance from the picture's plane
/// follows the beam, narrow at the lens' focus.
struct Ray {
  Eigen::Vector3f origin_mm;
  Eigen::Vector3f direction;               ///< unit
  const float* slice_offset_mm = nullptr;  ///< z by sample
  float sample_mm = 0.1F;
  int samples = 0;

  [[nodiscard]] float depth_mm() const { return static_cast<float>(samples - 1) * sample_mm; }
  [[nodiscard]] Eigen::Vector3f at(float depth_mm) const {
    Eigen::Vector3f point = origin_mm + depth_mm * direction;
    const int sample = std::min(static_cast<int>(depth_mm / sample_mm), samples - 1);
    point.z() += slice_offset_mm[sample];
    return point;
  }
};

/// Where a ray goes from one tissue into another.
struct Border {
  float depth_mm = 0.0F;
  Tissue from = Tissue::kOutside;
  Tissue to = Tissue::kOutside;
  float cosine = 1.0F;  ///< between ray and border normal, 0..1
};

struct RayPath {
  Tissue first = Tissue::kOutside;
  std::vector<Border> borders;  ///< by depth
};

/// The ground a ray walks on: tissue at rest, seen from the probe.
struct RayGround {
  const TissueVolume* volume = nullptr;
  Eigen::Isometry3d reference_from_probe = Eigen::Isometry3d::Identity();
  const DisplacementField* displacement = nullptr;  ///< nothing: at rest
};

/// A place on the ray, in the volume (Reference, before anything moved).
[[nodiscard]] Eigen::Vector3d place_at_rest(const RayGround& ground, const Ray& ray,
                                            float depth_mm);

/// Walks by sphere tracing: each step is as long as the border is away. Stops behind the first
/// bone. `path` is overwritten and keeps its memory. Cost: 20 to 100 looks into the volume.
void walk_ray(const RayGround& ground, const Ray& ray, RayPath& path);

[[nodiscard]] inline bool is_bone(Tissue tissue) {
  return tissue == Tissue::kCorticalBone || tissue == Tissue::kTrabecularBone;
}

}  // namespace echolance
