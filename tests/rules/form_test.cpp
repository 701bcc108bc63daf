// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
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

// The viewer shows sentences of these parts; what is to be typed stands in the remedies only
// (core/error.cpp). Not shown there: results and pages of the command line.
TEST(Form, SentencesThatTheViewerShowsNameNoFlags) {
  const std::regex flag("^.*\"[^\"]*--[a-z][^\"]*\".*$");
  const std::set<std::string> typed_only = {
      "core/error.cpp", "session/describe_recording.cpp", "session/overlay_video.cpp",
      "session/run_track.cpp", "session/track_results.cpp", "session/pipeline_option_list.cpp",
      "session/simulation_option_page.cpp",
      // Of a tool for developers: panel_pictures.
      "gui/panels/keys.cpp"};
  for (const auto& file : source_files({"core", "imaging", "planner", "tracking", "simulation",
                                        "session", "gui/panels", "gui/app"})) {
    if (typed_only.contains(file.path)) continue;
    for (const auto& line : file.lines) {
      EXPECT_FALSE(std::regex_match(line.substr(0, line.find("//")), flag))
          << file.path << ": " << line;
    }
  }
}

}  // namespace
}  // namespace echolance
