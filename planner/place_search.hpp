// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "planner/path_check.hpp"

namespace echolance {

/// The scene's probes: 0 is the judge's own, i the scene's more_probes[i - 1].
[[nodiscard]] PathJudge judge_at(const PathJudge& judge, std::size_t place);

/// Places at which some way may keep all limits, the one with the best way first; empty: at none.
/// What a way meets does not depend on the probe and is followed once for all places. Every
/// fifth way is looked at first (coarse) and decides where many of these are open; otherwise all
/// are (fine): an empty answer is final for these candidates. The same whatever the thread count.
/// Source: ours.
[[nodiscard]] std::vector<std::size_t> rank_places(const PathJudge& judge,
                                                   std::span<const Candidate> candidates);

/// The place where least is missing, among every n-th candidate.
[[nodiscard]] std::size_t least_hopeless_place(const PathJudge& judge,
                                               std::span<const Candidate> candidates);

}  // namespace echolance
