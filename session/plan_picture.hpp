// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"
#include "session/plan_case.hpp"
#include "session/run_plan.hpp"

namespace echolance {

/// plan.png as bytes: the picture plane with bone (yellow), structures to avoid with the distance
/// asked for, the best way (green) with how far it may go astray, alternatives (blue), target and
/// tolerance (and that its landmark was accepted or placed by the user), and the skin shaded by
/// what stops ways that start there; in space beside it the skin seen along the beam. kCannotWrite
/// where the picture cannot be encoded.
[[nodiscard]] Result<std::string> plan_picture(const PlanCase& plan_case,
                                               const PlanResults& results);

}  // namespace echolance
