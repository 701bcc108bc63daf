// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"

namespace echolance {

/// Sentences that go with a plan into its file: evidence, injectate, what the tool is not.
struct PlanNotes {
  std::string notice;                 ///< what every export says
  std::vector<std::string> evidence;  ///< of the procedure, dated
  std::vector<std::string> injectate;
};

/// plan.json (docs/files.md), schema version Plan::kSchemaVersion.
[[nodiscard]] std::string plan_json(const Plan& plan, const PlanNotes& notes = {});

/// The other way round; notes are left out. kDamagedFile where it is no JSON or a key is missing or
/// wrong (named), kUnsupportedFormat for another schema or a newer version, kInvalidGeometry for
/// structures that are none.
[[nodiscard]] Result<Plan> parse_plan(std::string_view text);

}  // namespace echolance
