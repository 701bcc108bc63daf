// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "session/metric.hpp"

namespace echolance {

/// What to compare.
struct EvaluateRequest {
  std::string results_dir;
  std::string truth_path;
  std::string program_version;
};

/// A results folder against truth: the accuracy table.
struct Evaluation {
  std::vector<Metric> metrics;        ///< needle, bone, landmarks; parts without truth are absent
  std::vector<std::string> warnings;  ///< one sentence each
};

/// Reads both, compares, and writes evaluation.json into the results folder.
/// Errors: those of read_truth and read_track_results; kNoData where images cannot be matched or
/// the pixel size is neither in the truth nor in the results; kCannotWrite.
[[nodiscard]] Result<Evaluation> evaluate(const EvaluateRequest& request);

/// evaluation.json.
[[nodiscard]] std::string evaluation_json(const Evaluation& evaluation,
                                          const EvaluateRequest& request);

/// The table for a person.
[[nodiscard]] std::string evaluation_text(const Evaluation& evaluation);

/// A target such as "needle_shaft_right_fraction>=0.9".
struct Target {
  enum class Kind { kAtLeast, kAtMost };
  std::string metric;
  Kind kind = Kind::kAtLeast;
  double limit = 0.0;
};

/// kInvalidOption unless it is NAME>=VALUE or NAME<=VALUE.
[[nodiscard]] Result<Target> parse_target(const std::string& text);

/// Whether the metric is there and meets the target; kInvalidOption for an unknown name.
[[nodiscard]] Result<bool> meets(const Evaluation& evaluation, const Target& target);

}  // namespace echolance
