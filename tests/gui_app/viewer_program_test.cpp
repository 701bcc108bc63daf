// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "session/track_results.hpp"
#include "tests/support/program.hpp"

// Drives the real window, as a user's hands would, and compares with the command line.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ViewerProgram : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_CONFIG_HOME", folder_.path("config").c_str(), 1);
    ::setenv("XDG_STATE_HOME", folder_.path("state").c_str(), 1);
  }
  std::string script(const json& steps) {
    write_text(folder_.path("script.json"), steps.dump());
    return "gui --size 1280x800 --script " + quoted(folder_.path("script.json"));
  }
  Outcome play(const json& steps) { return run_program(folder_, script(steps)); }
  json state(const char* name) const { return json::parse(read_text(folder_.path(name))); }

  TemporaryFolder folder_;
};

json open_sample() {
  return json::parse(R"([{"do": "open_path", "path": "sample_data/psis.igs.mha"},
    {"wait_for": "found", "most_s": 200}, {"do": "go_to_frame", "frame": 48},
    {"wait_for": "picture"}])");
}

json plan_steps() {
  return json::parse(R"([{"do": "show_workspace", "workspace": "plan"},
    {"do": "edit_plan", "needle": "22G:50"}, {"do": "search_plan"},
    {"wait_for": "plan", "most_s": 200}])");
}

json joined(std::initializer_list<json> lists) {
  json all = json::array();
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

// Text and rates differ a little from run to run, the layout and the picture must not.
void expect_like_baseline(const std::string& path, const std::string& name) {
  const cv::Mat shot = cv::imread(path);
  const cv::Mat baseline =
      cv::imread(std::string(ECHOLANCE_SOURCE_DIR "/tests/gui_app/baselines/") + name);
  ASSERT_FALSE(shot.empty());
  ASSERT_FALSE(baseline.empty());
  cv::Mat small, difference;
  cv::resize(shot, small, baseline.size(), 0.0, 0.0, cv::INTER_AREA);
  cv::absdiff(small, baseline, difference);
  const cv::Scalar mean = cv::mean(difference);
  EXPECT_LT((mean[0] + mean[1] + mean[2]) / 3.0, 3.0) << name;
}

TEST_F(ViewerProgram, ShowsTheNumbersOfTheCommandLine) {
  const auto steps = joined(
      {open_sample(),
       {{{"screenshot", folder_.path("replay.png")}},
        {{"do", "toggle_play"}},
        {{"wait_s", 1.0}},
        {{"save_state", folder_.path("played.json")}},
        {{"do", "toggle_play"}},
        {{"do", "go_to_frame"}, {"frame", 48}},
        {{"wait_for", "picture"}},
        {{"save_state", folder_.path("replay.json")}}},
       plan_steps(),
       {{{"screenshot", folder_.path("plan.png")}}, {{"save_state", folder_.path("plan.json")}}}});
  const auto outcome = play(steps);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  ASSERT_EQ(
      run_program(folder_, "track sample_data/psis.igs.mha --out " + quoted(folder_.path("track")))
          .exit_code,
      0);
  const auto tracked = read_track_results(folder_.path("track"));
  ASSERT_TRUE(tracked);
  const json replay = state("replay.json")["replay"];
  EXPECT_EQ(replay["frame_count"], 96);
  EXPECT_EQ(replay["needle"]["state"], to_string(tracked->frames[48].state));
  EXPECT_NEAR(replay["needle"]["tip_px"][0], tracked->frames[48].line->tip.x_px, 0.01);
  EXPECT_NEAR(replay["needle"]["tip_px"][1], tracked->frames[48].line->tip.y_px, 0.01);

  const auto planned = run_program(
      folder_,
      "plan sample_data/psis.igs.mha --frame 48 --needle 22G:50 --procedure psis-infiltration "
      "--json --out " +
          quoted(folder_.path("plan")));
  const json best = json::parse(planned.out)["best"];
  const json shown = state("plan.json")["plan"]["best"];
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(shown["entry_mm"][axis], best["entry_mm"][axis], 1e-3);
    EXPECT_NEAR(shown["end_mm"][axis], best["end_mm"][axis], 1e-3);
  }
  EXPECT_NEAR(shown["score"], best["score"], 1e-3);
  const json played = state("played.json");
  EXPECT_GT(played["replay"]["playback"]["shown"], 0);
  EXPECT_GT(played["replay"]["stages_ms"]["needle"], 0.0);
  EXPECT_EQ(played["replay"]["stages_ms"]["plan"], 0.0);
  EXPECT_GT(played["first_picture_s"], 0.0);
  expect_like_baseline(folder_.path("replay.png"), "replay.png");
  expect_like_baseline(folder_.path("plan.png"), "plan.png");
}

