// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/video_source.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <random>

#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

/// Variable rate: 25 frames/s, then a gap, then 10 frames/s.
std::vector<std::int64_t> uneven_times_ms() {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 20; ++i) times.push_back(i * 40);
  for (std::int64_t i = 0; i < 20; ++i) times.push_back(1300 + i * 100);
  return times;
}

class EveryContainer : public testing::TestWithParam<const char*> {};

TEST_P(EveryContainer, GivesEveryFrameItsNumberAndItsOwnTime) {
  const test::TemporaryFolder folder;
  const std::string path = folder / (std::string("clip.") + GetParam());
  test::write_video(path, uneven_times_ms());
  const auto clip = test::replay(path);
  ASSERT_FALSE(clip.error) << clip.error->text();
  ASSERT_EQ(clip.frames.size(), 40u);
  EXPECT_EQ(clip.info.format, "video");
  EXPECT_EQ(clip.info.width_px, 64);
  EXPECT_EQ(clip.info.height_px, 48);
  for (std::size_t i = 0; i < clip.frames.size(); ++i) {
    EXPECT_EQ(clip.frames[i].index, static_cast<std::int64_t>(i));
    EXPECT_NEAR(clip.frames[i].time.seconds(), static_cast<double>(uneven_times_ms()[i]) * 1e-3,
                1e-6)
        << i;
    // Each picture is brighter than the one before, so the order shows.
    const double brightness = cv::mean(clip.frames[i].image)[0];
    const double wanted = (40.0 + 4.0 * static_cast<double>(i) - 16.0) * 255.0 / 219.0;
    EXPECT_NEAR(brightness, wanted, 3.0) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Containers, EveryContainer, testing::Values("mp4", "mov", "mkv"),
                         [](const auto& given) { return given.param; });

TEST(Video, WithoutDisplayTimesTheDecodeTimesCount) {
  const test::TemporaryFolder folder;
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 30; ++i) times.push_back(i * 40);
  test::write_video(folder / "clip.avi", times);
  const auto clip = test::replay(folder / "clip.avi");
  ASSERT_FALSE(clip.error) << clip.error->text();
  ASSERT_EQ(clip.frames.size(), 30u);
  for (std::size_t i = 1; i < clip.frames.size(); ++i) {
    EXPECT_NEAR(elapsed_s(clip.frames[i - 1].time, clip.frames[i].time), 0.04, 1e-6) << i;
  }
}

TEST(Video, ContentCountsNotTheName) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.mp4", uneven_times_ms());
  test::write_bytes(folder / "clip", test::read_bytes(folder / "clip.mp4"));
  EXPECT_EQ(test::replay(folder / "clip").frames.size(), 40u);
}

TEST(Video, UserGivesTheSpacing) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.mp4", uneven_times_ms());
  EXPECT_FALSE(test::replay(folder / "clip.mp4").info.spacing);
  OpenOptions options;
  options.mm_per_px = 0.1;
  options.frame_rate_hz = 5.0;
  const auto clip = test::replay(folder / "clip.mp4", options);
  EXPECT_EQ(clip.frames.at(3).spacing, (PixelSpacing{0.1, 0.1}));
  EXPECT_NEAR(clip.frames.at(3).time.seconds(), 0.12, 1e-6) << "the video's own times hold";
  EXPECT_TRUE(test::has_note(clip.info, "rate given is not used"));
}

TEST(DamagedVideo, TruncatedFilesGiveTheirWholeFramesFirst) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.mkv", uneven_times_ms());
  const std::string bytes = test::read_bytes(folder / "clip.mkv");
  std::size_t last = 0;
  for (const double part : {0.3, 0.5, 0.7}) {
    test::write_bytes(folder / "clip.mkv",
                      bytes.substr(0, static_cast<std::size_t>(part * double(bytes.size()))));
    const auto clip = test::replay(folder / "clip.mkv");
    ASSERT_TRUE(clip.error) << part;
    EXPECT_EQ(clip.error->code, ErrorCode::kDamagedFile);
    EXPECT_NE(clip.error->message.find("whole frames before the damage are usable"),
              std::string::npos);
    EXPECT_GE(clip.frames.size(), last);
    EXPECT_LT(clip.frames.size(), 40u);
    last = clip.frames.size();
  }
  EXPECT_GT(last, 0u);
}

TEST(DamagedVideo, Mp4WithoutItsIndexSaysSo) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.mp4", uneven_times_ms());
  const std::string bytes = test::read_bytes(folder / "clip.mp4");
  test::write_bytes(folder / "clip.mp4", bytes.substr(0, bytes.size() / 2));
  const auto clip = test::replay(folder / "clip.mp4");
  ASSERT_TRUE(clip.error);
  EXPECT_EQ(clip.error->code, ErrorCode::kDamagedFile);
  EXPECT_NE(clip.error->text().find("clip.mp4"), std::string::npos);
}

/// An AVI in which every `from` has become `to`.
ErrorCode code_of_changed_avi(const std::string& from, const std::string& to) {
  const test::TemporaryFolder folder;
  test::write_video(folder / "clip.avi", {0, 40, 80, 120, 160, 200});
  std::string bytes = test::read_bytes(folder / "clip.avi");
  for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from)) {
    bytes.replace(at, from.size(), to);
  }
  test::write_bytes(folder / "clip.avi", bytes);
  const auto clip = test::replay(folder / "clip.avi");
  return clip.error ? clip.error->code : ErrorCode::kCannotWrite;
}

TEST(Video, WithoutAVideoStreamThereIsNoData) {
  EXPECT_EQ(code_of_changed_avi("vids", "auds"), ErrorCode::kNoData);
}

TEST(Video, UnknownCodingIsUnsupported) {
  EXPECT_EQ(code_of_changed_avi("FMP4", "ZZZZ"), ErrorCode::kUnsupportedFormat);
}

TEST(DamagedVideo, RandomDamageNeverCrashes) {
  const test::TemporaryFolder folder;
  std::mt19937 random(5);
  for (const char* name : {"clip.mp4", "clip.mkv", "clip.avi"}) {
    test::write_video(folder / name, uneven_times_ms());
    const std::string bytes = test::read_bytes(folder / name);
    for (int variant = 0; variant < 40; ++variant) {
      std::string damaged = bytes;
      for (int i = 0; i < 8; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
      if (variant % 4 == 0) damaged.resize(random() % damaged.size());
      test::write_bytes(folder / name, damaged);
      const auto clip = test::replay(folder / name);
      EXPECT_TRUE(clip.error || !clip.frames.empty()) << name << variant;
    }
  }
}

}  // namespace
}  // namespace echolance
