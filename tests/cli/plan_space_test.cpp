// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/program.hpp"
#include "tests/support/small_sweep.hpp"

// `echolance plan` in space, on a small simulated sweep, through the real program.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PlanSpaceCli : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = std::make_unique<TemporaryFolder>();
    ASSERT_NO_FATAL_FAILURE(write_small_sweep(sweep_path()));
    const auto landmarks = run_program(
        *shared_, "landmarks " + quoted(sweep_path()) + " --out " + quoted(landmarks_path()));
    ASSERT_EQ(landmarks.exit_code, 0) << landmarks.err;
  }
  static void TearDownTestSuite() { shared_.reset(); }

  static std::string sweep_path() { return shared_->path("sweep.igs.mha"); }
  static std::string landmarks_path() { return shared_->path("landmarks"); }
  // The plan of a case; its text where there is none.
  json plan_of(const std::string& path, const std::string& more) const {
    const auto outcome = plan(path, more + " --json");
    EXPECT_NE(outcome.exit_code, 2) << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }
  Outcome plan(const std::string& path, const std::string& more) const {
    return run_program(folder_,
                       "plan " + quoted(path) + " " + more + " --out " + quoted(folder_.path("p")));
  }

  static std::unique_ptr<TemporaryFolder> shared_;
  TemporaryFolder folder_;
};
std::unique_ptr<TemporaryFolder> PlanSpaceCli::shared_;

TEST_F(PlanSpaceCli, LandmarksAndTheirSweepGiveTheSamePlan) {
  const json of_folder = plan_of(landmarks_path(), "--procedure psis-infiltration");
  const json of_sweep = plan_of(sweep_path(), "--procedure psis-infiltration --in-space");
  for (const auto& plan : {of_folder, of_sweep}) {
    EXPECT_EQ(plan["space"], "Reference");
    EXPECT_FALSE(plan["best"].is_null());
    EXPECT_EQ(plan["input"]["sha256"].get<std::string>().size(), 64U);
    EXPECT_THAT(plan["warnings"].dump(), HasSubstr("NOT avoided"));
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    EXPECT_NEAR(of_folder["target"]["point_mm"][axis].get<double>(),
                of_sweep["target"]["point_mm"][axis].get<double>(), 0.02);
  }
  EXPECT_THAT(read_text(landmarks_path() + "/skin.ply"), HasSubstr("skin that the probe touched"));
}

TEST_F(PlanSpaceCli, ATrackedSweepIsPlannedInSpaceWherePicturesCannotGiveTheTarget) {
  EXPECT_EQ(plan_of(sweep_path(), "--procedure piis-infiltration")["space"], "Reference");
  const std::string target = "--procedure piis-infiltration --target ";
  EXPECT_EQ(plan_of(sweep_path(), target + "10,10")["space"], "Image");
  EXPECT_EQ(plan_of(sweep_path(), target + "10,10 --frame 8")["space"], "Image");
  const json given = plan_of(landmarks_path(), target + "40,45.5,-20");
  EXPECT_EQ(given["target"]["point_mm"], json::parse("[40.0, 45.5, -20.0]"));
}

TEST_F(PlanSpaceCli, AReconstructionWithoutBoneSurfaceSaysWhatToRun) {
  const std::string volume = folder_.path("volume");
  const auto made = run_program(
      folder_, "reconstruct " + quoted(sweep_path()) + " --spacing-mm 2 --out " + quoted(volume));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  expect_one_sentence(plan(volume, "--procedure psis-infiltration --in-space"));
  std::filesystem::remove(volume + "/bone_surface.ply");
  for (const std::string& path : {volume, volume + "/volume.mha"}) {
    const auto without = plan(path, "--procedure psis-infiltration --skin-depth-mm 15");
    expect_one_sentence(without);
    EXPECT_THAT(without.err, HasSubstr("echolance landmarks"));
  }
}

TEST_F(PlanSpaceCli, WhatDoesNotFitIsRefusedInASentence) {
  const std::string base = "--procedure psis-infiltration ";
  for (const auto& [path, more] : std::vector<std::pair<std::string, std::string>>{
           {landmarks_path(), base + "--frame 3"},
           {landmarks_path(), base + "--in-space"},
           {landmarks_path(), base + "--skin-depth-mm 20"},
           {landmarks_path(), base + "--target 1,2"},
           {landmarks_path(), base + "--target 900,0,0"},
           {sweep_path(), base + "--in-space --frame 3"},
           {sweep_path(), base + "--skin-depth-mm 20"},
           {sweep_path(), base + "--space Nowhere"},
           {folder_.path("none.json"), base}}) {
    SCOPED_TRACE(path + " " + more);
    expect_one_sentence(plan(path, more));
  }
  expect_one_sentence(run_program(
      folder_, "plan --patient 3 --frame 2 " + base + "--out " + quoted(folder_.path("p"))));
}

TEST_F(PlanSpaceCli, TrackRefusesAPlanThatIsNotAtTheReferenceMarker) {
  json plan = plan_of(landmarks_path(), "--procedure psis-infiltration");
  plan["axes"] = "file";
  write_text(folder_.path("other.json"), plan.dump());
  const auto outcome = run_program(folder_, "track " + quoted(sweep_path()) + " --plan " +
                                                quoted(folder_.path("other.json")) + " --out " +
                                                quoted(folder_.path("t")));
  expect_one_sentence(outcome);
  EXPECT_THAT(outcome.err, HasSubstr("reference marker"));
}

}  // namespace
}  // namespace echolance
