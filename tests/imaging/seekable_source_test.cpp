// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/seekable_source.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "imaging/open_recording.hpp"
#include "tests/imaging/recording_files.hpp"

namespace echolance {
namespace {

void expect_same(const Frame& a, const Frame& b) {
  EXPECT_EQ(a.index, b.index);
  EXPECT_EQ(a.time, b.time);
  ASSERT_EQ(a.image.size(), b.image.size());
  EXPECT_EQ(cv::norm(a.image, b.image, cv::NORM_INF), 0.0) << "frame " << b.index;
  ASSERT_EQ(a.poses.size(), b.poses.size());
  for (std::size_t i = 0; i < a.poses.size(); ++i) {
    EXPECT_EQ(a.poses[i].to_from, b.poses[i].to_from);
  }
}

// Back and forth over the recording; two frames are read at each place.
void expect_goes_anywhere(const std::string& path) {
  const auto truth = test::replay(path).frames;
  ASSERT_GT(truth.size(), 8U);
  const auto source = open_recording(path);
  ASSERT_TRUE(source);
  auto* const seekable = dynamic_cast<SeekableSource*>(source->get());
  ASSERT_NE(seekable, nullptr);
  ASSERT_TRUE((*source)->next());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::size_t at = (i * 37 + 5) % truth.size();
    ASSERT_TRUE(seekable->go_to(truth[at].index, truth[at].time)) << "frame " << at;
    for (std::size_t k = at; k < std::min(at + 2, truth.size()); ++k) {
      const auto frame = (*source)->next();
      ASSERT_TRUE(frame && *frame) << "frame " << k;
      expect_same(**frame, truth[k]);
    }
  }
  ASSERT_TRUE(seekable->go_to(truth.back().index, truth.back().time));
  ASSERT_TRUE((*source)->next());
  const auto end = (*source)->next();
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_FALSE(*end);
}

TEST(SeekableSource, VideosWithPicturesThatLeanOnOthersInEveryContainer) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 0; i < 61; ++i) times.push_back(i * 40 + (i > 30 ? 700 : 0));
  for (const char* ending : {"mp4", "mov", "mkv"}) {
    SCOPED_TRACE(ending);
    const test::TemporaryFolder folder;
    const std::string path = folder / (std::string("clip.") + ending);
    test::write_video(path, times);
    expect_goes_anywhere(path);
  }
}

TEST(SeekableSource, RawSequencesWithAndWithoutTimes) {
  const test::TemporaryFolder folder;
  auto file = test::MetaImageFile::grey(4, 3, 12);
  test::write_bytes(folder / "plain.mha", file.bytes());
  expect_goes_anywhere(folder / "plain.mha");
  for (const int i : {0, 1, 5, 6}) {
    file.with("Seq_Frame000" + std::to_string(i) + "_Timestamp", std::to_string(0.3 * i + 0.1));
  }
  test::write_bytes(folder / "times.mha", file.bytes());
  expect_goes_anywhere(folder / "times.mha");
}

TEST(SeekableSource, FoldersOfPictures) {
  const test::TemporaryFolder folder;
  for (int i = 0; i < 10; ++i) {
    cv::imwrite(folder / (std::to_string(i) + ".png"), cv::Mat(6, 8, CV_8UC1, cv::Scalar(i * 20)));
  }
  expect_goes_anywhere(folder.path());
}

TEST(SeekableSource, PromisesNothingForPackedPixelsAndTimesThatAreNone) {
  const test::TemporaryFolder folder;
  auto file = test::MetaImageFile::grey(4, 3, 12);
  test::write_bytes(folder / "packed.mha", file.packed().bytes());
  const auto packed = open_recording(folder / "packed.mha");
  ASSERT_TRUE(packed);
  EXPECT_FALSE(dynamic_cast<SeekableSource&>(**packed).go_to(3, {}));
  test::write_video(folder / "clip.mp4", {0, 40, 80, 120, 160, 200, 240, 280, 320, 360});
  const auto video = open_recording(folder / "clip.mp4");
  ASSERT_TRUE(video && (*video)->next());
  auto& seekable = dynamic_cast<SeekableSource&>(**video);
  EXPECT_FALSE(seekable.go_to(3, Timestamp::from_seconds(0.13)));
  EXPECT_FALSE(seekable.go_to(99, Timestamp::from_seconds(99.0)));
}

TEST(SeekableSource, ARealClip) {
  if (test::real_data().empty()) GTEST_SKIP() << "needs ECHOLANCE_DATA";
  const std::string path = test::real_data() + "/needle_clarius/insertion.mp4";
  const auto source = open_recording(path);
  ASSERT_TRUE(source);
  std::vector<Frame> truth;
  for (auto frame = (*source)->next(); frame && *frame; frame = (*source)->next()) {
    if ((*frame)->index % 50 == 17) truth.push_back(**frame);
  }
  auto& seekable = dynamic_cast<SeekableSource&>(**source);
  for (auto wanted = truth.rbegin(); wanted != truth.rend(); ++wanted) {
    ASSERT_TRUE(seekable.go_to(wanted->index, wanted->time)) << wanted->index;
    const auto frame = (*source)->next();
    ASSERT_TRUE(frame && *frame);
    expect_same(**frame, *wanted);
  }
}

}  // namespace
}  // namespace echolance
