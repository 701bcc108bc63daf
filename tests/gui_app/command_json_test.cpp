// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/command_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace echolance {
namespace {

using testing::HasSubstr;

TEST(CommandJson, EveryKindOfCommandHasItsName) {
  std::set<std::size_t> kinds;
  for (const auto& name : command_names()) {
    const auto command = command_from_json("{\"do\": \"" + name + "\"}");
    ASSERT_TRUE(command) << command.error().text();
    kinds.insert(command->index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Command>);
}

TEST(CommandJson, ValuesAreTaken) {
  const auto go = command_from_json(R"({"do": "go_to_frame", "frame": 12})");
  ASSERT_TRUE(go);
  EXPECT_EQ(std::get<command::GoToFrame>(*go).frame, 12);
  const auto edit = command_from_json(
      R"({"do": "edit_plan", "procedure": "facet-joint", "target_mm": [1, 2, 3], "chosen": 2})");
  ASSERT_TRUE(edit);
  const auto& plan = std::get<command::EditPlan>(*edit).edit;
  EXPECT_EQ(plan.procedure, "facet-joint");
  EXPECT_EQ(plan.target_mm, Eigen::Vector3d(1, 2, 3));
  EXPECT_FALSE(plan.entry_mm);
  EXPECT_EQ(plan.chosen, 2);
  const auto marks = command_from_json(
      R"({"do": "edit_plan", "landmarks": {"piis": "accept", "psis": [1, 2, 0]}})");
  ASSERT_TRUE(marks) << marks.error().text();
  const auto& choices = std::get<command::EditPlan>(*marks).edit.landmarks;
  EXPECT_EQ(choices,
            (std::vector<LandmarkChoice>{{"piis", {}}, {"psis", Eigen::Vector3d(1, 2, 0)}}));
  const auto show = command_from_json(R"({"do": "show_workspace", "workspace": "guide"})");
  ASSERT_TRUE(show);
  EXPECT_EQ(std::get<command::ShowWorkspace>(*show).workspace, Workspace::kGuide);
}

TEST(CommandJson, WhatIsMeantForNobodyIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"do": 3})", R"({"do": "fly"})", R"({"do": "quit", "now": true})",
        R"({"do": "go_to_frame", "frame": "last"})",
        R"({"do": "show_workspace", "workspace": "kitchen"})",
        R"({"do": "edit_plan", "target_mm": [1, 2]})",
        R"({"do": "edit_plan", "landmarks": {"psis": "refuse"}})",
        R"({"do": "edit_plan", "landmarks": ["psis"]})"}) {
    EXPECT_EQ(command_from_json(text).error().code, ErrorCode::kInvalidOption) << text;
  }
  EXPECT_THAT(command_from_json(R"({"do": "fly"})").error().text(), HasSubstr("fly"));
}

}  // namespace
}  // namespace echolance
