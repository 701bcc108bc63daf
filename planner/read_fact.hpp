// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "planner/data_node.hpp"
#include "planner/fact.hpp"

namespace echolance {

/// Facts out of a data file: {"what", "value", "unit", "tag", "source", "note"}. All throw
/// DataProblem: a key missing or unknown, a sourced value without source, an unknown unit, a range
/// in disorder or negative.
[[nodiscard]] Provenance read_provenance(const DataNode& node);
[[nodiscard]] TextFact read_text_fact(const DataNode& node);
/// The value must be in one of `units` (as written: "mm", "deg", ...); "value" is a number or
/// {"low", "usual", "high"}.
[[nodiscard]] RangeFact read_range_fact(const DataNode& node,
                                        const std::vector<std::string>& units);
/// The text facts of a list; none where the key is not there.
[[nodiscard]] std::vector<TextFact> read_text_facts(const DataNode& owner, const std::string& key);
[[nodiscard]] std::vector<RangeFact> read_range_facts(const DataNode& owner, const std::string& key,
                                                      const std::vector<std::string>& units);

}  // namespace echolance
