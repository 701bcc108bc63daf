// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "planner/scene.hpp"
#include "simulation/probe.hpp"

namespace echolance {

// All in the body's axes: x left, y posterior, z cranial, mm.

/// The probe of this name; without one a curved probe for deep targets, a linear one for others.
/// kInvalidOption for an unknown name.
[[nodiscard]] Result<ProbeModel> probe_for(const std::string& name, double depth_mm);

/// Its face and picture, not placed yet; the picture reaches a little deeper than `depth_mm`.
[[nodiscard]] ProbeFace probe_face(const ProbeModel& model, double depth_mm);

/// Where the probe may stand so that it shows a target `depth_mm` along `beam` (unit, into the
/// body): across the body and along it; the target in the middle of the picture or beside it.
[[nodiscard]] std::vector<ProbeFace> probe_places(const ProbeFace& face,
                                                  const Eigen::Vector3d& target_mm,
                                                  const Eigen::Vector3d& beam, double depth_mm);

/// Directions on the back in words, seen from a target: lateral and medial, near the midline left
/// and right; cranial, caudal.
[[nodiscard]] std::vector<NamedDirection> body_compass(const Eigen::Vector3d& target_mm);

}  // namespace echolance
