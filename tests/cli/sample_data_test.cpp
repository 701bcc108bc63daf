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

TEST(SampleData, ManifestHoldsTheHashesOfAllFiles) {
  std::set<std::string> named = {"manifest.json"};
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
    bytes += entry.file_size();
  }
  EXPECT_LT(bytes, 12U * 1024U * 1024U);
}

}  // namespace
}  // namespace echolance
