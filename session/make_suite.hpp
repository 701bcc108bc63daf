// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "session/run_simulate.hpp"
#include "session/suite_file.hpp"
#include "simulation/accuracy_suite.hpp"

namespace echolance {

/// What one run of `echolance suite` is asked to do.
struct SuiteRequest {
  std::string folder;
  SuiteChoice choice;
  std::string program_version;
  std::vector<std::pair<std::string, std::string>> options;  ///< as given, for suite.json
};

/// How a caller watches and stops work on a suite.
struct SuiteHooks {
  /// Before each sequence: its name, its number from 1, and how many there are.
  std::function<void(const std::string& name, std::size_t number, std::size_t count)> sequence;
  TrackHooks frames;  ///< within a sequence; stop_requested ends all
};

/// Simulates the sequences of the suite into a folder, and suite.json, which lists those that are
/// whole. The folder is new, empty, or holds a suite begun by the same program with the same
/// options: then what is there is kept and the rest is made. The errors of run_simulate;
/// kCannotWrite where the folder holds other things, kInvalidOption where it holds another suite.
[[nodiscard]] Result<SuiteFile> make_suite(const SuiteRequest& request,
                                           const SuiteHooks& hooks = {});

}  // namespace echolance
