// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <optional>
#include <vector>

#include "imaging/shape_basis.hpp"
#include "imaging/surface_points.hpp"

namespace echolance {

/// What is known of the pose beforehand.
struct PoseHint {
  /// The direction in the data that points out of the back, roughly (within 45 degrees): that
  /// towards the probe. Empty: nothing is known.
  std::optional<Eigen::Vector3d> posterior;
};

/// A pose that might be right.
struct PoseGuess {
  Eigen::Isometry3d model_from_data = Eigen::Isometry3d::Identity();
  double cost_mm2 = 0.0;  ///< mean capped squared distance with a price for turned normals
};

/// Looks for poses of the mean shape by brute force: rotations all over (or about the hint), the
/// data's middle on the middle of several parts of the body, each relaxed by a few rounds of
/// trimmed closest points; the best are relaxed with more points. Never mirrored. Best first, each
/// at least 12 mm from all better ones. Deterministic.
[[nodiscard]] std::vector<PoseGuess> guess_poses(const ShapeBasis& basis, const SurfacePoints& data,
                                                 const PoseHint& hint, int count);

/// Root mean square distance of the model's marks under the two poses, mm.
[[nodiscard]] double apart_mm(const ShapeModel& model, const Eigen::Isometry3d& a,
                              const Eigen::Isometry3d& b);

}  // namespace echolance
