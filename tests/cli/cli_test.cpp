// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "tests/support/phantom.hpp"
#include "tests/support/program.hpp"

// Runs the real program, as a user does.
namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class Cli : public testing::Test {
 protected:
  Outcome run(const std::string& arguments) const { return run_program(folder_, arguments); }

  // A recording that needs no reader but the folder of images.
  std::string image_folder(int frames = 3) const {
    const std::string path = folder_.path("images");
    fs::create_directories(path);
    PhantomOptions options;
    options.size_px = {200, 160};
    options.mm_per_px = 0.25;
    options.frames = frames;
    const Phantom phantom(options);
    for (int i = 0; i < frames; ++i) {
      cv::imwrite(path + "/" + std::to_string(i) + ".png", phantom.frame(i).image);
    }
    return path;
  }
  std::string out() const { return folder_.path("out"); }

  TemporaryFolder folder_;
};

TEST_F(Cli, HelpOpensWithThreeLinesAndSaysWhatThisIsNot) {
  for (const char* arguments : {"", "--help"}) {
    const auto outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, StartsWith("  echolance info sample_data/psis.igs.mha\n"
                                        "  echolance track sample_data/psis.igs.mha"));
    EXPECT_THAT(outcome.out, HasSubstr("not a medical device"));
  }
}

TEST_F(Cli, TellsItsVersion) {
  const auto outcome = run("--version");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, testing::MatchesRegex("echolance [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(Cli, SuggestsTheNearestCommandAndFlag) {
  const std::pair<const char*, const char*> cases[] = {
      {"trakc x", "did you mean 'track'?"},
      {"--versoin", "did you mean '--version'?"},
      {"track x --out y --vidoe", "did you mean '--video'?"},
      {"track x --oud y", "did you mean '--out'?"},
      {"track x --out y --mm-per-pixel=1", "did you mean '--mm-per-px'?"},
      {"info x --jsno", "did you mean '--json'?"}};
  for (const auto& [arguments, suggestion] : cases) {
    const auto outcome = run(arguments);
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr(suggestion)) << arguments;
  }
}

TEST_F(Cli, WrongUseAndWrongInputAreOneSentenceAndWriteNothing) {
  const std::string images = image_folder();
  for (const std::string& arguments :
       {std::string("frobnicate"), std::string("track"), std::string("track x"),
        std::string("info /nowhere/at/all.mha"), "track /nowhere.mp4 --out " + out(),
        "track " + images + " --out " + out() + " --threads many",
        "track " + images + " --out " + out() + " --needle 99G",
        "track " + images + " --out " + out() + " --config /nowhere.json",
        "track " + images + " --out " + out() + " --needle-minimum-confidence 7",
        "track " + images + " --out " + out() + " --mm-per-px -1",
        "evaluate " + out() + " --truth /nowhere.json",
        "evaluate " + out() + " --truth x --require nonsense"}) {
    expect_one_sentence(run(arguments));
    EXPECT_FALSE(fs::exists(out())) << arguments;
  }
}

TEST_F(Cli, RefusesAnEmptyRecording) {
  fs::create_directory(folder_.path("empty"));
  write_text(folder_.path("text.mha"), "this is no recording");
  expect_one_sentence(run("info " + folder_.path("empty")));
  expect_one_sentence(run("track " + folder_.path("text.mha") + " --out " + out()));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Cli, TracksAFolderOfImagesWithVideo) {
  const auto outcome =
      run("track " + image_folder() + " --out " + out() + " --mm-per-px 0.25 --video --threads 1");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("frames            3"));
  for (const char* name : {"frames.csv", "bone.jsonl", "summary.json", "overlay.mp4"}) {
    EXPECT_TRUE(fs::exists(out() + "/" + name)) << name;
  }
  const json summary = json::parse(read_text(out() + "/summary.json"));
  EXPECT_EQ(summary["threads"], 1);
  EXPECT_EQ(summary["spacing"]["x_mm_per_px"], 0.25);
  EXPECT_EQ(summary["input"]["sha256"].get<std::string>().size(), 64U);
}

