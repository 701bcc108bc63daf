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

// A simulated recording goes through the real program: made, tracked, evaluated.
namespace echolance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Simulate : public testing::Test {
 protected:
  int run(const std::string& arguments) {
    const std::string command = std::string("'") + ECHOLANCE_BINARY + "' " + arguments + " >'" +
                                folder_.path("stdout") + "' 2>'" + folder_.path("stderr") + "'";
    const int status = std::system(command.c_str());
    err_ = read_text(folder_.path("stderr"));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // Small and coarse: this is about the way through, not about the picture.
  int simulate(const std::string& name, const std::string& more) {
    return run(
        "simulate --patient 3 --procedure psis_infil --frames 4 --size-px 96 --lines 48 "
        "--tissue-spacing-mm 3 --out '" +
        folder_.path(name) + "' " + more);
  }

  TemporaryFolder folder_;
  std::string err_;
};

// One test, as growing the patient takes most of the time.
TEST_F(Simulate, RecordingIsTheSameWithAnyNumberOfThreadsTrackedAndEvaluatedWithItsOwnTruth) {
  ASSERT_EQ(simulate("psis.igs.mha", "--threads 1"), 0) << err_;
  ASSERT_EQ(simulate("again.igs.mha", "--threads 2"), 0) << err_;
  EXPECT_TRUE(read_text(folder_.path("psis.igs.mha")) == read_text(folder_.path("again.igs.mha")));
  const json truth = json::parse(read_text(folder_.path("psis.truth.json")));
  ASSERT_EQ(truth.at("frames").size(), 4U);
  EXPECT_FALSE(truth.at("frames").at(0).at("bone_px").empty());
  const std::string results = folder_.path("results");
  ASSERT_EQ(run("track '" + folder_.path("psis.igs.mha") + "' --out '" + results + "'"), 0) << err_;
  EXPECT_EQ(run("evaluate '" + results + "' --truth '" + folder_.path("psis.truth.json") + "'"), 0)
      << err_;
}

TEST_F(Simulate, UnknownProcedureIsOneSentenceThatListsTheKnown) {
  EXPECT_EQ(run("simulate --procedure nonsense --out '" + folder_.path("x.igs.mha") + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("nonsense"));
  EXPECT_THAT(err_, HasSubstr("psis_infil"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("x.igs.mha")));
}

}  // namespace
}  // namespace echolance
