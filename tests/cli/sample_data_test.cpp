// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "session/input_hash.hpp"
#include "tests/support/program.hpp"

// The lines that the help and the README open with, run on the sample data as a user does.
namespace echolance {
namespace {

using nlohmann::json;

json manifest() {
  return json::parse(read_text(ECHOLANCE_SAMPLE_DATA_DIR "/manifest.json"));
}

TEST(SampleData, OpeningLinesOfTheHelpWork) {
  const TemporaryFolder folder;
  const std::string results = folder.path("results");
  auto outcome = run_program(folder, "info sample_data/psis.igs.mha --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_GE(json::parse(outcome.out)["frame_count"], 60);
  outcome = run_program(folder, "track sample_data/psis.igs.mha --out " + results + " --video");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  outcome =
      run_program(folder, "evaluate " + results + " --truth sample_data/psis.truth.json --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto metrics = json::parse(outcome.out)["metrics"];
  EXPECT_GT(metrics["needle_marked_frames"], 30);
  EXPECT_GT(metrics["needle_free_frames"], 15);
  EXPECT_GT(metrics["bone_truth_columns"], 3000);
}

TEST(SampleData, EachCaseHasATruthAsLongAsItsRecording) {
  const TemporaryFolder folder;
  const json cases = manifest().at("cases");
  ASSERT_GE(cases.size(), 4U);
  for (const auto& sample : cases) {
    const std::string recording = sample.at("recording");
    const auto outcome = run_program(folder, "info sample_data/" + recording + " --json");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json truth = json::parse(
        read_text(ECHOLANCE_SAMPLE_DATA_DIR "/" + sample.at("truth").get<std::string>()));
    EXPECT_EQ(truth.at("recording"), recording);
    EXPECT_EQ(truth.at("frames").size(), json::parse(outcome.out)["frame_count"]);
  }
}

// The case folders hold what the program makes today.
TEST(SampleData, ThePlansOfTheCasesAreMadeAgain) {
  const TemporaryFolder folder;
  const json plans = manifest().at("plans");
  ASSERT_GE(plans.size(), 2U);
  for (const auto& sample : plans) {
    const std::string name = sample.at("case");
    std::string command = sample.at("command");
    const std::string program = "echolance ", out = "--out sample_data/" + name;
    ASSERT_TRUE(command.starts_with(program) && command.ends_with(out)) << command;
    command = command.substr(program.size(), command.size() - program.size() - out.size()) +
              "--out " + quoted(folder.path(name));
    const auto outcome = run_program(folder, command);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::string kept = ECHOLANCE_SAMPLE_DATA_DIR "/" + name;
    const json then = json::parse(read_text(kept + "/plan.json"));
    const json now = json::parse(read_text(folder.path(name) + "/plan.json"));
    for (const char* place : {"entry_mm", "end_mm"}) {
      for (std::size_t axis = 0; axis < 3; ++axis) {
        EXPECT_NEAR(then["best"][place][axis], now["best"][place][axis], 0.1) << name;
      }
    }
    EXPECT_NEAR(then["best"]["score"], now["best"]["score"], 0.01) << name;
    EXPECT_EQ(then["landmarks"].size(), now["landmarks"].size()) << name;
    EXPECT_EQ(json::parse(read_text(kept + "/case.json"))["plan"],
              json::parse(read_text(folder.path(name) + "/case.json"))["plan"])
        << name;
  }
}

TEST(SampleData, ManifestHoldsTheHashesOfAllFiles) {
  std::set<std::string> named = {"manifest.json", "README.md"};
  const json plans = manifest().at("plans");
  for (const auto& plan : plans) named.insert(plan.at("case"));
  const json files = manifest().at("files");
  for (const auto& file : files) {
    const std::string name = file.at("name");
    named.insert(name);
    EXPECT_EQ(sha256_of_input(ECHOLANCE_SAMPLE_DATA_DIR "/" + name).value(), file.at("sha256"))
        << name;
  }
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ECHOLANCE_SAMPLE_DATA_DIR)) {
    EXPECT_TRUE(named.contains(entry.path().filename().string())) << entry.path();
  }
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(ECHOLANCE_SAMPLE_DATA_DIR)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  EXPECT_LT(bytes, 12U * 1024U * 1024U);
}

}  // namespace
}  // namespace echolance
