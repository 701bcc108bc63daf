// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// Exit codes of the program (DESIGN 6).
enum ExitCode : int {
  kExitOk = 0,
  kExitTargetNotMet = 1,  ///< ran, but a --require target was not met
  kExitBadInput = 2,      ///< a file, folder or flag we cannot work with
  kExitOurFailure = 3,
};

/// To stderr; nothing happens where there is none.
void print_message(const std::string& text);

/// "echolance: SENTENCE" on stderr; the exit code for it.
int report_error(const Error& error);

/// "echolance: warning: SENTENCE" on stderr for each.
void report_warnings(const std::vector<std::string>& warnings);

/// To stdout, where results go. kExitBadInput, and a message, where it cannot be written; a reader
/// that went away is no failure.
[[nodiscard]] int print_result(const std::string& text);

}  // namespace echolance
