// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <span>
#include <string_view>

#include "core/error.hpp"
#include "core/frame.hpp"

namespace echolance {

/// Several named poses joined to one: points move from the last name to the first.
struct ChainedPose {
  Eigen::Matrix4d to_from = Eigen::Matrix4d::Identity();
  PoseStatus status = PoseStatus::kOk;  ///< the worst along the way; only kOk may be used
};

/// The shortest way from one named space to another through poses of one moment, each of which may
/// be gone in both directions. Example: ImageToProbe, ProbeToTracker and ReferenceToTracker give
/// chain_poses(poses, "Reference", "Image"). Where two poses have the same names the later counts,
/// so that what the user gives can follow what the file has. Affine, not checked for rigidity (Plus
/// keeps the pixel scale in ImageToProbe); mm, or px for an Image that counts pixels.
/// kNoData, naming the spaces there are, where no chain joins the two; kInvalidGeometry where a
/// matrix has to be inverted and cannot be. Deterministic.
[[nodiscard]] Result<ChainedPose> chain_poses(std::span<const NamedPose> poses, std::string_view to,
                                              std::string_view from);

}  // namespace echolance
