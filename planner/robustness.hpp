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

struct RobustnessOptions {
  ErrorSizes errors;
  DrawBending bending = DrawBending::kYes;
  int draws = 1000;
  std::uint64_t seed = 1;
};

/// Draws ways about a planned one and counts how often they stay clear and end within the
/// tolerance. On bone the depth is felt: there only the distance beside the way counts. The
/// intervals are Wilson's. Deterministic for a seed. kInvalidOption for errors that are negative
/// or above 50 mm or 0.8 rad, or draws that are not 1 to 1000000. Source: ours.
[[nodiscard]] Result<PathRobustness> estimate_robustness(const PathJudge& judge,
                                                         const AnyTrajectory& way,
                                                         const RobustnessOptions& options = {});

}  // namespace echolance
