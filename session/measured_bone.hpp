// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <vector>

#include "core/error.hpp"
#include "planner/distance_map.hpp"
#include "session/measured_anatomy.hpp"

namespace echolance {

/// Distances to bone over a box: the fitted bones, and the points that were seen as far as they
/// belong to them (within 4 mm). What was seen elsewhere is left out: of the detector's surest
/// points about a tenth are no bone. Bone is taken to be thicker by the fit's error, up to 1 mm;
/// not near the target, which is as far off as the bone beside it. The errors of
/// distance_map_of_mask. Deterministic.
[[nodiscard]] Result<DistanceMap> measured_bone_map(const MeasuredAnatomy& anatomy,
                                                    const Eigen::AlignedBox3d& box_mm,
                                                    const Eigen::Vector3d& target_mm);

/// How well the bones about a way are known.
struct SeenBone {
  int places = 0;       ///< of the fitted bones' surface, about 2 mm apart, near and facing the way
  int seen = 0;         ///< of them, with a point of the sweep beside them
  int unexplained = 0;  ///< points of the sweep close to the way that lie off the fitted bones
};

/// Looks along ways; prepared once.
class BoneAboutWays {
 public:
  explicit BoneAboutWays(const MeasuredAnatomy& anatomy);
  [[nodiscard]] SeenBone about(const Eigen::Vector3d& entry_mm,
                               const Eigen::Vector3d& end_mm) const;

 private:
  SurfacePoints surface_;
  std::vector<bool> seen_;  // of the surface
  Eigen::Matrix3Xf unexplained_mm_;
};

}  // namespace echolance
