// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace echolance {

/// How a run of the real program ended.
struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

inline std::string quoted(const std::string& text) {
  return fmt::format("'{}'", text);
}

/// Runs the program as a user does: `arguments` go through the shell, in the project's folder.
inline Outcome run_program(const TemporaryFolder& folder, const std::string& arguments) {
  const std::string command =
      fmt::format("cd '" ECHOLANCE_SOURCE_DIR "' && '" ECHOLANCE_BINARY "' {} >'{}' 2>'{}'",
                  arguments, folder.path("stdout"), folder.path("stderr"));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder.path("stdout")),
          read_text(folder.path("stderr"))};
}

/// A failure the user can act on: one line, and the code for bad input.
inline void expect_one_sentence(const Outcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::StartsWith("echolance: "));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

}  // namespace echolance
