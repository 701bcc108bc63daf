// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "simulation/scenario.hpp"

namespace echolance {

/// How a hand brings a needle to its goal.
struct NeedleCourse {
  std::string kind = "direct";  ///< direct, stepwise, withdraw (in and out), redirect
  double speed_mm_s = 10.0;     ///< mean of each push
  double start_s = 1.0;         ///< until then the tip rests above the skin
  double turn_rad = 0.08;       ///< redirect: the first try is off by this in the picture plane
};

/// The course as keys, ending at `goal` (or, withdraw, above the skin again). `out` is the
/// picture's normal in Reference. kInvalidOption for an unknown kind or a speed or start that makes
/// no sense.
[[nodiscard]] Result<std::vector<NeedleKey>> needle_course(const NeedlePlacement& goal,
                                                           const Eigen::Vector3d& out,
                                                           const NeedleCourse& course);

/// The placement redirected about its entry.
[[nodiscard]] NeedlePlacement redirected(const NeedlePlacement& placement,
                                         const Eigen::Vector3d& out, double turn_rad);

}  // namespace echolance
