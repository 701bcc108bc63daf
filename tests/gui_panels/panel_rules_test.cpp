// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/rules/source_files.hpp"

// House rules of panels (STYLE 1.9): they know ImGui and what session offers, never the window,
// OpenGL or VTK; a panel is one file of at most 300 lines without state of its own.
namespace echolance {
namespace {

std::vector<SourceFile> panels() {
  std::vector<SourceFile> files;
  for (auto& file : source_files({"gui"})) {
    if (file.path.starts_with("gui/panels/")) files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> forbidden(const SourceFile& file) {
  static const std::regex include("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  static const std::regex own_state(
      "^\\s*(static|thread_local)\\s+(?!const|constexpr|_cast).*[;={].*");
  static const std::regex allowed(
      "(gui/panels|session|planner|imaging|core|Eigen)/.*|imgui(_stdlib)?\\.h|fmt/.*|"
      "opencv2/core.*|[a-z_0-9]+|tl/expected.hpp");
  std::vector<std::string> found;
  for (const auto& line : file.lines) {
    std::smatch match;
    if (std::regex_match(line, match, include) && !std::regex_match(match[1].str(), allowed)) {
      found.push_back(file.path + ": " + line);
    }
    if (std::regex_match(line, own_state)) found.push_back(file.path + ": " + line);
  }
  return found;
}

TEST(PanelRules, PanelsKnowNeitherWindowNorSceneAndKeepNothing) {
  const auto files = panels();
  ASSERT_GT(files.size(), 20U);
  for (const auto& file : files) EXPECT_THAT(forbidden(file), testing::IsEmpty());
}

TEST(PanelRules, TheTestItselfSeesWhatIsForbidden) {
  const auto found = [](const char* line) {
    return forbidden({"gui/panels/a.cpp", {line}}).size();
  };
  EXPECT_EQ(found("#include <GLFW/glfw3.h>"), 1U);
  EXPECT_EQ(found("#include <vtkActor.h>"), 1U);
  EXPECT_EQ(found("#include \"gui/scene/space_scene.hpp\""), 1U);
  EXPECT_EQ(found("  static int pressed = 0;"), 1U);
  EXPECT_EQ(found("#include \"session/replay.hpp\""), 0U);
  EXPECT_EQ(found("  static_cast<int>(a);"), 0U);
}

TEST(PanelRules, APanelIsOneShortFile) {
  for (const auto& file : panels()) {
    const bool panel = file.path.ends_with("_panel.cpp");
    EXPECT_LE(file.lines.size(), panel ? 300U : 400U) << file.path;
    EXPECT_EQ(file.lines.at(1), "// SPDX-License-Identifier: Apache-2.0") << file.path;
  }
}

}  // namespace
}  // namespace echolance
