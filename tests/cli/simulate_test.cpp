// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/program.hpp"

// A simulated recording goes through the real program: made, tracked, evaluated; and what a user
// may do wrong.
namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

// Small and coarse: this is about the way through, not about the picture.
constexpr const char* kSmall =
    "simulate --patient 3 --procedure psis_infil --size-px 160x128 --lines 64 "
    "--tissue-spacing-mm 2 ";

class Simulate : public testing::Test {
 protected:
  Outcome run(const std::string& arguments) const { return run_program(folder_, arguments); }
  Outcome simulate(const std::string& name, const std::string& more) const {
    return run(kSmall + more + " --out " + quoted(folder_.path(name)));
  }
  // One sentence that has the word, and no file.
  void expect_refused(const Outcome& outcome, const std::string& word) const {
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr(word));
    EXPECT_FALSE(fs::exists(folder_.path("x.igs.mha")));
    EXPECT_FALSE(fs::exists(folder_.path("x.truth.json")));
  }
  std::string bones(const std::string& mesh) const {
    return "--frames 2 --bones " + quoted(folder_.path(mesh));
  }

  TemporaryFolder folder_;
};

// A box of bone, as long along each axis as told, as text.
std::string box_stl(double x, double y, double z) {
  const double at[8][3] = {{0, 0, 0}, {x, 0, 0}, {x, y, 0}, {0, y, 0},
                           {0, 0, z}, {x, 0, z}, {x, y, z}, {0, y, z}};
  const int faces[12][3] = {{0, 2, 1}, {0, 3, 2}, {4, 5, 6}, {4, 6, 7}, {0, 1, 5}, {0, 5, 4},
                            {1, 2, 6}, {1, 6, 5}, {2, 3, 7}, {2, 7, 6}, {3, 0, 4}, {3, 4, 7}};
  std::string text = "solid box\n";
  for (const auto& face : faces) {
    text += "facet normal 0 0 0\nouter loop\n";
    for (const int corner : face) {
      const double* const p = at[corner];
      text += fmt::format("vertex {} {} {}\n", p[0], p[1], p[2]);
    }
    text += "endloop\nendfacet\n";
  }
  return text + "endsolid box\n";
}

TEST_F(Simulate, RecordingIsTrackedAndEvaluatedWithItsOwnTruth) {
  auto outcome = simulate("psis.igs.mha", "--frames 6");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json truth = json::parse(read_text(folder_.path("psis.truth.json")));
  ASSERT_EQ(truth.at("frames").size(), 6U);
  EXPECT_FALSE(truth.at("frames").at(0).at("bone_px").empty());
  EXPECT_EQ(truth.at("options").at("size-px"), "160x128");
  const std::string results = quoted(folder_.path("results"));
  outcome = run("track " + quoted(folder_.path("psis.igs.mha")) + " --out " + results);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  outcome = run("evaluate " + results + " --truth " + quoted(folder_.path("psis.truth.json")));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Simulate, SameSeedMakesTheSameFileWithAnyNumberOfThreads) {
  ASSERT_EQ(simulate("one.igs.mha", "--frames 4 --threads 1").exit_code, 0);
  ASSERT_EQ(simulate("two.igs.mha", "--frames 4 --threads 2").exit_code, 0);
  EXPECT_TRUE(read_text(folder_.path("one.igs.mha")) == read_text(folder_.path("two.igs.mha")));
}

TEST_F(Simulate, WrongUseIsOneSentenceThatNamesIt) {
  const std::string out = " --out " + quoted(folder_.path("x.igs.mha"));
  write_text(folder_.path("broken.json"), "{\"procedure\": \"caudal\", ");
  write_text(folder_.path("misspelt.json"), "{\"procedure\": \"caudal\", \"neddle\": \"22G\"}");
  const std::pair<std::string, const char*> cases[] = {
      {"simulate" + out, "--procedure"},
      {"simulate --procedure nonsense" + out, "psis_infil"},
      {"simulate --procedure psis_infil --needle 99G" + out, "--needle"},
      {"simulate --procedure psis_infil --target nose" + out, "nose"},
      {"simulate --procedure psis_infil --bmi 300" + out, "body_mass_index"},
      {"simulate --procedure psis_infil --fat-mm nan" + out, "fat_mm"},
      {"simulate --procedure psis_infil --angle-deg 89" + out, "5 to 85"},
      {"simulate --procedure psis_infil --plane-offset-mm nan" + out, "(mm) is nan"},
      {"simulate --procedure psis_infil --lordosis-deg 90" + out, "--lordosis-deg"},
      {"simulate --patient -1 --procedure psis_infil" + out, "--patient"},
      {"simulate --procedure psis_infil --size-px 5" + out, "--size-px"},
      {"simulate --procedure psis_infil --size-px 64y64" + out, "--size-px"},
      {"simulate --procedure psis_infil --frames 0" + out, "--frames"},
      {"simulate --procedure psis_infil --drift-mm -1" + out, "drift_mm"},
      {"simulate --procedure psis_infil --frames 1 --out x.png", ".mha"},
      {"simulate --script /nowhere.json" + out, "/nowhere.json"},
      {"simulate --script " + folder_.path("broken.json") + out, "broken.json"},
      {"simulate --script " + folder_.path("misspelt.json") + out, "neddle"}};
  for (const auto& [arguments, word] : cases) expect_refused(run(arguments), word);
}

