// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>

#include "core/error.hpp"
#include "simulation/patient.hpp"
#include "simulation/probe.hpp"
#include "simulation/procedure_table.hpp"

namespace echolance {

/// How a target is to be seen and reached.
struct ApproachRequest {
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();  ///< Reference
  ScanPlane plane = ScanPlane::kTransverse;
  double turn_rad = 0.0;   ///< of the picture about the beam
  double from = -1.0;      ///< the needle comes from the picture's left (-1) or right (+1)
  double angle_rad = 0.6;  ///< of the needle to the face; the nearest in the range that is free
  double least_angle_rad = 0.3;
  double most_angle_rad = 1.1;
  double beyond_mm = 0.0;        ///< the tip goes this far beyond the target
  double plane_offset_mm = 0.0;  ///< of the needle beside the picture plane
  double plane_angle_rad = 0.0;  ///< its way is turned by this about the beam through the target
};

/// A probe on the skin and a needle's way beside it; Reference, mm.
struct Approach {
  Eigen::Isometry3d reference_from_probe = Eigen::Isometry3d::Identity();
  Eigen::Vector3d down = -Eigen::Vector3d::UnitY();  ///< the beam
  Eigen::Vector3d target_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d entry_mm = Eigen::Vector3d::Zero();  ///< on the skin
  Eigen::Vector3d goal_mm = Eigen::Vector3d::Zero();   ///< where the tip ends: bone may stop it
  double angle_rad = 0.0;
  double target_depth_mm = 0.0;  ///< under the probe's face
  double miss_mm = 0.0;          ///< target to goal, less beyond_mm
};

/// The probe stands on the skin over the target, the target in its plane and so far to the side
/// that the needle enters next to the face. Of the angles allowed, the one nearest to the wish
/// whose way is free of bone; the best there is where none is. kNoData without skin over the
/// target; kInvalidGeometry where the target lies on the skin. Deterministic.
[[nodiscard]] Result<Approach> plan_approach(const Patient& patient, const ProbeModel& probe,
                                             const ApproachRequest& request);

}  // namespace echolance
