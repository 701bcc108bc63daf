// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/temporary_folder.hpp"

// The lines that the help and the README open with, run on the sample data as a user does.
namespace echolance {
namespace {

int run(const TemporaryFolder& folder, const std::string& arguments) {
  const std::string command = "cd '" ECHOLANCE_SOURCE_DIR "' && '" ECHOLANCE_BINARY "' " +
                              arguments + " >'" + folder.path("stdout") + "' 2>'" +
                              folder.path("stderr") + "'";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(SampleData, OpeningLinesOfTheHelpWork) {
  const TemporaryFolder folder;
  const std::string results = folder.path("results");
  ASSERT_EQ(run(folder, "info sample_data/insertion.mha --json"), 0)
      << read_text(folder.path("stderr"));
  const auto info = nlohmann::json::parse(read_text(folder.path("stdout")));
  EXPECT_EQ(info["frame_count"], 84);
  EXPECT_NEAR(info["spacing"]["x_mm_per_px"].get<double>(), 0.15, 1e-9);
  ASSERT_EQ(run(folder, "track sample_data/insertion.mha --out " + results + " --video"), 0)
      << read_text(folder.path("stderr"));
  ASSERT_EQ(run(folder, "evaluate " + results + " --truth sample_data/truth.json --json"), 0)
      << read_text(folder.path("stderr"));
  const auto evaluation = nlohmann::json::parse(read_text(folder.path("stdout")));
  EXPECT_GT(evaluation["metrics"]["needle_marked_frames"], 30);
  EXPECT_GT(evaluation["metrics"]["needle_free_frames"], 15);
  EXPECT_GT(evaluation["metrics"]["bone_truth_columns"], 3000);
}

TEST(SampleData, ManifestHoldsTheHashesOfTheFiles) {
  const auto manifest =
      nlohmann::json::parse(read_text(ECHOLANCE_SAMPLE_DATA_DIR "/manifest.json"));
  const TemporaryFolder folder;
  for (const auto& file : manifest["files"]) {
    const std::string name = file["name"];
    const std::string command =
        "sha256sum '" ECHOLANCE_SAMPLE_DATA_DIR "/" + name + "' >'" + folder.path("hash") + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(read_text(folder.path("hash")).substr(0, 64), file["sha256"]) << name;
  }
}

}  // namespace
}  // namespace echolance
