// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "planner/plan_json.hpp"
#include "planner/robustness.hpp"
#include "planner/trajectory_search.hpp"
#include "session/plan_case.hpp"

namespace echolance {

/// What one run of `echolance plan` is asked to do, the case aside.
struct PlanRun {
  PlanTask task;
  std::string out_dir;  ///< see ResultsFolder for what is accepted
  std::string program_version;
  std::string input_path;
  std::string input_sha256;
  std::string injectate;                ///< as parse_injectate() reads it; empty: none
  std::optional<double> target_std_mm;  ///< instead of the case's
  double tolerance_mm = 2.0;
  SearchOptions search;
};

/// A plan with all that is said and drawn of it.
struct PlanResults {
  Plan plan;
  SearchResult search;
  PlanNotes notes;
};

/// The procedure's evidence card, statement by statement; never empty.
[[nodiscard]] std::vector<std::string> evidence_lines(const Procedure& procedure);

/// What is asked of a way of this case.
[[nodiscard]] PathRequest path_request(const PlanCase& plan_case, const PlanRun& run);

/// Searches the case, estimates how robust the best way and the alternatives are, and adds the
/// procedure's evidence card and the injectate's check; writes nothing. That nothing is feasible is
/// no error: the plan says what to change. The errors of search_trajectories and parse_injectate.
[[nodiscard]] Result<PlanResults> plan_results(const PlanCase& plan_case, const PlanRun& run);

/// Writes plan.json, plan.mrk.json and plan.png (docs/files.md) into the folder (see ResultsFolder
/// for what is accepted), each in one step. kCannotWrite.
[[nodiscard]] Result<void> write_plan(const PlanCase& plan_case, const PlanResults& results,
                                      const std::string& out_dir);

/// plan_results() and write_plan() in turn.
[[nodiscard]] Result<PlanResults> run_plan(const PlanCase& plan_case, const PlanRun& run);

enum class PlanDetail : std::uint8_t { kShort, kExplain };

/// For people.
[[nodiscard]] std::string plan_text(const PlanResults& results, PlanDetail detail);

}  // namespace echolance
