// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/outcome.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace echolance {

int report_error(const Error& error) {
  fmt::print(stderr, "echolance: {}\n", error.text());
  return kExitBadInput;
}

void report_warnings(const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) fmt::print(stderr, "echolance: warning: {}\n", warning);
}

void print_result(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace echolance
