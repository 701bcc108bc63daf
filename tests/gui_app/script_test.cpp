// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using testing::HasSubstr;

class Script : public testing::Test {
 protected:
  Result<std::vector<ScriptStep>> steps_of(const std::string& text) {
    write_text(folder_.path("script.json"), text);
    return read_script(folder_.path("script.json"));
  }
  // Plays to the end, at most so many frames; every turn with the hands as they were.
  struct Moment {
    ScriptTurn turn;
    ScriptedHands hands;
  };
  std::vector<Moment> play(const std::string& text, ViewerState state = {}) {
    auto steps = steps_of(text);
    EXPECT_TRUE(steps) << steps.error().text();
    ScriptPlayer player(std::move(*steps));
    std::vector<Moment> moments;
    for (int frame = 0; frame < 200; ++frame) {
      state.now_s = 0.05 * frame;
      moments.push_back({player.turn(state), player.hands()});
      if (moments.back().turn.finished || !moments.back().turn.failed.empty()) break;
    }
    return moments;
  }
  TemporaryFolder folder_;
};

TEST_F(Script, AClickGoesDownAndUpAtItsPlace) {
  const auto moments = play(R"([{"click": [30, 40]}])");
  int downs = 0;
  for (const auto& moment : moments) {
    if (moment.turn.finished) break;
    EXPECT_EQ(moment.hands.x_px, 30.0F);
    downs += moment.hands.buttons[0] ? 1 : 0;
  }
  EXPECT_GE(downs, 1);
  EXPECT_FALSE(moments.front().hands.buttons[0]);
  EXPECT_FALSE(moments.back().hands.buttons[0]);
  EXPECT_TRUE(moments.back().turn.finished);
}

TEST_F(Script, ADragMovesWhileDownAndEndsAtItsEnd) {
  const auto moments = play(R"([{"drag": [[10, 10], [50, 90]]}])");
  bool moved_down = false;
  for (std::size_t i = 1; i < moments.size(); ++i) {
    moved_down = moved_down || (moments[i].hands.buttons[0] && moments[i - 1].hands.buttons[0] &&
                                moments[i].hands.x_px > moments[i - 1].hands.x_px);
  }
  EXPECT_TRUE(moved_down);
  EXPECT_EQ(moments.back().hands.y_px, 90.0F);
  EXPECT_FALSE(moments.back().hands.buttons[0]);
}

TEST_F(Script, KeysAreHeldAndLetGo) {
  const auto moments = play(R"([{"press": ["O"], "hold_s": 0.5}])");
  int held = 0;
  for (const auto& moment : moments) held += moment.hands.keys.empty() ? 0 : 1;
  EXPECT_GE(held, 9);
  EXPECT_TRUE(moments.back().hands.keys.empty());
}

TEST_F(Script, WaitsForWhatTheViewerShowsAndSaysWhatDidNotCome) {
  ViewerState found;
  found.replay.open = true;
  found.replay.progress.finished = true;
  EXPECT_TRUE(play(R"([{"wait_for": "found"}])", found).back().turn.finished);
  const auto late = play(R"([{"wait_for": "found", "most_s": 1}])");
  EXPECT_THAT(late.back().turn.failed, HasSubstr("found"));
  EXPECT_THAT(play(R"([{"wait_for": "spring"}])").back().turn.failed, HasSubstr("spring"));
}

TEST_F(Script, CommandsAndFilesComeOnce) {
  const auto moments =
      play(R"([{"do": "toggle_play"}, {"screenshot": "a.png"}, {"save_state": "b.json"}])");
  int commands = 0, pictures = 0, states = 0;
  for (const auto& moment : moments) {
    commands += moment.turn.command ? 1 : 0;
    pictures += moment.turn.screenshot.empty() ? 0 : 1;
    states += moment.turn.state_file.empty() ? 0 : 1;
  }
  EXPECT_EQ(commands, 1);
  EXPECT_EQ(pictures, 1);
  EXPECT_EQ(states, 1);
}

TEST_F(Script, WhatIsNoScriptIsRefusedWithTheStep) {
  for (const char* text : {"", "{}", R"([{"fly": 1}])", R"([{"wait_s": "long"}])",
                           R"([{"press": ["Shout"]}])", R"([{"do": "fly"}])", "[3]"}) {
    EXPECT_FALSE(steps_of(text)) << text;
  }
  const auto second = steps_of(R"([{"wait_s": 1}, {"click": [1]}])");
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().text(), HasSubstr("step 2"));
  EXPECT_EQ(read_script(folder_.path("none.json")).error().code, ErrorCode::kFileNotFound);
}

}  // namespace
}  // namespace echolance