TEST_F(Simulate, OneFrameIsEnough) {
  const auto outcome = simulate("one.igs.mha", "--frames 1 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out).at("frames"), 1);
}

TEST_F(Simulate, PlacesThatCannotBeWrittenAreOneSentence) {
  const std::string small = std::string(kSmall) + "--frames 1 ";
  expect_one_sentence(run(small + "--out /proc/nowhere/x.igs.mha"));
  expect_one_sentence(run(small + "--out /proc/x.igs.mha"));
  fs::create_directory(folder_.path("full"));
  write_text(folder_.path("full/file"), "x");
  const auto outcome = simulate("x.igs.mha", "--frames 1 --write-patient " + folder_.path("full"));
  expect_refused(outcome, "full");
}

TEST_F(Simulate, AScriptThatLeavesThePatientIsRefused) {
  write_text(folder_.path("far.json"),
             "{\"procedure\": \"caudal\", \"tissue_spacing_mm\": 2, \"probe_moves\": "
             "[{\"time_s\": 0, \"shift_mm\": [1e9, 0, 0]}]}");
  expect_refused(
      run("simulate --script " + folder_.path("far.json") + " --out " + folder_.path("x.igs.mha")),
      "near the patient");
}

TEST_F(Simulate, LiveLinesDrawWhatAScenarioWouldWithoutNeedle) {
  const std::string still = "--drift-mm 0 --tilt-rad 0 --tremor-mm 0 ";
  ASSERT_EQ(simulate("plan.igs.mha", still + "--frames 3 --needle none").exit_code, 0);
  write_text(folder_.path("lines"), "frame 2\nframe\n");
  const auto outcome =
      simulate("live.igs.mha", "--live --needle none <" + quoted(folder_.path("lines")));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json planned = json::parse(read_text(folder_.path("plan.truth.json")));
  const json live = json::parse(read_text(folder_.path("live.truth.json")));
  ASSERT_EQ(live["frames"].size(), 3U);
  EXPECT_EQ(live["labels"]["poses"], "live");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(live["frames"][i]["reference_from_probe"],
              planned["frames"][i]["reference_from_probe"]);
  }
}

TEST_F(Simulate, WrongLiveLinesAreNamedAndNothingIsWritten) {
  write_text(folder_.path("lines"), "frame\nneddle none\nframe\n");
  const auto outcome = simulate("x.igs.mha", "--live <" + quoted(folder_.path("lines")));
  expect_refused(outcome, "line 2");
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'needle'?"));
  expect_refused(simulate("x.igs.mha", "--live </dev/null"), "no frame was asked for");
}

TEST_F(Simulate, RealBonesAreScannedWhereTheyLie) {
  write_text(folder_.path("stone.stl"), box_stl(30.0, 20.0, 120.0));
  const auto outcome = simulate("stone.igs.mha", bones("stone.stl"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json truth = json::parse(read_text(folder_.path("stone.truth.json")));
  EXPECT_EQ(truth["labels"]["bones"], "outside");
  EXPECT_EQ(truth["labels"]["target"], "guessed");
  EXPECT_FALSE(truth["frames"][0]["bone_px"].empty());
  ASSERT_EQ(simulate("there.igs.mha", bones("stone.stl") + " --bones-target 15,20,60").exit_code,
            0);
  const json there = json::parse(read_text(folder_.path("there.truth.json")));
  EXPECT_FALSE(there["labels"].contains("target"));
}

TEST_F(Simulate, BonesThatCannotBeUsedAreOneSentence) {
  write_text(folder_.path("stone.stl"), box_stl(30.0, 20.0, 120.0));
  write_text(folder_.path("metres.stl"), box_stl(0.03, 0.02, 0.12));
  std::string open = box_stl(30.0, 20.0, 120.0);
  open.erase(open.rfind("facet normal"));
  write_text(folder_.path("open.stl"), open + "endsolid box\n");
  const std::pair<std::string, const char*> cases[] = {
      {bones("nowhere.stl"), "nowhere.stl"},
      {bones("open.stl"), "not closed"},
      {bones("metres.stl"), "in mm"},
      {bones("stone.stl") + " --bones-up up", "--bones-up"},
      {bones("stone.stl") + " --bones-target 1,2", "--bones-target"},
      {bones("stone.stl") + " --bones-points psis_left=1,2,3", "three"},
      {bones("stone.stl") + " --bones-points psis_left:1,2,3", "NAME=X,Y,Z"}};
  for (const auto& [arguments, word] : cases) {
    expect_refused(simulate("x.igs.mha", arguments), word);
  }
}

}  // namespace
}  // namespace echolance
