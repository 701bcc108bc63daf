// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/usual_needle.hpp"

#include <fmt/format.h>

#include <cmath>

namespace echolance {

PlanNeedle usual_needle(const Procedure& procedure) {
  PlanNeedle needle;
  if (procedure.needles.empty()) return needle;
  const NeedleChoice& first = procedure.needles.front();
  if (first.gauge) {
    // A smaller number is a thicker needle.
    const double gauge = first.gauge->usual.value_or(
        first.gauge->low.value_or(first.gauge->high.value_or(needle.model.gauge)));
    const auto model = needle_from_gauge(fmt::format("{:.0f}G", gauge));
    if (model) needle.model = *model;
  }
  if (first.length) {
    needle.length_mm = first.length->usual.value_or(
        first.length->high.value_or(first.length->low.value_or(needle.length_mm)));
  }
  if (first.tip && first.tip->value == "Tuohy") needle.tip = NeedleTip::kTuohy;
  return needle;
}

std::string needle_text(const PlanNeedle& needle) {
  return fmt::format("{}G:{:g}:{}", needle.model.gauge, needle.length_mm, to_string(needle.tip));
}

Result<ChosenNeedle> choose_needle(const std::string& text, const Procedure& procedure) {
  if (text.empty()) return ChosenNeedle{usual_needle(procedure), PlanNeedleFrom::kProcedure};
  return plan_needle_from_text(text).map([](const PlanNeedle& needle) {
    return ChosenNeedle{needle, PlanNeedleFrom::kUser};
  });
}

}  // namespace echolance
