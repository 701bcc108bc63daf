// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "planner/approach_rules.hpp"
#include "planner/scene.hpp"
#include "simulation/probe.hpp"

namespace echolance {

// All in the body's axes: x left, y posterior, z cranial, mm.

/// The probe of this name; without one a curved probe for deep targets, a linear one for others.
/// kInvalidOption for an unknown name.
[[nodiscard]] Result<ProbeModel> probe_for(const std::string& name, double depth_mm);

/// Its face and picture, not placed yet; the picture reaches a little deeper than `depth_mm`.
[[nodiscard]] ProbeFace probe_face(const ProbeModel& model, double depth_mm);

/// Directions on the back in words, seen from a target: lateral and medial, near the midline left
/// and right; cranial, caudal.
[[nodiscard]] std::vector<NamedDirection> body_compass(const Eigen::Vector3d& target_mm);

/// What is asked of a body's surface; both empty beside the body.
struct SkinSurface {
  /// From a place in the body back along the beam to the skin, mm.
  std::function<std::optional<double>(const Eigen::Vector3d& place_mm, const Eigen::Vector3d& beam)>
      depth_mm;
  /// Into the body, at the skin over a place.
  std::function<std::optional<Eigen::Vector3d>(const Eigen::Vector3d& place_mm)> inwards;
};

/// Which places of the probe are tried; all combinations.
struct ProbeSteps {
  double turn_deg = 15.0;  ///< about the beam, all round
  std::vector<double> slides = {0.0, 0.3, -0.3, 0.6, -0.6, 0.9, -0.9};  ///< of half the picture
  std::vector<double> tilts_deg = {0.0, 10.0, -10.0, 20.0, -20.0};  ///< the beam out of its plane
  std::vector<double> rocks_deg = {0.0, 15.0, -15.0};               ///< within its plane
};

/// What is to be seen, and how it is usually looked at.
struct ProbeAim {
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d beam = -Eigen::Vector3d::UnitY();  ///< square to the skin over the target
  ProbeView view = ProbeView::kEither;
  std::vector<NamedDirection> compass;
};

/// Places of a probe whose picture has the target: `face` gives its size. Across the body and along
/// it come first, straight and with the target in the middle before turned (`turn_deg`), slid,
/// tilted and rocked; with words for each and how usual it is: 1 in the procedure's view, less by
/// 1/120 per degree that it is turned away from it, 1/60 per degree of tilt and rock, and 0.8 times
/// the square of the slide; multiplied. The middle of the face lies on the skin; places where the
/// probe would lean more than 30 deg against the skin are left out (it loses contact there).
/// Deterministic. Source: ours; CLINICAL 1 for the views.
[[nodiscard]] std::vector<ProbeFace> probe_places(const ProbeFace& face, const ProbeAim& aim,
                                                  const SkinSurface& skin,
                                                  const ProbeSteps& steps = {});

}  // namespace echolance
