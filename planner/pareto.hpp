// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "planner/path_check.hpp"

namespace echolance {

/// Of these feasible verdicts, given by their indices, those that no other beats: at least as good
/// in every term and better in one. Terms are compared in steps of 0.05, and of equals the one of
/// the highest score (then the lowest index) stands for all. By score, best first. Deterministic.
[[nodiscard]] std::vector<std::size_t> pareto_front(std::span<const PathVerdict> verdicts,
                                                    std::span<const std::size_t> feasible);

}  // namespace echolance
