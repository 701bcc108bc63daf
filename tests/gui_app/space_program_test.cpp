// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"

// The real window's 3D view, driven by scripts.
namespace echolance {
namespace {

using Eigen::Vector3d;
using nlohmann::json;
using testing::HasSubstr;

class SpaceProgram : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_CONFIG_HOME", folder_.path("config").c_str(), 1);
    ::setenv("XDG_STATE_HOME", folder_.path("state").c_str(), 1);
  }
  // The state at the end of the steps.
  json played(json steps) {
    steps.push_back({{"save_state", folder_.path("state.json")}});
    write_text(folder_.path("script.json"), steps.dump());
    const auto outcome = run_program(
        folder_, "gui --size 1024x700 --script " + echolance::quoted(folder_.path("script.json")));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    if (outcome.exit_code != 0) return json::object();
    return json::parse(read_text(folder_.path("state.json")));
  }
  json opened(const std::string& path) const { return {{"do", "open_path"}, {"path", path}}; }

  TemporaryFolder folder_;
};

const json kScene = {{"wait_for", "scene"}, {"most_s", 200}};
const json kPlan = {{"wait_for", "plan"}, {"most_s", 200}};
const json kSpace = {{"do", "show_workspace"}, {"workspace", "space"}};

Vector3d place_of(const json& numbers) {
  return {numbers[0].get<double>(), numbers[1].get<double>(), numbers[2].get<double>()};
}

json drag(const char* handle, const json& from_px, double right_px) {
  return {{"do", "drag_in_scene"},
          {"handle", handle},
          {"to_px", {from_px[0].get<double>() + right_px, from_px[1].get<double>()}}};
}

TEST_F(SpaceProgram, AnEntryIsDraggedAlongTheSkinJudgedAndUndone) {
  const json planned = {{{"do", "open_patient"}, {"seed", 3}},
                        {{"do", "edit_plan"}, {"needle", "22G:90"}},
                        {{"do", "search_plan"}},
                        kPlan,
                        kSpace,
                        kScene,
                        {{"wait_s", 0.3}}};
  const json before = played(planned);
  ASSERT_FALSE(before["space"]["entry_px"].is_null());
  json steps = planned;
  steps.push_back(drag("entry", before["space"]["entry_px"], 25.0));
  steps.push_back({{"wait_for", "idle"}});
  steps.push_back({{"wait_s", 0.3}});
  steps.push_back({{"save_state", folder_.path("dragged.json")}});
  steps.push_back({{"do", "undo"}});
  const json undone = played(steps);
  const json dragged = json::parse(read_text(folder_.path("dragged.json")));
  const json own = dragged["plan"]["own"];
  ASSERT_FALSE(own.is_null());
  const Vector3d entry = place_of(own["entry_mm"]);
  EXPECT_GT((entry - place_of(before["plan"]["best"]["entry_mm"])).norm(), 3.0);
  const auto skin = skin_point(make_patient(*draw_patient(3)), {entry});
  ASSERT_TRUE(skin);
  EXPECT_LT((skin->mm - entry).norm(), 0.3) << "an entry stays on the skin";
  EXPECT_NEAR(dragged["space"]["entry_px"][0].get<double>(),
              before["space"]["entry_px"][0].get<double>() + 25.0, 1.0);
  EXPECT_TRUE(undone["plan"]["own"].is_null());
}

TEST_F(SpaceProgram, ATrackedRecordingStandsInSpaceAndPointsAtTheSamePlaces) {
  const json shown = played({opened("sample_data/psis.igs.mha"),
                             {{"wait_for", "found"}, {"most_s", 200}},
                             {{"do", "go_to_frame"}, {"frame", 48}},
                             {{"wait_for", "picture"}},
                             kSpace,
                             kScene,
                             {{"do", "point_at"}, {"place", "picture"}, {"px", {100, 150}}},
                             {{"wait_s", 0.3}}});
  EXPECT_EQ(shown["space"]["has_moment"], true);
  const json pointer = shown["space"]["pointer"];
  EXPECT_THAT(pointer["words"], HasSubstr("mm in Reference"));
  ASSERT_FALSE(pointer["scene_px"].is_null());
  // Back from the scene: the same pixel.
  const json back = played({opened("sample_data/psis.igs.mha"),
                            {{"wait_for", "found"}, {"most_s", 200}},
                            {{"do", "go_to_frame"}, {"frame", 48}},
                            {{"wait_for", "picture"}},
                            kSpace,
                            kScene,
                            {{"do", "point_at"}, {"place", "scene"}, {"px", pointer["scene_px"]}},
                            {{"wait_s", 0.3}}})["space"]["pointer"];
  ASSERT_FALSE(back["picture_px"].is_null()) << back.dump();
  EXPECT_NEAR(back["picture_px"][0].get<double>(), 100.0, 1.0);
  EXPECT_NEAR(back["picture_px"][1].get<double>(), 150.0, 1.0);
}

