// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/program.hpp"

// Runs the real program, as a user does.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PlanCli : public testing::Test {
 protected:
  Outcome run(const std::string& arguments) const { return run_program(folder_, arguments); }
  std::string out(const char* name = "plan") const { return folder_.path(name); }
  std::string on_sample(const std::string& more) const {
    return "plan sample_data/psis.igs.mha --frame 29 --needle 22G:50 --out " + quoted(out()) + " " +
           more;
  }

  TemporaryFolder folder_;
};

TEST_F(PlanCli, PlansOnASampleAndTrackFollowsThePlan) {
  const auto planned = run(on_sample("--procedure psis-infiltration --explain"));
  ASSERT_EQ(planned.exit_code, 0) << planned.err;
  EXPECT_THAT(planned.out, HasSubstr("best way"));
  EXPECT_THAT(planned.out, HasSubstr("BMJ"));
  EXPECT_THAT(planned.err, HasSubstr("NOT avoided"));
  const json plan = json::parse(read_text(out() + "/plan.json"));
  EXPECT_EQ(plan["space"], "Image");
  EXPECT_EQ(plan["schema"], "echolance.plan");

  const auto tracked = run("track sample_data/psis.igs.mha --plan " + quoted(out() + "/plan.json") +
                           " --out " + quoted(out("track")));
  ASSERT_EQ(tracked.exit_code, 0) << tracked.err;
  const std::string csv = read_text(out("track") + "/frames.csv");
  EXPECT_THAT(csv.substr(0, csv.find('\n')), HasSubstr(",plan_deviation,plan_tip_to_target_mm"));
  EXPECT_THAT(csv, HasSubstr(",seen,"));
  const json summary = json::parse(read_text(out("track") + "/summary.json"));
  EXPECT_GT(summary["plan"]["frames_seen"].get<int>(), 20);
}

TEST_F(PlanCli, TargetsComeFromTheFlagAndFromSlicer) {
  write_text(folder_.path("t.mrk.json"), R"({"markups": [{"type": "Fiducial",
      "coordinateSystem": "LPS", "coordinateUnits": "mm",
      "controlPoints": [{"position": [20.5, 8.25, 0], "positionStatus": "defined"}]}]})");
  for (const std::string& flag :
       {std::string("--target 20.5,8.25"), "--target-from " + quoted(folder_.path("t.mrk.json"))}) {
    const auto outcome = run(on_sample("--procedure psis-infiltration --json " + flag));
    ASSERT_NE(outcome.exit_code, 2) << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["target"]["point_mm"], json::parse("[20.5, 8.25, 0.0]"));
  }
}

TEST_F(PlanCli, LandmarksAreAcceptedAndPlaced) {
  const auto found = run(on_sample("--procedure psis-infiltration --json"));
  const auto accepted =
      run(on_sample("--procedure psis-infiltration --json --landmark psis:accept"));
  ASSERT_EQ(accepted.exit_code, 0) << accepted.err;
  const json a = json::parse(found.out), b = json::parse(accepted.out);
  EXPECT_EQ(a["landmarks"][0]["standing"], "found");
  EXPECT_EQ(b["landmarks"][0]["standing"], "accepted_by_user");
  EXPECT_EQ(a["best"], b["best"]);
  EXPECT_EQ(a["landmarks"][0]["confidence"], b["landmarks"][0]["confidence"]);
  const auto placed =
      run(on_sample("--procedure psis-infiltration --json --landmark psis:19,10.5"));
  ASSERT_EQ(placed.exit_code, 0) << placed.err;
  const json c = json::parse(placed.out);
  EXPECT_EQ(c["target"]["point_mm"], json::parse("[19.0, 10.5, 0.0]"));
  EXPECT_EQ(c["landmarks"][0]["standing"], "placed_by_user");
  EXPECT_THAT(placed.err, HasSubstr("PLACED BY YOU"));
}

