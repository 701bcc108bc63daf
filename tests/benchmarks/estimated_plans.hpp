// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "planner/catalogue.hpp"
#include "session/plan_case.hpp"

namespace echolance {

/// Every procedure that ultrasound can see, on each side, with a 22G needle of 120 mm.
[[nodiscard]] std::vector<PlanTask> tasks_of(const ProcedureCatalogue& catalogue);

/// Plans on landmarks and bones that were fitted to simulated tracked sweeps, judged against the
/// true anatomy: how many are found, what the best way breaks, how far its end is from the true
/// target. Prints a table; returns an exit code.
int measure_estimated_plans(int patients, std::uint64_t first_seed);

}  // namespace echolance
