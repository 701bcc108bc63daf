// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "planner/path_check.hpp"

namespace echolance {

/// All that was judged, in the same order.
struct JudgedWays {
  std::span<const Candidate> candidates;
  std::span<const PathVerdict> verdicts;
};

/// The name of the direction in which this place lies from the probe's middle, of the scene's
/// compass.
[[nodiscard]] const std::string& region_of(const PathJudge& judge, const Eigen::Vector3d& place_mm);

/// "bone before the target".
[[nodiscard]] const char* stop_phrase(Stop stop);

/// Why a way is rejected, in words: "meets bone at 21 mm of 48 mm".
[[nodiscard]] std::string stop_words(const PathJudge& judge, const Candidate& candidate,
                                     const PathVerdict& verdict);

/// For each direction of the compass how many ways are feasible and what stops the others: the
/// commonest limit, or, where none is feasible, that of the way that comes nearest.
[[nodiscard]] std::vector<RegionVerdict> judge_regions(const PathJudge& judge,
                                                       const JudgedWays& ways);

/// What to change where nothing is feasible, in sentences, each tried: moves and turns of the
/// probe, longer needles, wider angles. At least one sentence, always.
[[nodiscard]] std::vector<std::string> find_remedies(const PathJudge& judge,
                                                     std::span<const Candidate> candidates,
                                                     const Candidate& nearest);

}  // namespace echolance
