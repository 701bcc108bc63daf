// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/panels/obey_gamepad.hpp"
#include "tests/gui_panels/panel_harness.hpp"

namespace echolance {
namespace {

ViewerState guided() {
  ViewerState state;
  state.workspace = Workspace::kGuide;
  state.guide.running = state.guide.simulated = true;
  return state;
}

template <class T>
std::vector<T> only(const Commands& commands) {
  std::vector<T> found;
  for (const auto& command : commands) {
    if (const auto* one = std::get_if<T>(&command)) found.push_back(*one);
  }
  return found;
}

Commands asked(const Gamepad& now, const Gamepad& before = {}, const ViewerState& state = guided(),
               double seconds = 0.02) {
  Commands commands;
  obey_gamepad(now, before, seconds, state, commands);
  return commands;
}

TEST(GamepadControl, AStickAtRestMovesNothing) {
  EXPECT_TRUE(
      asked({.left_x = 0.1F, .left_y = -0.14F, .right_x = 0.12F, .right_y = 0.05F}).empty());
}

TEST(GamepadControl, TheLeftStickMovesTheProbeAndTheRightTheNeedle) {
  const auto probe = only<command::MoveProbe>(asked({.left_x = 1.0F, .left_y = -1.0F}));
  ASSERT_EQ(probe.size(), 1U);
  EXPECT_GT(probe[0].right_mm, 0.0);
  EXPECT_GT(probe[0].out_mm, 0.0);
  EXPECT_EQ(probe[0].turn_rad, 0.0);
  const auto needle = only<command::MoveNeedle>(asked({.right_x = -1.0F, .right_y = 1.0F}));
  ASSERT_EQ(needle.size(), 1U);
  EXPECT_GT(needle[0].advance_mm, 0.0);
  EXPECT_LT(needle[0].turn_rad, 0.0);
}

TEST(GamepadControl, AWindowThatHungDoesNotThrowTheNeedleForward) {
  const auto after = only<command::MoveNeedle>(asked({.right_y = 1.0F}, {}, guided(), 10.0));
  ASSERT_EQ(after.size(), 1U);
  EXPECT_LT(after[0].advance_mm, 2.0);
}

TEST(GamepadControl, AButtonCountsOnceHoweverLongItIsHeld) {
  const Gamepad held{.south = true, .west = true, .start = true};
  const auto first = asked(held);
  EXPECT_EQ(only<command::PutNeedle>(first).size(), 1U);
  EXPECT_EQ(only<command::Inject>(first).size(), 1U);
  EXPECT_EQ(only<command::PauseGuide>(first).size(), 1U);
  EXPECT_TRUE(asked(held, held).empty());
}

TEST(GamepadControl, NothingMovesInAnotherWorkspaceOrWhilePaused) {
  const Gamepad pushed{.left_x = 1.0F, .right_y = 1.0F};
  ViewerState elsewhere = guided();
  elsewhere.workspace = Workspace::kReplay;
  EXPECT_TRUE(asked(pushed, {}, elsewhere).empty());
  ViewerState paused = guided();
  paused.guide.paused = true;
  EXPECT_TRUE(asked(pushed, {}, paused).empty());
  ViewerState recorded = guided();
  recorded.guide.simulated = false;
  EXPECT_TRUE(asked(pushed, {}, recorded).empty());
}

TEST(GuidePicture, DraggingMovesTheNeedleOfASimulationOnly) {
  PanelHarness ui;
  ViewerState state = guided();
  state.guide.texture = {1, 300, 300};
  ui.settle(state);
  const ImVec2 middle = ui.middle("##live");
  const ImVec2 below{middle.x, middle.y + 60.0F};
  double advanced_mm = 0.0;
  for (const auto& one : only<command::MoveNeedle>(ui.drag(state, middle, below))) {
    advanced_mm += one.advance_mm;
    EXPECT_EQ(one.turn_rad, 0.0);
  }
  EXPECT_GT(advanced_mm, 0.5);
  state.guide.simulated = false;
  EXPECT_TRUE(only<command::MoveNeedle>(ui.drag(state, middle, below)).empty());
}

}  // namespace
}  // namespace echolance
