// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "simulation/implicit_shape.hpp"
#include "simulation/skeleton.hpp"

namespace echolance {

/// How a planned landmark becomes a point of the grown bone.
enum class LandmarkSnap {
  kFree,     ///< not on bone: taken as it is
  kNearest,  ///< moved to the nearest place of the bone's surface
  kAlong,    ///< first surface met along a direction
};

/// A landmark before the bone has its final surface; Reference.
struct PlannedLandmark {
  std::string name;
  Eigen::Vector3d point_mm;
  LandmarkSnap snap = LandmarkSnap::kNearest;
  Eigen::Vector3d along = Eigen::Vector3d::UnitY();
};

/// A bone as designed, before neighbours have cut their joint spaces into it; Reference.
struct BonePlan {
  std::string name;
  Solid solid;
  Eigen::AlignedBox3d box_mm;
  std::vector<PlannedLandmark> landmarks;
};

}  // namespace echolance
