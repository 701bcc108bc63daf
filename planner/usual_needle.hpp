// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "planner/procedure.hpp"

namespace echolance {

/// What the catalogue says of the procedure's first needle. Of a range of gauges the thickest,
/// which shows best and bends least; of a range of lengths the longest, which reaches; a Tuohy tip
/// where it says so. What it does not say is as in PlanNeedle{}: 22G, 90 mm, Quincke.
[[nodiscard]] PlanNeedle usual_needle(const Procedure& procedure);

/// "22G:90:quincke", as plan_needle_from_text() reads it.
[[nodiscard]] std::string needle_text(const PlanNeedle& needle);

struct ChosenNeedle {
  PlanNeedle needle;
  PlanNeedleFrom from = PlanNeedleFrom::kUser;
};
/// The user's, or, where the text is empty, the procedure's usual one. The errors of
/// plan_needle_from_text().
[[nodiscard]] Result<ChosenNeedle> choose_needle(const std::string& text,
                                                 const Procedure& procedure);

}  // namespace echolance