TEST_F(Cli, FlagsWinOverTheConfigurationFile) {
  write_text(folder_.path("config.json"),
             "{\"bone\":{\"minimum_confidence\":0.3},\"needle\":{\"minimum_confidence\":0.4}}");
  const auto outcome =
      run("track " + image_folder() + " --out " + out() + " --json --needle 22G --config " +
          folder_.path("config.json") + " --bone-minimum-confidence 0.6");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json summary = json::parse(outcome.out);
  EXPECT_EQ(summary["options"]["bone"]["minimum_confidence"], 0.6);
  EXPECT_EQ(summary["options"]["needle"]["minimum_confidence"], 0.4);
  EXPECT_EQ(summary["options"]["needle_gauge"], 22);
}

TEST_F(Cli, GivesTheSameResultsWithAnyNumberOfThreads) {
  const std::string images = image_folder();
  const auto without_times = [](std::string csv) {
    std::string result;
    std::size_t field = 0;
    for (const char c : csv) {
      if (c == ',') ++field;
      if (c == '\n') field = 0;
      if (field != 13) result += c;  // process_ms
    }
    return result;
  };
  ASSERT_EQ(run("track " + images + " --out " + folder_.path("a") + " --threads 1").exit_code, 0);
  ASSERT_EQ(run("track " + images + " --out " + folder_.path("b") + " --threads 2").exit_code, 0);
  EXPECT_EQ(without_times(read_text(folder_.path("a/frames.csv"))),
            without_times(read_text(folder_.path("b/frames.csv"))));
  EXPECT_EQ(read_text(folder_.path("a/bone.jsonl")), read_text(folder_.path("b/bone.jsonl")));
}

TEST_F(Cli, LeavesTheUsersFilesAlone) {
  const std::string images = image_folder();
  const auto before = std::distance(fs::directory_iterator(images), {});
  expect_one_sentence(run("track " + images + " --out " + images));
  EXPECT_EQ(std::distance(fs::directory_iterator(images), {}), before);
}

TEST_F(Cli, FolderThatCannotBeWrittenIsOneSentence) {
  const std::string images = image_folder();
  expect_one_sentence(run("track " + images + " --out /proc/echolance"));
  if (::geteuid() == 0) GTEST_SKIP() << "permissions do not bind the administrator";
  fs::create_directory(out());
  fs::permissions(out(), fs::perms::owner_read | fs::perms::owner_exec);
  expect_one_sentence(run("track " + images + " --out " + out()));
}

TEST_F(Cli, InfoDescribesAsTextAndJson) {
  const std::string images = image_folder();
  EXPECT_THAT(run("info " + images).out, HasSubstr("200 x 160 px"));
  const auto outcome = run("info " + images + " --json --scan --fps 10");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json description = json::parse(outcome.out);
  EXPECT_EQ(description["width_px"], 200);
  EXPECT_EQ(description["frames_read"], 3);
  EXPECT_EQ(description["frame_rate_hz"], 10.0);
  EXPECT_TRUE(description["spacing"].is_null());
}

TEST_F(Cli, EvaluateSaysByItsExitCodeWhetherATargetIsMet) {
  ASSERT_EQ(run("track " + image_folder() + " --out " + out()).exit_code, 0);
  write_text(folder_.path("truth.json"),
             "{\"mm_per_px\":0.25,\"frames\":[{\"frame\":0,\"needle\":\"absent\"},"
             "{\"frame\":99,\"shaft_px\":[[10,10],[90,60]]}]}");
  const std::string command = "evaluate " + out() + " --truth " + folder_.path("truth.json");
  EXPECT_EQ(run(command + " --require 'needle_marked_frames>=1'").exit_code, 0);
  const auto unmet = run(command + " --require 'needle_shaft_right_fraction>=0.5'");
  EXPECT_EQ(unmet.exit_code, 1);
  EXPECT_THAT(unmet.err, HasSubstr("needle_shaft_right_fraction>=0.5 is not met"));
  const auto as_json = run(command + " --json");
  EXPECT_EQ(json::parse(as_json.out)["metrics"]["needle_marked_frames"], 1);
  EXPECT_EQ(json::parse(read_text(out() + "/evaluation.json")), json::parse(as_json.out));
}

