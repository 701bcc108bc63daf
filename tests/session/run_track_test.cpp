// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_track.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <opencv2/videoio.hpp>

#include "session/track_results.hpp"
#include "tests/support/list_source.hpp"
#include "tests/support/phantom.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

PhantomOptions small_phantom() {
  PhantomOptions options;
  options.size_px = {161, 121};  // odd on purpose: video wants even sides
  options.mm_per_px = 0.3;
  options.frames = 6;
  return options;
}

std::vector<Frame> phantom_frames() {
  PhantomSource source(small_phantom());
  std::vector<Frame> frames;
  for (auto frame = source.next(); frame->has_value(); frame = source.next()) {
    frames.push_back(**frame);
  }
  return frames;
}

SequenceInfo phantom_info() {
  return PhantomSource(small_phantom()).info();
}

class RunTrack : public testing::Test {
 protected:
  TrackRequest request(VideoOutput video = VideoOutput::kNone) const {
    TrackRequest result;
    result.out_dir = folder_.path("out");
    result.input_sha256 = "abc";
    result.program_version = "9.9";
    result.video = video;
    return result;
  }
  std::string out(const std::string& name) const { return folder_.path("out/" + name); }
  json summary() const { return json::parse(read_text(out("summary.json"))); }
  std::ptrdiff_t csv_rows() const {
    const auto text = read_text(out("frames.csv"));
    return std::count(text.begin(), text.end(), '\n') - 1;
  }

  TemporaryFolder folder_;
};

TEST_F(RunTrack, WritesOneRowAndOneBoneLineForEveryFrame) {
  PhantomSource source(small_phantom());
  const auto result = run_track(source, request());
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(csv_rows(), 6);
  const auto read_back = read_track_results(folder_.path("out"));
  ASSERT_TRUE(read_back.has_value()) << read_back.error().text();
  ASSERT_EQ(read_back->frames.size(), 6U);
  EXPECT_EQ(read_back->frames[5].frame_index, 5);
  EXPECT_NEAR(read_back->mm_per_px.value(), 0.3, 1e-12);
  EXPECT_FALSE(fs::exists(out("overlay.mp4")));
}

TEST_F(RunTrack, SummaryHoldsInputVersionOptionsAndCounts) {
  PhantomSource source(small_phantom());
  ASSERT_TRUE(run_track(source, request()).has_value());
  const json result = summary();
  EXPECT_EQ(result["schema_version"], 1);
  EXPECT_EQ(result["ended"], "complete");
  EXPECT_EQ(result["program_version"], "9.9");
  EXPECT_EQ(result["input"]["sha256"], "abc");
  EXPECT_EQ(result["counts"]["frames"], 6);
  const auto& counts = result["counts"];
  EXPECT_EQ(counts["needle_seen"].get<int>() + counts["needle_predicted"].get<int>() +
                counts["needle_not_seen"].get<int>(),
            6);
  EXPECT_TRUE(result["options"]["bone"].contains("minimum_confidence"));
  EXPECT_TRUE(result["options"]["needle"].contains("minimum_confidence"));
  EXPECT_THAT(result["notice"].get<std::string>(), testing::HasSubstr("not a medical device"));
}

TEST_F(RunTrack, SaysThatResultsAreInPixelsWithoutSpacing) {
  auto frames = phantom_frames();
  for (auto& frame : frames) frame.spacing.reset();
  auto info = phantom_info();
  info.spacing.reset();
  ListSource source(info, frames);
  const auto result = run_track(source, request());
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(summary()["spacing"].is_null());
  EXPECT_THAT(result->warnings, testing::Contains(testing::HasSubstr("results are in pixels")));
}

TEST_F(RunTrack, StoppedRunLeavesWholeFilesAndSaysSo) {
  PhantomSource source(small_phantom());
  int frames_done = 0;
  const TrackHooks hooks{[&](const TrackProgress& progress) {
                           frames_done = static_cast<int>(progress.frames_done);
                           EXPECT_EQ(progress.frames_total, 6);
                         },
                         [&] { return frames_done == 2; }};
  const auto result = run_track(source, request(VideoOutput::kOverlay), hooks);
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->end, RunEnd::kInterrupted);
  EXPECT_EQ(summary()["ended"], "interrupted");
  EXPECT_EQ(csv_rows(), 2);
  EXPECT_TRUE(cv::VideoCapture(out("overlay.mp4")).isOpened());
}

TEST_F(RunTrack, DamagedRecordingKeepsTheWholeFramesBeforeTheDamage) {
  const Error damage{ErrorCode::kDamagedFile, "the pixels end early", "frame 6"};
  ListSource source(phantom_info(), phantom_frames(), damage);
  const auto result = run_track(source, request());
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->end, RunEnd::kDamaged);
  EXPECT_THAT(result->warnings, testing::Contains("frame 6: the pixels end early"));
  EXPECT_EQ(summary()["ended"], "damaged");
  EXPECT_EQ(csv_rows(), 6);
}

TEST_F(RunTrack, RecordingWithoutAnyWholeFrameIsAnErrorAndWritesNothing) {
  const Error damage{ErrorCode::kDamagedFile, "the pixels end early", "frame 0"};
  ListSource damaged(phantom_info(), {}, damage);
  EXPECT_EQ(run_track(damaged, request()).error(), damage);
  ListSource empty(phantom_info(), {});
  EXPECT_EQ(run_track(empty, request()).error().code, ErrorCode::kNoData);
  EXPECT_FALSE(fs::exists(folder_.path("out")));
}