TEST_F(PlanCli, SavesACaseThatHoldsWhatWasDecided) {
  const auto outcome = run(
      on_sample("--procedure psis-infiltration --landmark psis:19,10.5 --side right --save-case"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json saved = json::parse(read_text(out() + "/case.json"));
  EXPECT_EQ(saved["schema"], "echolance.case");
  EXPECT_EQ(saved["plan"]["landmarks"][0]["name"], "psis");
  EXPECT_EQ(saved["plan"]["landmarks"][0]["place_mm"], json::parse("[19.0, 10.5, 0.0]"));
  EXPECT_EQ(saved["plan"]["side"], "right");
  EXPECT_EQ(saved["plan"]["frame_index"], 29);
  EXPECT_EQ(saved["recording_sha256"],
            json::parse(read_text(out() + "/plan.json"))["input"]["sha256"]);
}

TEST_F(PlanCli, SavesNoCaseWithWhatACaseDoesNotKeep) {
  const std::string base = "--procedure psis-infiltration --save-case ";
  for (const auto& [option, value] : std::vector<std::pair<std::string, std::string>>{
           {"--avoid", "vessel:20,9,6"},
           {"--avoid-from", "bladder.stl"},
           {"--probe", "l12-3"},
           {"--tolerance-mm", "2"},
           {"--target-std-mm", "1"},
           {"--procedures", quoted(folder_.path("mine"))},
           {"--skin-depth-mm", "20"}}) {
    const auto outcome = run(on_sample(base + option + " " + value));
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("leave out " + option + " or --save-case"));
    EXPECT_FALSE(std::filesystem::exists(out())) << option;
  }
}

TEST_F(PlanCli, ALandmarkIsSaidOnceAndItsTwoFormsAreNamed) {
  const std::string base = "--procedure psis-infiltration ";
  for (const char* form : {"psis", "psis:", "psis:yes", "psis:19"}) {
    const auto outcome = run(on_sample(base + std::string("--landmark ") + form));
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("NAME:accept or NAME:x,y")) << form;
  }
  for (const char* other : {"psis:20,11", "psis_left:accept"}) {
    const auto outcome = run(on_sample(base + "--landmark psis:19,10.5 --landmark " + other));
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("given twice for the same landmark")) << other;
  }
}

TEST_F(PlanCli, WithoutANeedleItIsTheProceduresUsualOne) {
  const auto outcome = run("plan sample_data/psis.igs.mha --frame 29 --out " + quoted(out()) +
                           " --procedure psis-infiltration");
  ASSERT_NE(outcome.exit_code, 2) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("22G, 50 mm, quincke; usual for this procedure"));
  EXPECT_EQ(json::parse(read_text(out() + "/plan.json"))["needle"]["chosen_by"], "procedure");
}

TEST_F(PlanCli, AvoidedPlacesStopWays) {
  const auto outcome =
      run(on_sample("--procedure psis-infiltration --target 20,12 --avoid vessel:20,9,6,1"));
  EXPECT_EQ(outcome.exit_code, 1) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("vessel"));
  EXPECT_THAT(outcome.out, HasSubstr("what to change"));
}

TEST_F(PlanCli, TheTipOfTheNeedleIsKept) {
  const auto outcome = run("plan sample_data/psis.igs.mha --frame 29 --needle 22G:50:tuohy --out " +
                           quoted(out()) + " --procedure psis-infiltration --json");
  ASSERT_NE(outcome.exit_code, 2) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["needle"]["tip"], "tuohy");
}

TEST_F(PlanCli, WrongWordsGetOneSentence) {
  const std::string base = "--procedure psis-infiltration ";
  for (const std::string& arguments :
       {on_sample("--procedure psis-infiltratoin"), on_sample(base + "--target 1,2,3"),
        on_sample(base + "--target here"), on_sample(base + "--target 1000,10"),
        on_sample(base + "--landmark psis"), on_sample(base + "--landmark psis:1,2,3"),
        on_sample(base + "--landmark sacrum:accept"),
        on_sample(base + "--landmark psis:1,2 --target 1,2"), on_sample(base + "--avoid nerve:1,2"),
        on_sample(base + "--avoid-from bladder.stl"), on_sample(base + "--patient 3"),
        on_sample(base + "--target-from /none.mrk.json"), on_sample("--procedure caudal-epidural"),
        "plan --procedure psis-infiltration --out " + quoted(out()),
        std::string("plan --patient 3 --procedure psis-infiltration --needle 99G --out ") +
            quoted(out())}) {
    expect_one_sentence(run(arguments));
  }
  EXPECT_THAT(run(on_sample("--procedure psis-infiltratoin")).err, HasSubstr("psis-infiltration"));
}

TEST_F(PlanCli, TrackRefusesWhatIsNoPlan) {
  write_text(folder_.path("no.json"), "{\"schema\": \"echolance.track\"}");
  for (const std::string& path : {folder_.path("no.json"), folder_.path("none.json")}) {
    expect_one_sentence(
        run("track sample_data/psis.igs.mha --plan " + quoted(path) + " --out " + quoted(out())));
  }
}

}  // namespace
}  // namespace echolance
