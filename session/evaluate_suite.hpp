// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "session/evaluate.hpp"
#include "session/make_suite.hpp"

namespace echolance {

/// Which results to compare.
enum class SuiteResults {
  kTrack,  ///< track every sequence anew
  kReuse,  ///< take results that are there, track where there are none
};

struct EvaluateSuiteRequest {
  std::string folder;  ///< that `echolance suite` wrote
  std::string program_version;
  SuiteResults results = SuiteResults::kTrack;
};

/// The suite's table: figures by stratum, and the calibration of the confidence.
struct SuiteEvaluation {
  Evaluation evaluation;
  std::string text;  ///< the table for a person
};

/// Tracks every sequence as `echolance track` does, into FOLDER/results/NAME, compares with its
/// truth, and writes FOLDER/evaluation.json. Errors: those of read_suite, run_track and evaluate;
/// kNoData when stopped before the end.
[[nodiscard]] Result<SuiteEvaluation> evaluate_suite(const EvaluateSuiteRequest& request,
                                                     const SuiteHooks& hooks = {});

/// evaluation.json of a suite.
[[nodiscard]] std::string suite_evaluation_json(const SuiteEvaluation& evaluation,
                                                const EvaluateSuiteRequest& request);

}  // namespace echolance
