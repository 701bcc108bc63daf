// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>

#include "planner/trajectory_search.hpp"

namespace echolance {

/// Signed distance to bone, mm.
using BoneShape = std::function<double(const Eigen::Vector3d& place_mm)>;

/// A picture 100 mm wide and 60 mm deep under flat skin (y = 0) with a linear face of 30 mm about
/// x = 0; x from -50 to 50. Entries every 0.5 mm.
[[nodiscard]] PlanScene flat_picture(const BoneShape& bone);

/// A block of 120 x 60 x 120 mm under flat skin (y = 0), x and z from -60 to 60; the probe's face
/// at the origin looks along +y, its picture along x. Entries every 2 mm.
[[nodiscard]] PlanScene flat_block(const BoneShape& bone);

/// Nothing there.
[[nodiscard]] double no_bone(const Eigen::Vector3d& place_mm);

/// A wall 2 mm thick at this depth with a slit along z of this width about x = `slit_x_mm`.
[[nodiscard]] BoneShape wall_with_slit(double depth_mm, double slit_x_mm, double width_mm);

/// A target in soft tissue, any angle from 10 to 80 deg, 22G 90 mm.
[[nodiscard]] PathRequest request_for(const Eigen::Vector3d& target_mm);

}  // namespace echolance