TEST_F(Cli, ReaderOfTheResultMayGoAway) {
  const std::string command = quoted(ECHOLANCE_BINARY) + " --help | true";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST_F(Cli, WorksWithoutStandardStreams) {
  const std::string images = image_folder();
  const std::string command = quoted(ECHOLANCE_BINARY) + " track " + images + " --out ";
  ASSERT_EQ(std::system((command + folder_.path("a") + " <&- >&- 2>&-").c_str()), 0);
  ASSERT_EQ(std::system((command + folder_.path("b") + " >/dev/null 2>&1").c_str()), 0);
  EXPECT_EQ(read_text(folder_.path("a/bone.jsonl")), read_text(folder_.path("b/bone.jsonl")));
}

TEST_F(Cli, SaysThatTheResultCannotBePrinted) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this machine has no /dev/full";
  const std::string command =
      quoted(ECHOLANCE_BINARY) + " --help >/dev/full 2>" + quoted(folder_.path("stderr"));
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 2);
  EXPECT_THAT(read_text(folder_.path("stderr")), StartsWith("echolance: standard output"));
}

TEST_F(Cli, DamagedPicturesAreOneSentence) {
  const std::string picture = image_folder() + "/0.png";
  const std::string whole = read_text(picture);
  write_text(picture, whole.substr(0, whole.size() / 2));
  expect_one_sentence(run("info " + picture));
  std::string flipped = whole;
  flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
  write_text(picture, flipped);
  expect_one_sentence(run("info " + picture));
}

TEST_F(Cli, TellsWhatTheReaderLearntOnTheWay) {
  const std::string images = image_folder();
  const cv::Mat picture = cv::imread(images + "/2.png");
  cv::imwrite(images + "/2.png", picture(cv::Rect(0, 0, 150, 120)));
  EXPECT_THAT(run("track " + images + " --out " + out()).err, HasSubstr("differ in size"));
}

TEST_F(Cli, WrongUseSaysWhereHelpIs) {
  for (const char* arguments : {"track", "track x.mha --out", "track x.mha --out o --threads 0"}) {
    const auto outcome = run(arguments);
    expect_one_sentence(outcome);
    EXPECT_THAT(outcome.err, HasSubstr("see 'echolance track --help'")) << arguments;
  }
}

// The first Ctrl-C ends the run with whole files.
TEST_F(Cli, InterruptLeavesWholeResults) {
  image_folder(60);
  write_text(folder_.path("script"),
             "cd " + quoted(folder_.path()) + "\n" + quoted(ECHOLANCE_BINARY) +
                 " track images --out out --video >stdout 2>stderr &\n"
                 "while [ ! -e out/frames.csv.part ] && kill -0 $!; do :; done\n"
                 "kill -INT $!\nwait $!\n");
  const int status = std::system(("bash " + quoted(folder_.path("script"))).c_str());
  EXPECT_EQ(WEXITSTATUS(status), 0) << read_text(folder_.path("stderr"));
  const json summary = json::parse(read_text(out() + "/summary.json"));
  const std::string csv = read_text(out() + "/frames.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n') - 1, summary["counts"]["frames"]);
  // A machine that does 60 frames before the signal arrives has nothing to interrupt.
  EXPECT_THAT(summary["ended"].get<std::string>(), testing::AnyOf("interrupted", "complete"));
}

}  // namespace
}  // namespace echolance