TEST_F(SpaceProgram, AGuidedPatientIsSeenInSpaceAsItComes) {
  const json live = played({{{"do", "start_guide"}, {"source", "patient"}},
                            {{"wait_for", "live"}, {"most_s", 200}},
                            kSpace,
                            kScene,
                            {{"wait_for", "moment"}, {"most_s", 100}}});
  EXPECT_EQ(live["guide"]["running"], true);
}

TEST_F(SpaceProgram, LandmarksAreShownAndPlannedOnAsByTheCommandLine) {
  const std::string sweep = folder_.path("sweep.igs.mha");
  ASSERT_NO_FATAL_FAILURE(write_small_sweep(sweep));
  const std::string landmarks = folder_.path("landmarks"), volume = folder_.path("volume");
  const auto run = [&](const std::string& arguments) { return run_program(folder_, arguments); };
  ASSERT_EQ(run("landmarks " + echolance::quoted(sweep) + " --out " + echolance::quoted(landmarks))
                .exit_code,
            0);
  ASSERT_EQ(run("reconstruct " + echolance::quoted(sweep) + " --out " + echolance::quoted(volume))
                .exit_code,
            0);
  const json shown = played({opened(volume),
                             kSpace,
                             kScene,
                             opened(landmarks),
                             {{"do", "search_plan"}},
                             kPlan,
                             kScene,
                             {{"wait_s", 0.3}}});
  ASSERT_TRUE(shown["plan"]["error"] == "") << shown["plan"]["error"];
  const json plan = json::parse(run("plan " + echolance::quoted(landmarks) +
                                    " --procedure psis-infiltration --json --out " +
                                    echolance::quoted(folder_.path("plan")))
                                    .out);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(shown["plan"]["best"]["entry_mm"][axis].get<double>(),
                plan["best"]["entry_mm"][axis].get<double>(), 1e-3);
  }
  EXPECT_FALSE(shown["space"]["entry_px"].is_null());
  EXPECT_TRUE(shown["notices"].empty()) << shown["notices"];

  std::filesystem::copy(landmarks, folder_.path("boneless"));
  std::filesystem::remove(folder_.path("boneless/bones.stl"));
  std::filesystem::copy(volume, folder_.path("cut"));
  write_text(folder_.path("cut/volume.mha"), "ObjectType = Image\n");
  std::filesystem::create_directory(folder_.path("empty"));
  write_text(folder_.path("empty/landmarks.json"), "{");
  const json told = played({opened(folder_.path("plan")),
                            kScene,
                            {{"wait_s", 0.3}},
                            {{"save_state", folder_.path("plan_state.json")}},
                            opened(folder_.path("boneless")),
                            {{"wait_for", "idle"}, {"most_s", 100}},
                            opened(folder_.path("cut")),
                            {{"wait_for", "idle"}, {"most_s", 100}},
                            opened(folder_.path("empty")),
                            {{"wait_s", 0.3}}});
  const json plan_state = json::parse(read_text(folder_.path("plan_state.json")));
  EXPECT_EQ(plan_state["plan"]["can_plan"], false);
  EXPECT_TRUE(plan_state["notices"].empty()) << plan_state["notices"];
  EXPECT_EQ(told["notices"].size(), 3U) << told["notices"];
  EXPECT_EQ(told["space"]["available"], false);
}

}  // namespace
}  // namespace echolance
