// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "tests/gui_panels/panel_harness.hpp"
#include "tests/gui_panels/sample_state.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Table = std::span<const KeyBinding>;

std::vector<Table> all_tables() {
  return {common_keys(), replay_keys(), plan_keys(), space_keys(), guide_keys()};
}

ViewerState planned_patient() {
  static const ViewerState state = patient_state("psis-infiltration");
  return state;
}

TEST(Keys, NoTwoOfOneWorkspaceAreTheSame) {
  for (const auto& table : {replay_keys(), plan_keys(), space_keys(), guide_keys()}) {
    std::set<std::tuple<int, int, int>> seen;
    for (const auto& list : {common_keys(), table}) {
      for (const auto& one : list) {
        const auto id = std::make_tuple(one.key, int{one.character}, one.held);
        EXPECT_TRUE(seen.insert(id).second)
            << to_string(one.place) << " " << one.keys << " " << one.key;
      }
    }
  }
}

TEST(Keys, EveryRowDoesSomethingAndIsTold) {
  for (const auto& table : all_tables()) {
    ASSERT_FALSE(table.empty());
    EXPECT_STRNE(table.front().keys, "");
    for (const auto& one : table) {
      EXPECT_NE(one.act, nullptr);
      EXPECT_TRUE(one.key != 0 || one.character != 0);
      EXPECT_EQ(std::string(one.keys).empty(), std::string(one.what).empty()) << one.keys;
    }
  }
}

// Kinds of command that some key issues at once, by the place of the kind in Command.
std::set<std::size_t> kinds_by_key() {
  std::set<std::size_t> kinds;
  ViewerState state = planned_patient();
  state.notices = {{NoticeKind::kInfo, "a note", 0.0}};
  for (const auto& table : all_tables()) {
    for (const auto& one : table) {
      for (const bool saved : {false, true}) {
        state.plan.saved_in = saved ? "/case" : "";
        state.replay.tool = saved ? PictureTool::kMeasure : PictureTool::kLook;
        PanelMemory memory;
        Commands commands;
        one.act(state, memory, commands);
        for (const auto& command : commands) kinds.insert(command.index());
      }
    }
  }
  return kinds;
}

TEST(Keys, EveryKindOfCommandIsReached) {
  // Those that need a text first, or that nobody asks for by hand; what the mouse drags in 3D
  // Ctrl+arrows and Shift+arrows move in Plan, and there only a mouse points.
  const std::set<std::size_t> otherwise = {
      Command(command::OpenPath{}).index(),    // Ctrl+O, a path, Enter
      Command(command::SetSpacing{}).index(),  // typed in Open
      Command(command::ExportPlan{}).index(),  // Ctrl+E, a folder, Enter
      Command(command::DragInScene{}).index(), Command(command::PointAt{}).index(),
      Command(command::ResizeScene{}).index()};  // the layout
  const auto by_key = kinds_by_key();
  for (std::size_t i = 0; i < std::variant_size_v<Command>; ++i) {
    EXPECT_TRUE(by_key.count(i) > 0 || otherwise.count(i) > 0) << "kind " << i;
  }
}

TEST(Keys, TheDocumentedListIsTheOneThatIsObeyed) {
  EXPECT_EQ(read_text(ECHOLANCE_SOURCE_DIR "/docs/viewer_keys.md"), keys_page())
      << "make it anew: build/release/bin/panel_pictures --keys >docs/viewer_keys.md";
}

TEST(Keys, PressedKeysIssueWhatTheirRowSays) {
  PanelHarness ui;
  ViewerState state = planned_patient();
  state.workspace = Workspace::kReplay;
  state.replay.frame_count = 90;
  ui.settle(state);
  EXPECT_EQ(of_kind<command::TogglePlay>(ui.press(state, key::kSpace)).size(), 1U);
  EXPECT_EQ(of_kind<command::StepFrames>(ui.press(state, key::kLeft)).at(0).frames, -1);
  EXPECT_EQ(of_kind<command::StepFrames>(ui.press(state, key::kRight, held::kShift)).at(0).frames,
            10);
  EXPECT_EQ(of_kind<command::GoToFrame>(ui.press(state, key::kEnd)).at(0).frame, 89);
  EXPECT_EQ(of_kind<command::ShowWorkspace>(ui.press(state, '3')).at(0).workspace,
            Workspace::kPlan);
  EXPECT_EQ(of_kind<command::ShowKeys>(ui.type(state, "?")).size(), 1U);
  EXPECT_TRUE(ui.press(state, 'G').empty()) << "a key of Guide in Replay";
}

TEST(Keys, AreNotObeyedWhileATextIsTyped) {
  PanelHarness ui;
  ViewerState state = empty_state();
  ui.settle(state);
  EXPECT_EQ(of_kind<command::ShowWorkspace>(ui.press(state, 'O', held::kControl)).size(), 1U);
  ui.settle(state);  // the field takes the keyboard
  EXPECT_TRUE(of_kind<command::ShowWorkspace>(ui.press(state, '2')).empty());
  ui.type(state, "/scans/a.mha");
  const auto commands = ui.press(state, key::kEnter);
  ASSERT_EQ(of_kind<command::OpenPath>(commands).size(), 1U);
  EXPECT_EQ(of_kind<command::OpenPath>(commands)[0].path, "/scans/a.mha");
}

TEST(Keys, ArrowsAndSpaceWalkOnlyWhenAsked) {
  PanelHarness ui;
  ViewerState state = planned_patient();
  state.workspace = Workspace::kReplay;
  ui.settle(state);
  EXPECT_FALSE(ui.press(state, key::kSpace).empty());
  ui.press(state, key::kF6);
  EXPECT_TRUE(ui.memory.walking);
  EXPECT_TRUE(of_kind<command::TogglePlay>(ui.press(state, key::kSpace)).empty());
  ui.press(state, key::kEscape);
  EXPECT_FALSE(ui.memory.walking);
}

TEST(Keys, SaveAsksForAFolderOnceAndThenSavesThere) {
  PanelHarness ui;
  ViewerState state = planned_patient();
  state.workspace = Workspace::kPlan;
  ui.settle(state);
  EXPECT_TRUE(of_kind<command::SaveCase>(ui.press(state, 'S', held::kControl)).empty());
  EXPECT_EQ(ui.memory.ask_folder, AskFolder::kSave);
  ui.settle(state);
  const auto agreed = of_kind<command::SaveCase>(ui.click(state, "Save##folder"));
  ASSERT_EQ(agreed.size(), 1U);
  EXPECT_FALSE(agreed[0].folder.empty());
  EXPECT_EQ(ui.memory.ask_folder, AskFolder::kNone);
  state.plan.saved_in = "/case";
  EXPECT_EQ(of_kind<command::SaveCase>(ui.press(state, 'S', held::kControl)).size(), 1U);
}

TEST(Keys, ExportAsksForAFolder) {
  PanelHarness ui;
  ViewerState state = planned_patient();
  state.workspace = Workspace::kPlan;
  ui.settle(state);
  ui.press(state, 'E', held::kControl);
  ui.settle(state);
  EXPECT_EQ(of_kind<command::ExportPlan>(ui.press(state, key::kEnter)).size(), 1U);
}

}  // namespace
}  // namespace echolance
