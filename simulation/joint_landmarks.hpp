// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/bone_plan.hpp"
#include "simulation/sacrum_size.hpp"
#include "simulation/skeleton.hpp"

namespace echolance {

/// Middles of the interlaminar windows "t12_l1_window" to "l5_s1_window", halfway between the
/// edges of two laminae in the midline; Reference.
[[nodiscard]] std::vector<NamedPoint> window_landmarks(const LumbarSpine& spine);

/// The back opening of the sacroiliac cleft on one side (+1 left) at the level of the first
/// ("si_joint_upper") and second sacral foramen ("si_joint_lower"): the rearmost place that is half
/// a gap from the sacrum and would be ilium without the joint. Not on bone.
[[nodiscard]] std::vector<NamedPoint> sacroiliac_landmarks(
    const SacrumSize& size, const Eigen::Isometry3d& reference_from_pelvis, const Solid& sacrum,
    const BonePlan& ilium, double side);

}  // namespace echolance
