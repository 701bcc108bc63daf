// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <opencv2/core.hpp>
#include <sstream>

#include "imaging/open_recording.hpp"
#include "planner/catalogue.hpp"
#include "session/frames_csv.hpp"
#include "session/picture_cache.hpp"
#include "session/picture_reader.hpp"
#include "session/run_plan.hpp"
#include "session/run_track.hpp"
#include "tests/session/worker_help.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

const std::string kPsis = std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// How long a frame took is no finding.
std::string without_process_ms(const std::string& row) {
  constexpr int kField = 13;
  std::size_t begin = 0;
  for (int i = 0; i < kField; ++i) begin = row.find(',', begin) + 1;
  return row.substr(0, begin) + row.substr(row.find(',', begin));
}

std::unique_ptr<Replay> opened(const ReplayRequest& request) {
  auto replay = Replay::open(request);
  EXPECT_TRUE(replay) << replay.error().text();
  return std::move(*replay);
}

void wait_for_end(const Replay& replay) {
  ASSERT_TRUE(wait_until([&] { return replay.progress().finished; }));
}

Plan psis_plan() {
  PlanTask task;
  task.procedure = *ProcedureCatalogue::load()->find("psis-infiltration");
  const auto plan_case = plan_case_of_recording(**open_recording(kPsis), task, 29);
  PlanRun run;
  run.task = task;
  return plan_results(*plan_case, run)->plan;
}

void expect_reports_of_track(const Replay& replay, const std::string& folder) {
  const auto rows = lines_of(read_text(folder + "/frames.csv"));
  const auto bones = lines_of(read_text(folder + "/bone.jsonl"));
  ASSERT_EQ(static_cast<std::int64_t>(rows.size()), replay.frame_count() + 1);
  for (std::int64_t i = 0; i < replay.frame_count(); ++i) {
    const auto report = replay.report(i);
    std::string row = frames_csv_row(*report, 0.0);
    row.pop_back();
    if (replay.request().plan) row += plan_csv_fields(report->plan);
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(without_process_ms(row), without_process_ms(rows[at + 1]));
    EXPECT_EQ(bone_jsonl_line(*report), bones[at] + "\n");
  }
}

TEST(Replay, ReportsAreThoseOfTrackWithAndWithoutAPlan) {
  const TemporaryFolder folder;
  for (const auto& plan : {std::optional<Plan>{}, std::optional<Plan>{psis_plan()}}) {
    TrackRequest track;
    track.out_dir = folder.path(plan ? "with" : "without");
    track.plan = plan;
    ASSERT_TRUE(run_track(**open_recording(kPsis), track));
    const auto replay = opened({kPsis, {}, {}, plan});
    wait_for_end(*replay);
    EXPECT_EQ(replay->progress().error, "");
    EXPECT_EQ(replay->progress().frames_done, 96);
    expect_reports_of_track(*replay, track.out_dir);
  }
}

TEST(Replay, LanesSumUpTheReports) {
  const auto replay = opened({kPsis, {}, {}, std::nullopt});
  wait_for_end(*replay);
  std::vector<FrameLane> lanes;
  replay->append_lanes(0, lanes);
  ASSERT_EQ(lanes.size(), 96U);
  replay->append_lanes(90, lanes);
  EXPECT_EQ(lanes.size(), 102U);
  int with_depth = 0;
  for (std::size_t i = 0; i < 96; ++i) {
    const auto report = replay->report(static_cast<std::int64_t>(i));
    EXPECT_EQ(lanes[i].needle, report->needle.state);
    EXPECT_EQ(lanes[i].time, report->time);
    EXPECT_NE(lanes[i].pose, PoseLane::kNone);
    EXPECT_EQ(lanes[i].gap_s, 0.0F);
    with_depth += lanes[i].tip_depth_mm ? 1 : 0;
  }
  EXPECT_GT(with_depth, 10);
  EXPECT_EQ(replay->progress().lost, 0);
}

