// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulation/scenario.hpp"

namespace echolance {

/// What of the accuracy suite is wanted.
struct SuiteChoice {
  std::uint64_t seed = 0;         ///< another seed: other patients, hands and noise, same cases
  std::vector<std::string> only;  ///< cases whose name contains one of these; empty: all
  std::optional<int> frames;      ///< instead of the case's
  std::optional<int> size_px;
  std::optional<int> lines;
  std::optional<double> tissue_spacing_mm;
};

/// One sequence of the suite: a scenario script (docs/scenario.md) whose labels are its strata.
struct SuiteCase {
  std::string name;
  std::string script;
};

/// Reads cases in the form of simulation/data/suite.json. kDamagedFile; kInvalidOption where no
/// case fits the choice.
[[nodiscard]] Result<std::vector<SuiteCase>> parse_suite(std::string_view text,
                                                         const SuiteChoice& choice);
/// The cases built into the program.
[[nodiscard]] Result<std::vector<SuiteCase>> suite_cases(const SuiteChoice& choice);

/// The case's scenario; where a drawn patient does not allow it (no free way, needle too short) on
/// the next patient that does. The error of the last one tried.
[[nodiscard]] Result<Scenario> suite_scenario(const SuiteCase& suite_case);

}  // namespace echolance
