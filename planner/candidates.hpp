// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "planner/path_check.hpp"

namespace echolance {

/// Every way that is to be judged: from each place of the scene's skin that is not farther from the
/// target than 1.3 times the needle's length. In a picture: straight to the target, and at each
/// whole degree whose way passes the target within the tolerance. In space, and across a picture:
/// to the target and to eight places around it within the tolerance, square to the scene's first
/// beam. Wherever the probe stands they are the same. Deterministic; entries in the skin's order.
[[nodiscard]] std::vector<Candidate> make_candidates(const PlanScene& scene,
                                                     const PathRequest& request);

}  // namespace echolance
