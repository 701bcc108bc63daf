// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/outcome.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace echolance {

void print_message(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

int report_error(const Error& error) {
  print_message(fmt::format("echolance: {}\n", error.text()));
  return kExitBadInput;
}

void report_warnings(const std::vector<std::string>& warnings) {
  for (const auto& warning : warnings) {
    print_message(fmt::format("echolance: warning: {}\n", warning));
  }
}

int print_result(const std::string& text) {
  errno = 0;
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if ((whole && std::fflush(stdout) == 0) || errno == EPIPE) return kExitOk;
  print_message(
      fmt::format("echolance: standard output cannot be written ({}); check where it is "
                  "sent to\n",
                  std::strerror(errno)));
  return kExitBadInput;
}

}  // namespace echolance
