// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/temporary_folder.hpp"

// The accuracy suite through the real program: made, tracked, evaluated by strata.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Suite : public testing::Test {
 protected:
  int run(const std::string& arguments) {
    const std::string command = std::string("'") + ECHOLANCE_BINARY + "' " + arguments + " >'" +
                                folder_.path("stdout") + "' 2>'" + folder_.path("stderr") + "'";
    const int status = std::system(command.c_str());
    out_ = read_text(folder_.path("stdout"));
    err_ = read_text(folder_.path("stderr"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // Small and coarse: this is about the way through, not about the picture.
  int make(const std::string& more) {
    return run("suite '" + folder_.path("suite") +
               "' --frames 8 --size-px 128 --lines 48 --tissue-spacing-mm 3 " + more);
  }

  TemporaryFolder folder_;
  std::string out_, err_;
};

TEST_F(Suite, IsMadeTrackedAndPrintedByStrata) {
  ASSERT_EQ(make("--only psis-usual --only sij-free --only caudal-steep"), 0) << err_;
  const json suite = json::parse(read_text(folder_.path("suite/suite.json")));
  ASSERT_EQ(suite.at("sequences").size(), 3U);
  EXPECT_EQ(suite.at("sequences").at(0).at("strata").at("approach"), "in_plane");
  ASSERT_EQ(run("evaluate --suite '" + folder_.path("suite") +
                "' --require 'all_false_seen_fraction<=0.5'"),
            0)
      << err_;
  for (const char* stratum : {"partly visible", "needle free", "linear", "still", "stepwise"}) {
    EXPECT_THAT(out_, HasSubstr(stratum));
  }
  const json table = json::parse(read_text(folder_.path("suite/evaluation.json")));
  EXPECT_EQ(table.at("metrics").at("all_frames"), 24);
  EXPECT_EQ(table.at("metrics").at("approach_needle_free_free_frames"), 8);
  EXPECT_TRUE(std::filesystem::exists(folder_.path("suite/results/sij-free/frames.csv")));
}

TEST_F(Suite, GoesOnWithTheSameOptionsAndRefusesOthers) {
  ASSERT_EQ(make("--only psis-free"), 0) << err_;
  const auto written = std::filesystem::last_write_time(folder_.path("suite/psis-free.igs.mha"));
  ASSERT_EQ(make("--only psis-free"), 0) << err_;
  EXPECT_EQ(std::filesystem::last_write_time(folder_.path("suite/psis-free.igs.mha")), written);
  EXPECT_EQ(make("--only psis-free --seed 1"), 2);
  EXPECT_THAT(err_, HasSubstr("other options"));
}

TEST_F(Suite, FolderWithOtherThingsIsLeftAlone) {
  std::filesystem::create_directory(folder_.path("suite"));
  write_text(folder_.path("suite/mine.txt"), "mine");
  EXPECT_EQ(make("--only psis-free"), 2);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("suite/suite.json")));
}

TEST_F(Suite, UnknownNameIsRefused) {
  EXPECT_EQ(make("--only nonsense"), 2);
  EXPECT_FALSE(std::filesystem::exists(folder_.path("suite")));
}

TEST_F(Suite, FolderWithoutSuiteIsOneSentence) {
  EXPECT_EQ(run("evaluate --suite '" + folder_.path("nowhere") + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("suite.json"));
}

TEST_F(Suite, DamagedSuiteIsOneSentence) {
  std::filesystem::create_directory(folder_.path("suite"));
  write_text(folder_.path("suite/suite.json"), "{\"schema\": \"echolance.suite\", ");
  EXPECT_EQ(run("evaluate --suite '" + folder_.path("suite") + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("not a suite"));
}

TEST_F(Suite, NameThatLeavesTheFolderIsRefused) {
  std::filesystem::create_directory(folder_.path("suite"));
  write_text(folder_.path("suite/suite.json"),
             R"({"schema": "echolance.suite", "program_version": "1", "options": {},
 "sequences_wanted": 1, "sequences": [{"name": "../x", "recording": "a", "truth": "b",
 "frames": 1, "seed": 1, "patient_seed": 1, "strata": {}}]})");
  EXPECT_EQ(run("evaluate --suite '" + folder_.path("suite") + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("plain name"));
}

TEST_F(Suite, EvaluateWithoutResultsAndTruthSaysWhatToGive) {
  EXPECT_EQ(run("evaluate"), 2);
  EXPECT_THAT(err_, HasSubstr("--suite"));
}

}  // namespace
}  // namespace echolance
