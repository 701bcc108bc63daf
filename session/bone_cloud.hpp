// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "core/bone_surface.hpp"

namespace echolance {

/// A point of the bone surface in a tracked space.
struct CloudPoint {
  Eigen::Vector3f point_mm;
  Eigen::Vector3f normal;  ///< unit, towards the probe
  float confidence = 0.0F;
  std::int32_t frame = 0;
};

/// Adds a frame's bone surface; `space_from_pixel` takes (column, row, 0, 1) to mm.
void add_to_cloud(const BoneSurface& bone, const Eigen::Matrix4d& space_from_pixel,
                  std::int64_t frame, std::vector<CloudPoint>& cloud);

/// The points as PLY text: x y z (mm), nx ny nz, confidence, frame. Read by MeshLab, CloudCompare,
/// ParaView and VTK.
[[nodiscard]] std::string cloud_ply(const std::vector<CloudPoint>& cloud, const std::string& space);

/// Bare points as PLY text; `what` says what they are.
[[nodiscard]] std::string points_ply(const Eigen::Matrix3Xf& points_mm, const std::string& what);

}  // namespace echolance