TEST_F(RunTrack, FramesWithoutPictureAreCountedAndWritten) {
  auto frames = phantom_frames();
  frames[1].image.release();
  ListSource source(phantom_info(), frames);
  const auto result = run_track(source, request(VideoOutput::kOverlay));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->counts.with_picture, 5);
  EXPECT_EQ(csv_rows(), 6);
}

TEST_F(RunTrack, OverlayHasEveryFrameAndEvenSides) {
  PhantomSource source(small_phantom());
  ASSERT_TRUE(run_track(source, request(VideoOutput::kOverlay)).has_value());
  cv::VideoCapture video(out("overlay.mp4"));
  ASSERT_TRUE(video.isOpened());
  int frames = 0;
  for (cv::Mat image; video.read(image);) {
    EXPECT_EQ(image.cols % 2, 0);
    ++frames;
  }
  EXPECT_EQ(frames, 6);
}

TEST_F(RunTrack, RefusesAFolderWithTheUsersOwnFilesAndLeavesThem) {
  fs::create_directory(folder_.path("out"));
  write_text(out("thesis.txt"), "years of work");
  PhantomSource source(small_phantom());
  const auto result = run_track(source, request());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCannotWrite);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path("out")), {}), 1);
}

TEST_F(RunTrack, ReplacesEarlierResultsButNothingElse) {
  PhantomSource first(small_phantom());
  ASSERT_TRUE(run_track(first, request(VideoOutput::kOverlay)).has_value());
  write_text(out("notes.txt"), "mine");
  auto shorter = small_phantom();
  shorter.frames = 3;
  PhantomSource second(shorter);
  ASSERT_TRUE(run_track(second, request()).has_value());
  EXPECT_EQ(csv_rows(), 3);
  EXPECT_EQ(read_text(out("notes.txt")), "mine");
  EXPECT_FALSE(fs::exists(out("overlay.mp4"))) << "a video of the earlier run would mislead";
}

TEST_F(RunTrack, FolderThatCannotBeMadeIsAnError) {
  write_text(folder_.path("file"), "");
  for (const char* name : {"file", "file/below"}) {
    auto wanted = request();
    wanted.out_dir = folder_.path(name);
    PhantomSource source(small_phantom());
    EXPECT_EQ(run_track(source, wanted).error().code, ErrorCode::kCannotWrite) << name;
  }
}

TEST_F(RunTrack, FullDiskIsAnErrorThatNamesTheFile) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "this machine has no /dev/full";
  fs::create_directory(folder_.path("out"));
  fs::create_symlink("/dev/full", out("frames.csv.part"));
  PhantomSource source(small_phantom());
  const auto result = run_track(source, request());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCannotWrite);
  EXPECT_THAT(result.error().text(), testing::HasSubstr("frames.csv"));
  EXPECT_FALSE(fs::exists(out("summary.json")));
}

TEST_F(RunTrack, FullDiskKeepsWholeLinesOfTheFramesDoneAndTheEarlierResults) {
  PhantomSource first(small_phantom());
  ASSERT_TRUE(run_track(first, request()).has_value());
  const auto earlier = read_text(out("frames.csv"));
  // A limit on the size of files stands in for the full disk.
  struct rlimit unlimited = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const auto line_bytes = read_text(out("bone.jsonl")).size() / 6;
  struct rlimit limited = unlimited;
  limited.rlim_cur = static_cast<rlim_t>(std::max<std::size_t>(3 * line_bytes, 700));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limited), 0);
  auto longer = small_phantom();
  longer.frames = 60;
  PhantomSource second(longer);
  const auto result = run_track(second, request());
  setrlimit(RLIMIT_FSIZE, &unlimited);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCannotWrite);
  EXPECT_EQ(read_text(out("frames.csv")), earlier);
  for (const char* name : {"frames.csv.part", "bone.jsonl.part"}) {
    const auto kept = read_text(out(name));
    ASSERT_FALSE(kept.empty()) << name;
    EXPECT_EQ(kept.back(), '\n') << name;
  }
}

TEST_F(RunTrack, RefusesToWriteIntoTheFolderOfTheRecording) {
  fs::create_directory(folder_.path("out"));
  write_text(out("overlay.mp4"), "a video that is the input");
  auto info = phantom_info();
  info.path = out("overlay.mp4");
  ListSource source(info, phantom_frames());
  const auto result = run_track(source, request(VideoOutput::kOverlay));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kCannotWrite);
  EXPECT_EQ(read_text(out("overlay.mp4")), "a video that is the input");
}

TEST_F(RunTrack, SaysWhyNoUltrasoundWasFound) {
  auto frames = phantom_frames();
  for (auto& frame : frames) frame.image = cv::Mat(20, 20, CV_8U, cv::Scalar(9));
  ListSource source(phantom_info(), frames);
  const auto result = run_track(source, request());
  ASSERT_TRUE(result.has_value());
  EXPECT_THAT(result->warnings, testing::Contains(testing::HasSubstr("too small")));
}

TEST_F(RunTrack, RefusesOptionsOutOfRange) {
  auto wanted = request();
  wanted.options.needle.minimum_confidence = 7.0;
  PhantomSource source(small_phantom());
  EXPECT_EQ(run_track(source, wanted).error().code, ErrorCode::kInvalidOption);
}

TEST(Latency, IsTheNearestRank) {
  std::vector<float> times;
  for (int i = 100; i >= 1; --i) times.push_back(static_cast<float>(i));
  const Latency latency = latency_of(times);
  EXPECT_EQ(latency.p50_ms, 50.0);
  EXPECT_EQ(latency.p95_ms, 95.0);
  EXPECT_EQ(latency.p99_ms, 99.0);
  EXPECT_EQ(latency.max_ms, 100.0);
}

}  // namespace
}  // namespace echolance
