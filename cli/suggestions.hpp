// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace echolance {

/// One sentence for a command line that was not understood: names the unknown flag or command and
/// the nearest known one, or else says what the parser says.
[[nodiscard]] std::string explain_usage_error(const CLI::App& app,
                                              const std::vector<std::string>& arguments,
                                              const CLI::ParseError& error);

}  // namespace echolance
