// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <algorithm>
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
  /// How far the slice lies from the picture's plane.
  [[nodiscard]] float offset_mm(float depth_mm) const {
    return slice_offset_mm[std::min(static_cast<int>(depth_mm / sample_mm), samples - 1)];
  }
  [[nodiscard]] Eigen::Vector3f at(float depth_mm) const {
    Eigen::Vector3f point = origin_mm + depth_mm * direction;
    point.z() += offset_mm(depth_mm);
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

/// The ground a ray walks on: tissue at rest, seen from the probe.
struct RayGround {
  const TissueVolume* volume = nullptr;
  Eigen::Isometry3d reference_from_probe = Eigen::Isometry3d::Identity();
  const DisplacementField* displacement = nullptr;  ///< nothing: at rest
};

/// A place on the ray, in the volume (Reference, before anything moved).
[[nodiscard]] Eigen::Vector3d place_at_rest(const RayGround& ground, const Ray& ray,
                                            float depth_mm);

/// Where the tissue on one scan line was at rest, in steps of the volume's grid: a table along the
/// line, for all slices, since tissue moves alike across the slice.
class LineAtRest {
 public:
  /// `ray`: any of the line's slices. Keeps its memory.
  void set(const RayGround& ground, const Ray& ray);
  [[nodiscard]] Eigen::Vector3f at(float depth_mm, float z_mm) const {
    const float place = depth_mm * per_mm_;
    const int low = std::clamp(static_cast<int>(place), 0, last_);
    const Eigen::Vector3f* step = &table_[static_cast<std::size_t>(low)];
    return step[0] + (place - static_cast<float>(low)) * (step[1] - step[0]) + z_mm * across_;
  }
  /// The ray's direction along the volume's axes.
  [[nodiscard]] const Eigen::Vector3f& direction() const { return direction_; }

 private:
  std::vector<Eigen::Vector3f> table_;
  float per_mm_ = 1.0F;
  int last_ = 0;
  Eigen::Vector3f across_;  ///< one mm along z of Probe
  Eigen::Vector3f direction_;
};

struct RayPath {
  LineAtRest line;  ///< set for the ray's line
  Tissue first = Tissue::kOutside;
  std::vector<Border> borders;  ///< by depth
};

/// Walks by sphere tracing: each step is as long as the border is away. Stops behind the first
/// bone. `path` keeps its memory and its line. Cost: 20 to 100 looks into the volume.
void walk_ray(const TissueVolume& volume, const Ray& ray, RayPath& path);

[[nodiscard]] inline bool is_bone(Tissue tissue) {
  return tissue == Tissue::kCorticalBone || tissue == Tissue::kTrabecularBone;
}

}  // namespace echolance
