// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <regex>
#include <set>

#include "tests/rules/source_files.hpp"

// Includes point one way (DESIGN 2): core <- imaging <- tracking <- session <- cli, and core <-
// planner <- session.
namespace echolance {
namespace {

const std::map<std::string, std::set<std::string>>& allowed_folders() {
  static const std::map<std::string, std::set<std::string>> allowed = {
      {"core", {"core"}},
      {"imaging", {"core", "imaging"}},
      {"tracking", {"core", "imaging", "tracking"}},
      {"planner", {"core", "planner"}},
      {"simulation", {"core", "imaging", "simulation"}},
      {"session", {"core", "imaging", "tracking", "planner", "simulation", "session"}},
      {"gui/scene", {"core", "gui/scene"}},
      {"gui/panels",
       {"core", "imaging", "tracking", "planner", "simulation", "session", "gui/panels"}},
      {"gui/app",
       {"core", "imaging", "tracking", "planner", "simulation", "session", "gui/panels",
        "gui/scene", "gui/app"}},
      {"cli",
       {"core", "imaging", "tracking", "planner", "simulation", "session", "gui/scene", "gui/app",
        "cli"}}};
  return allowed;
}

// "gui/scene" of "gui/scene/labels.hpp", "core" of "core/plan.hpp": the parts of gui are layers.
std::string layer_of(const std::string& path) {
  const auto slash = path.find('/');
  const std::string folder = path.substr(0, slash);
  return folder == "gui" ? path.substr(0, path.find('/', slash + 1)) : folder;
}

std::optional<std::string> included(const std::string& line) {
  static const std::regex pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  std::smatch match;
  if (!std::regex_match(line, match, pattern)) return std::nullopt;
  return match[1].str();
}

// What a file includes against the rules, as "a/b.hpp includes c/d.hpp".
std::vector<std::string> forbidden_edges(const SourceFile& file) {
  std::vector<std::string> edges;
  const auto& allowed = allowed_folders().at(layer_of(file.path));
  const std::set<std::string> ours = {"core",    "imaging", "tracking", "planner", "simulation",
                                      "records", "session", "cli",      "gui",     "tests"};
  for (const auto& line : file.lines) {
    const auto name = included(line);
    if (!name) continue;
    const std::string folder = name->substr(0, name->find('/'));
    const bool project = name->find('/') != std::string::npos && ours.count(folder) > 0;
    const bool parser_elsewhere = folder == "CLI" && file.folder() != "cli";
    // VTK's headers have no folder; those of ImGui and GLFW belong to other parts of gui.
    const bool window_in_scene =
        layer_of(file.path) == "gui/scene" &&
        (folder == "imgui" || folder == "GLFW" || name->starts_with("imgui"));
    if ((project && allowed.count(layer_of(*name)) == 0) || parser_elsewhere || window_in_scene) {
      edges.push_back(file.path + " includes " + *name);
    }
  }
  return edges;
}

TEST(Layers, NoIncludePointsUpOrAcross) {
  std::vector<std::string> edges;
  const auto files = source_files(
      {"core", "imaging", "planner", "simulation", "tracking", "session", "gui", "cli"});
  ASSERT_GT(files.size(), 30U);
  for (const auto& file : files) {
    for (const auto& edge : forbidden_edges(file)) edges.push_back(edge);
  }
  EXPECT_THAT(edges, testing::IsEmpty());
}

TEST(Layers, TheTestItselfSeesForbiddenEdges) {
  const auto edges_of = [](const std::string& path, const std::string& line) {
    return forbidden_edges({path, {line}}).size();
  };
  EXPECT_EQ(edges_of("core/a.hpp", "#include \"imaging/find_region.hpp\""), 1U);
  EXPECT_EQ(edges_of("imaging/a.cpp", "  #  include <session/run_track.hpp>"), 1U);
  EXPECT_EQ(edges_of("planner/a.cpp", "#include \"imaging/find_region.hpp\""), 1U);
  EXPECT_EQ(edges_of("simulation/a.cpp", "#include \"planner/procedure.hpp\""), 1U);
  EXPECT_EQ(edges_of("session/a.cpp", "#include \"planner/procedure.hpp\""), 0U);
  EXPECT_EQ(edges_of("session/a.cpp", "#include <CLI/App.hpp>"), 1U);
  EXPECT_EQ(edges_of("session/a.cpp", "#include \"tests/support/phantom.hpp\""), 1U);
  EXPECT_EQ(edges_of("planner/a.cpp", "#include \"tracking/needle_tracker.hpp\""), 1U);
  EXPECT_EQ(edges_of("tracking/a.cpp", "#include \"imaging/frame_change.hpp\""), 0U);
  EXPECT_EQ(edges_of("gui/scene/a.cpp", "#include \"session/run_plan.hpp\""), 1U);
  EXPECT_EQ(edges_of("gui/scene/a.cpp", "#include <imgui.h>"), 1U);
  EXPECT_EQ(edges_of("cli/a.cpp", "#include \"gui/scene/space_scene.hpp\""), 0U);
  EXPECT_EQ(edges_of("session/a.cpp", "#include \"gui/scene/space_scene.hpp\""), 1U);
  EXPECT_EQ(edges_of("core/a.hpp", "// #include \"imaging/find_region.hpp\""), 0U);
}

// VTK stays in the sources of gui/scene: whoever uses a scene sees none of it.
TEST(Layers, HeadersOfTheSceneShowNoVtk) {
  std::vector<std::string> found;
  for (const auto& file : source_files({"gui/scene"})) {
    if (!file.path.ends_with(".hpp")) continue;
    for (const auto& line : file.lines) {
      const auto name = included(line);
      if (name && (name->starts_with("vtk") || name->starts_with("X11"))) {
        found.push_back(file.path + ": " + *name);
      }
    }
  }
  EXPECT_THAT(found, testing::IsEmpty());
}

// OpenCV's heavier modules stay out of the public headers, so that no module forces them on
// another.
TEST(Layers, PublicHeadersShowOnlyOpenCvCore) {
  std::vector<std::string> found;
  for (const auto& file :
       source_files({"core", "imaging", "planner", "simulation", "tracking", "session"})) {
    if (!file.path.ends_with(".hpp")) continue;
    for (const auto& line : file.lines) {
      const auto name = included(line);
      const bool library = name && (name->starts_with("opencv2/") ||
                                    name->starts_with("nlohmann") || name->starts_with("itk"));
      if (library && !name->starts_with("opencv2/core")) found.push_back(file.path + ": " + *name);
    }
  }
  EXPECT_THAT(found, testing::IsEmpty());
}

}  // namespace
}  // namespace echolance