TEST(Replay, GivesThePicturesOfTheFileForwardsAndBackwardsInLittleMemory) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 20);
  std::vector<cv::Mat> truth;
  const auto source = open_recording(path);
  for (auto frame = (*source)->next(); *frame; frame = (*source)->next()) {
    truth.push_back((*frame)->image);
  }
  ReplayRequest request{path, {}, {}, std::nullopt};
  request.picture_bytes = 5 * 161 * 121;  // four frames and what comes with them
  const auto replay = opened(request);
  for (const std::int64_t index : {0, 1, 2, 10, 19, 18, 17, 3, 0, 12}) {
    replay->want(index);
    ASSERT_TRUE(wait_until([&] { return replay->picture(index) != nullptr; })) << index;
    const auto picture = replay->picture(index);
    EXPECT_EQ(picture->index, index);
    EXPECT_EQ(cv::norm(picture->image, truth[static_cast<std::size_t>(index)], cv::NORM_INF), 0.0);
    EXPECT_LE(replay->progress().picture_bytes, request.picture_bytes);
  }
  replay->want(500);
  EXPECT_EQ(replay->picture(500), nullptr);
}

TEST(Replay, OfADamagedRecordingTheFramesBeforeTheDamageStay) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 20);
  fs::resize_file(path, fs::file_size(path) - 5 * 161 * 121 / 2 - 161 * 121);
  const auto replay = opened({path, {}, {}, std::nullopt});
  wait_for_end(*replay);
  const auto progress = replay->progress();
  EXPECT_THAT(progress.error, testing::HasSubstr("usable"));
  EXPECT_EQ(progress.frames_total, 20);
  EXPECT_EQ(progress.frames_done, 16);
  EXPECT_EQ(replay->frame_count(), 16);
  EXPECT_NE(replay->report(15), nullptr);
  EXPECT_EQ(replay->report(16), nullptr);
  replay->want(15);
  EXPECT_TRUE(wait_until([&] { return replay->picture(15) != nullptr; }));
  EXPECT_EQ(replay->progress().picture_error, "") << "the frame that is wanted is whole";
  replay->want(18);
  EXPECT_TRUE(wait_until([&] { return !replay->progress().picture_error.empty(); }));
}

TEST(Replay, SaysWhenPicturesCannotBeReadAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.path("phantom.mha");
  write_phantom(path, 20);
  ReplayRequest request{path, {}, {}, std::nullopt};
  request.picture_bytes = 5 * 161 * 121;
  const auto replay = opened(request);
  wait_for_end(*replay);
  replay->want(19);
  ASSERT_TRUE(wait_until([&] { return replay->picture(19) != nullptr; }));
  fs::remove(path);
  replay->want(0);
  EXPECT_TRUE(wait_until([&] { return !replay->progress().picture_error.empty(); }));
  replay->want(19);
  EXPECT_EQ(replay->progress().picture_error, "");
}

TEST(Replay, CanBeClosedAtAnyMoment) {
  for (int i = 0; i < 10; ++i) {
    const auto replay = opened({kPsis, {}, {}, std::nullopt});
    replay->want(90 - i);
    if (i > 5) {
      EXPECT_TRUE(wait_until([&] { return replay->progress().frames_done > i; }));
    }
  }
}

TEST(Replay, RefusesWhatIsNoRecording) {
  const auto replay = Replay::open({"/nowhere.mha", {}, {}, std::nullopt});
  ASSERT_FALSE(replay);
  EXPECT_EQ(replay.error().code, ErrorCode::kFileNotFound);
}

TEST(LaneMaker, CountsFramesThatTheTimesSayAreLost) {
  LaneMaker maker(10.0);
  std::vector<float> gaps;
  for (const double time_s : {0.0, 0.1, 0.2, 0.5, 0.6, 0.74, 0.84}) {
    Frame frame;
    frame.time = Timestamp::from_seconds(time_s);
    gaps.push_back(maker.next(frame, FrameReport{}).gap_s);
  }
  EXPECT_EQ(maker.lost(), 2);
  EXPECT_THAT(gaps, testing::ElementsAre(0.0F, 0.0F, 0.0F, testing::FloatNear(0.3F, 1e-5F), 0.0F,
                                         0.0F, 0.0F));
}