TEST_F(ViewerProgram, AWayIsDraggedJudgedUndoneSavedAndGuided) {
  const json edit = {
      {"do", "edit_plan"}, {"needle", "22G:50"}, {"frame", 48}, {"entry_mm", {50.0, 0.0, 0.0}}};
  const auto outcome = play(joined({open_sample(),
                                    plan_steps(),
                                    {edit,
                                     {{"wait_for", "idle"}},
                                     {{"save_state", folder_.path("own.json")}},
                                     {{"press", {"Ctrl", "Z"}}},
                                     {{"save_state", folder_.path("undone.json")}},
                                     {{"do", "redo"}},
                                     {{"do", "save_case"}, {"folder", folder_.path("case")}},
                                     {{"wait_for", "idle"}, {"most_s", 120}},
                                     {{"save_state", folder_.path("saved.json")}},
                                     {{"do", "start_guide"}, {"source", "recording"}},
                                     {{"wait_for", "live"}},
                                     {{"wait_s", 1.5}},
                                     {{"save_state", folder_.path("guide.json")}}}}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NEAR(state("own.json")["plan"]["own"]["entry_mm"][0], 50.0, 1e-6);
  EXPECT_TRUE(state("undone.json")["plan"]["own"].is_null());
  EXPECT_EQ(state("saved.json")["plan"]["unsaved"], false);
  const json saved = json::parse(read_text(folder_.path("case") + "/case.json"));
  EXPECT_EQ(saved["plan"]["entry_mm"][0], 50.0);
  EXPECT_EQ(json::parse(read_text(folder_.path("case") + "/plan.json"))["schema"],
            "echolance.plan");
  const json guide = state("guide.json")["guide"];
  EXPECT_GT(guide["processed"], 0);
  // A slow machine may lose frames, but not one that is not counted: a dozen are on their way.
  const int accounted = guide["processed"].get<int>() + guide["dropped"].get<int>();
  EXPECT_GE(guide["received"], accounted);
  EXPECT_LE(guide["received"], accounted + 12);

  const auto again = play({{{"do", "open_path"}, {"path", folder_.path("case")}},
                           {{"wait_for", "plan"}, {"most_s", 200}},
                           {{"save_state", folder_.path("again.json")}}});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NEAR(state("again.json")["plan"]["own"]["entry_mm"][0], 50.0, 1e-6);
}

TEST_F(ViewerProgram, APlacedLandmarkGivesTheNumbersOfTheCommandLine) {
  const json edit = {
      {"do", "edit_plan"}, {"frame", 29}, {"landmarks", {{"psis", {19.0, 10.5, 0.0}}}}};
  const auto outcome = play(joined({open_sample(),
                                    {edit,
                                     {{"do", "search_plan"}},
                                     {{"wait_for", "plan"}, {"most_s", 200}},
                                     {{"save_state", folder_.path("placed.json")}},
                                     {{"do", "undo"}},
                                     {{"save_state", folder_.path("undone.json")}}}}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto planned =
      run_program(folder_,
                  "plan sample_data/psis.igs.mha --frame 29 --landmark psis:19,10.5 --procedure "
                  "psis-infiltration --json --out " +
                      quoted(folder_.path("plan")));
  const json truth = json::parse(planned.out), shown = state("placed.json")["plan"];
  EXPECT_NEAR(shown["best"]["score"], truth["best"]["score"], 1e-3);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(shown["best"]["entry_mm"][axis], truth["best"]["entry_mm"][axis], 1e-3);
    EXPECT_NEAR(shown["target_mm"][axis], truth["target"]["point_mm"][axis], 1e-3);
  }
  EXPECT_EQ(shown["landmarks"][0]["standing"], truth["landmarks"][0]["standing"]);
  EXPECT_EQ(shown["warnings"], truth["warnings"]);
  EXPECT_EQ(state("undone.json")["plan"]["landmarks"][0]["standing"], "found");
}

TEST_F(ViewerProgram, EditsSurviveAKill) {
  const json edit = {{"do", "edit_plan"}, {"needle", "22G:50"}, {"side", "right"}};
  const std::string arguments = script(joined({open_sample(),
                                               {edit,
                                                {{"wait_s", 2.0}},
                                                {{"save_state", folder_.path("before.json")}},
                                                {{"wait_s", 300.0}}}}));
  const std::string mark = quoted(folder_.path("before.json"));
  const std::string command = "cd '" ECHOLANCE_SOURCE_DIR "' && '" ECHOLANCE_BINARY "' " +
                              arguments + " & pid=$!; for i in $(seq 600); do [ -f " + mark +
                              " ] && break; sleep 0.2; done; kill -9 $pid; wait $pid 2>/dev/null";
  static_cast<void>(std::system(command.c_str()));
  ASSERT_TRUE(std::filesystem::exists(folder_.path("before.json")));
  const auto outcome = play({{{"wait_s", 1.0}}, {{"save_state", folder_.path("after.json")}}});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(state("after.json")["plan"]["side"], "right");
  EXPECT_THAT(state("after.json")["notices"].dump(), HasSubstr("ended without saving"));
}

// A limit on the size of files stands for the full disk: a plan does not fit, what is small does.
TEST_F(ViewerProgram, AFullDiskIsANoticeAndTheProgramLives) {
  const std::string arguments =
      script(joined({open_sample(),
                     plan_steps(),
                     {{{"do", "save_case"}, {"folder", folder_.path("case")}},
                      {{"wait_for", "idle"}, {"most_s", 120}},
                      {{"do", "go_to_frame"}, {"frame", 20}},
                      {{"wait_for", "picture"}},
                      {{"save_state", folder_.path("full.json")}}}}));
  const std::string command = "trap '' XFSZ; ulimit -f 16; cd '" ECHOLANCE_SOURCE_DIR
                              "' && '" ECHOLANCE_BINARY "' " +
                              arguments;
  ASSERT_EQ(std::system(command.c_str()), 0);
  const json full = state("full.json");
  EXPECT_THAT(full["notices"].dump(), HasSubstr("cannot write"));
  EXPECT_EQ(full["replay"]["report_frame"], 20);
  EXPECT_FALSE(full["plan"]["best"].is_null());
}

TEST_F(ViewerProgram, ALostGraphicsContextCostsNothing) {
  const json lose = {{"lose_context", true}};
  const auto outcome = play(joined({open_sample(),
                                    {{{"screenshot", folder_.path("before.png")}},
                                     lose,
                                     {{"wait_for", "picture"}},
                                     {{"do", "dismiss_notice"}, {"index", 0}},
                                     {{"wait_s", 0.5}},
                                     {{"screenshot", folder_.path("after.png")}},
                                     {{"save_state", folder_.path("after.json")}}}}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(state("after.json")["replay"]["frame"], 48);
  const cv::Mat before = cv::imread(folder_.path("before.png"));
  const cv::Mat after = cv::imread(folder_.path("after.png"));
  ASSERT_EQ(before.size(), after.size());
  const cv::Rect picture(10, 100, 920, 490);
  EXPECT_LT(cv::norm(before(picture), after(picture), cv::NORM_L1) / picture.area(), 0.5);

  const auto given_up = play(json::array({lose, lose, lose, lose, lose, lose}));
  EXPECT_EQ(given_up.exit_code, 2);
  EXPECT_THAT(given_up.err, HasSubstr("again and again"));
}

TEST_F(ViewerProgram, DamageIsANoticeAndTheProgramLives) {
  write_text(folder_.path("broken.mha"), "ObjectType = Image\nNDims = 3\n");
  const auto outcome = play({{{"do", "open_path"}, {"path", folder_.path("broken.mha")}},
                             {{"do", "open_path"}, {"path", "/none/at/all"}},
                             {{"do", "list_folder"}, {"path", "/none"}},
                             {{"save_state", folder_.path("state.json")}}});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(state("state.json")["notices"].size(), 3U);
}

TEST_F(ViewerProgram, APlanOfOneBodyIsNotFollowedInAnother) {
  const auto outcome = play(joined({open_sample(),
                                    plan_steps(),
                                    {{{"do", "start_guide"}, {"source", "patient"}},
                                     {{"wait_for", "live"}, {"most_s", 120}},
                                     {{"save_state", folder_.path("guide.json")}}}}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_FALSE(state("guide.json")["guide"]["has_plan"]);
  EXPECT_THAT(state("guide.json")["notices"].dump(), HasSubstr("another body"));
}

TEST_F(ViewerProgram, HasAProgramNameOfItsOwn) {
  write_text(folder_.path("script.json"), R"([{"wait_s": 0.1}])");
  const std::string viewer = std::string(ECHOLANCE_BINARY) + "-viewer";
  const std::string command = quoted(viewer) + " --script " + quoted(folder_.path("script.json"));
  EXPECT_EQ(std::system(command.c_str()), 0);
  EXPECT_NE(std::system((quoted(viewer) + " --no-such-option 2>/dev/null").c_str()), 0);
}

TEST_F(ViewerProgram, WhatCannotStartIsOneSentence) {
  expect_one_sentence(run_program(folder_, "gui --size 12"));
  expect_one_sentence(run_program(folder_, "gui --script /none.json"));
  expect_one_sentence(play(json::array({{{"wait_for", "plan"}, {"most_s", 0.2}}})));
  const std::string display = ::getenv("DISPLAY");
  ::unsetenv("DISPLAY");
  expect_one_sentence(run_program(folder_, "gui"));
  ::setenv("DISPLAY", display.c_str(), 1);
}

}  // namespace
}  // namespace echolance
