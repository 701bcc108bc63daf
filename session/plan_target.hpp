// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>

#include "core/error.hpp"
#include "session/plan_case.hpp"

namespace echolance {

/// A landmark of a case; mm in the body's axes (x left, y posterior, z cranial).
struct KnownPlace {
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
  double std_mm = 0.0;  ///< along each axis
};

/// The landmark of this name (docs/landmark_names.md), or why it is not known.
using PlaceOfLandmark = std::function<Result<KnownPlace>(const std::string& name)>;

struct PlanTarget {
  std::string name;
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
  double std_mm = 0.0;  ///< along each axis
};

/// Where the needle is to go: the task's own target, or the first point of the procedure: the mean
/// of its landmarks, shifted as the procedure says. Errors of landmarks of one fit go together, so
/// the mean's is taken to be as large as theirs (root mean square). The lookup's error;
/// kInvalidOption for an unknown level; kNoData where the procedure names no place.
[[nodiscard]] Result<PlanTarget> plan_target(const PlanTask& task, const PlaceOfLandmark& place_of);

}  // namespace echolance