TEST(LaneMaker, OneBadPoseMakesTheFrameBad) {
  LaneMaker maker(0.0);
  Frame frame;
  EXPECT_EQ(maker.next(frame, {}).pose, PoseLane::kNone);
  NamedPose pose;
  pose.status = PoseStatus::kOk;
  frame.poses = {pose, pose};
  EXPECT_EQ(maker.next(frame, {}).pose, PoseLane::kOk);
  frame.poses[1].status = PoseStatus::kOutOfView;
  EXPECT_EQ(maker.next(frame, {}).pose, PoseLane::kBad);
}

std::shared_ptr<const Frame> picture_of(std::int64_t index) {
  Frame frame;
  frame.index = index;
  frame.image = cv::Mat::zeros(100, 100, CV_8UC1);
  return std::make_shared<const Frame>(std::move(frame));
}

TEST(PictureCache, KeepsWhatIsNearThePlayheadAndMoreAheadThanBehind) {
  PictureCache cache(8 * 11'000);
  cache.look_at(50);
  for (std::int64_t i = 30; i < 80; ++i) static_cast<void>(cache.add(picture_of(i)));
  EXPECT_LE(cache.bytes(), 88'000U);
  EXPECT_NE(cache.find(50), nullptr);
  EXPECT_NE(cache.find(49), nullptr);
  EXPECT_EQ(cache.find(40), nullptr);
  EXPECT_NE(cache.find(53), nullptr);
  EXPECT_EQ(cache.find(79), nullptr);
}

TEST(PictureCache, AsksForTheFirstFrameMissingUntilItsShareIsUsed) {
  PictureCache cache(8 * 11'000);
  cache.look_at(5);
  for (std::int64_t i = 5; i < 10; ++i) {
    EXPECT_EQ(cache.first_missing(std::nullopt), i);
    static_cast<void>(cache.add(picture_of(i)));
  }
  EXPECT_EQ(cache.first_missing(std::nullopt), std::nullopt);
  cache.look_at(8);
  EXPECT_EQ(cache.first_missing(std::nullopt), 10);
  EXPECT_EQ(cache.first_missing(10), std::nullopt);
}

TEST(PictureCache, AlwaysKeepsTheFrameLookedAt) {
  PictureCache cache(10);
  cache.look_at(3);
  EXPECT_TRUE(cache.add(picture_of(3)).empty());
  const auto gone = cache.add(picture_of(4));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone.front()->index, 4);
  EXPECT_NE(cache.find(3), nullptr);
}

// Twenty frames; while one of them is read, somebody else may do something.
class WatchedSource final : public FrameSource {
 public:
  using Watch = std::function<void(std::int64_t)>;
  explicit WatchedSource(Watch watch) : watch_(std::move(watch)) {}
  [[nodiscard]] const SequenceInfo& info() const override { return info_; }
  [[nodiscard]] Result<std::optional<Frame>> next() override {
    if (next_ == 20) return std::optional<Frame>{};
    watch_(next_);
    return std::optional<Frame>(*picture_of(next_++));
  }

 private:
  Watch watch_;
  SequenceInfo info_;
  std::int64_t next_ = 0;
};

TEST(PictureReader, AFrameWantedWhileAFarOneIsReadComesThoughTheFarOneFindsNoRoom) {
  std::atomic<PictureReader*> reader = nullptr;
  const auto look_elsewhere = [&](std::int64_t frame) {
    if (frame == 11 && reader != nullptr) reader.load()->want(5);
  };
  PictureReader pictures([&] { return std::make_unique<WatchedSource>(look_elsewhere); },
                         [](std::int64_t) { return std::nullopt; }, 4 * 11'000);
  reader = &pictures;
  pictures.want(10);
  EXPECT_TRUE(wait_until([&] { return pictures.picture(5) != nullptr; }));
}

}  // namespace
}  // namespace echolance
