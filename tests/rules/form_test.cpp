// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/rules/source_files.hpp"

// House rules that a machine can check (STYLE 1.4).
namespace echolance {
namespace {

constexpr std::size_t kMostLines = 400;
constexpr std::size_t kMostTestLines = 500;

std::vector<SourceFile> all_files() {
  return source_files(
      {"core", "imaging", "planner", "simulation", "tracking", "session", "gui", "cli", "tests"});
}

TEST(Form, EveryFileOpensWithTheTwoLicenceLines) {
  for (const auto& file : all_files()) {
    ASSERT_GE(file.lines.size(), 2U) << file.path;
    EXPECT_EQ(file.lines[0], "// SPDX-FileCopyrightText: The Echolance authors") << file.path;
    EXPECT_EQ(file.lines[1], "// SPDX-License-Identifier: Apache-2.0") << file.path;
  }
}

TEST(Form, FilesFitTheirLimit) {
  for (const auto& file : all_files()) {
    EXPECT_LE(file.lines.size(), file.folder() == "tests" ? kMostTestLines : kMostLines)
        << file.path;
  }
}

TEST(Form, HeadersAreGuardedAndOpenNoNamespace) {
  for (const auto& file : all_files()) {
    if (!file.path.ends_with(".hpp")) continue;
    EXPECT_THAT(file.lines, testing::Contains("#pragma once")) << file.path;
    EXPECT_THAT(file.lines, testing::Each(testing::Not(testing::StartsWith("using namespace"))))
        << file.path;
  }
}

}  // namespace
}  // namespace echolance
