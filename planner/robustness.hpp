// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "planner/path_check.hpp"

namespace echolance {

/// How far hand, tracker and landmarks must be expected to be off: one standard deviation along
/// each axis.
struct ErrorSizes {
  double entry_mm = 1.5;        ///< of the entry, along the skin
  double angle_rad = 0.035;     ///< 2 deg, about each of two axes
  double landmark_mm = 2.0;     ///< of target, bone and structures against what is planned on
  double calibration_mm = 1.0;  ///< of the needle against the picture
};

/// Whether the needle's expected bending is drawn as well, to a random side.
enum class DrawBending : std::uint8_t { kYes, kNo };

/// What is corrected under way.
enum class Correction : std::uint8_t {
  kNone,    ///< nothing: entered and pushed as if blind
  kInView,  ///< what the picture shows: entry, angle, and bending within its plane
};

struct RobustnessOptions {
  ErrorSizes errors;
  Correction correction = Correction::kNone;
  DrawBending bending = DrawBending::kYes;
  int draws = 1000;
  std::uint64_t seed = 1;
};

/// Draws ways about a planned one and counts how often they stay clear and end within the
/// tolerance. Without correction that is far less often than under ultrasound: errors of entry and
/// angle alone put the tip 2.6 mm off along each axis after 60 mm. With Correction::kInView what is
/// left are the errors of target and calibration, and bending across the picture, which it does not
/// show; it holds only for a needle seen to its tip. On bone the depth is felt: there only the
/// distance beside the way counts. The intervals are Wilson's. Deterministic for a seed.
/// kInvalidOption for errors that are negative or above 50 mm or 0.8 rad, or draws that are not 1
/// to 1000000. Source: ours.
[[nodiscard]] Result<PathRobustness> estimate_robustness(const PathJudge& judge,
                                                         const AnyTrajectory& way,
                                                         const RobustnessOptions& options = {});

/// Both of them; `if_seen` where the way lies in the picture (10 deg) and is expected to show at
/// all. Same errors.
[[nodiscard]] Result<PathRobustness> estimate_all(const PathJudge& judge, const PlannedPath& path,
                                                  const RobustnessOptions& options = {});

}  // namespace echolance
