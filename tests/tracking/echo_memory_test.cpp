// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/echo_memory.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <opencv2/imgproc.hpp>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

using test::kDegree;
using test::kMmPerPx;
using test::kPictureSize;

constexpr double kFrame_s = 1.0 / 30.0;
constexpr double kSlope_rad = 20.0 * kDegree;

/// The picture of frame `index`; negative: the needle has not come yet.
using Scene = std::function<void(int index, cv::Mat& grey)>;

/// A line from the left border that is `length_px` long.
test::DrawnLine needle(double length_px) {
  const Eigen::Vector2d along(std::cos(kSlope_rad), std::sin(kSlope_rad));
  const Eigen::Vector2d entry(0.0, 60.0);
  return {entry, entry + length_px * along};
}

struct Memory {
  EchoMemory memory;
  NeedleView view;

  LineNovelty run(int frames, const Scene& scene, const test::DrawnLine& looked_at,
                  const TissueMotion& tissue = {}) {
    for (int index = -6; index < frames; ++index) {
      cv::Mat grey = test::grey_noise(kPictureSize, 6.0, 3);  // tissue that stands still
      scene(index, grey);
      view.load(grey, test::whole_picture(grey.size()), PixelSpacing{kMmPerPx, kMmPerPx});
      view.compute_fine();
      memory.update(view, tissue, kFrame_s);
    }
    ShaftProfile profile;
    ShaftProfiler().measure(view, {looked_at.begin, looked_at.end}, profile);
    EXPECT_FALSE(profile.empty());
    return memory.measure(view, profile);
  }
};

LineNovelty measure(int frames, const Scene& scene, const test::DrawnLine& looked_at,
                    const TissueMotion& tissue = {}) {
  return Memory().run(frames, scene, looked_at, tissue);
}

TEST(EchoMemory, FindsNothingNewInAPictureThatStays) {
  const auto novelty = measure(
      12, [](int, cv::Mat& grey) { test::draw_line(needle(120.0), grey); }, needle(120.0));
  EXPECT_GT(novelty.old_share, 0.95);
  EXPECT_LT(novelty.new_mm, 1.0);
  EXPECT_EQ(novelty.grown_mm, 0.0);
}

TEST(EchoMemory, SeesALineGrowFromTheBorder) {
  const auto grows = [](int index, cv::Mat& grey) {
    if (index >= 0) test::draw_line(needle(10.0 + 6.0 * index), grey);
  };
  const auto novelty = measure(19, grows, needle(118.0));
  EXPECT_GT(novelty.new_share, 0.9);
  EXPECT_LT(novelty.old_share, 0.1);
  EXPECT_LT(novelty.beside_share, 0.05);
  EXPECT_NEAR(novelty.new_mm, 118.0 * kMmPerPx, 1.5);
  EXPECT_GT(novelty.grown_mm, 3.0);
  EXPECT_NEAR(novelty.grown_mm / novelty.grown_s, 6.0 * kMmPerPx / kFrame_s, 8.0);
}

TEST(EchoMemory, AcknowledgesNoGrowthOfALineThatComesAtOnce) {
  for (const int coming_frames : {1, 10}) {
    const auto comes = [&](int index, cv::Mat& grey) {
      auto line = needle(120.0);
      line.peak_grey *= std::clamp((index + 1.0) / coming_frames, 0.0, 1.0);
      test::draw_line(line, grey);
    };
    for (const int frames : {2, 6, 12}) {
      const auto novelty = measure(frames, comes, needle(120.0));
      EXPECT_EQ(novelty.grown_mm, 0.0) << coming_frames << ", " << frames;
    }
  }
}

TEST(EchoMemory, AcknowledgesNoGrowthOfALineThatSlidesAcrossItself) {
  for (const double px_per_frame : {0.3, 1.0}) {
    const auto line_at = [&](int index) {
      auto line = needle(40.0 + 4.0 * std::max(0, index));
      const Eigen::Vector2d down(0.0, px_per_frame * index);
      line.begin += down;
      line.end += down;
      return line;
    };
    const auto slides = [&](int index, cv::Mat& grey) { test::draw_line(line_at(index), grey); };
    const auto novelty = measure(18, slides, line_at(17));
    EXPECT_EQ(novelty.grown_mm, 0.0) << px_per_frame;
  }
}

TEST(EchoMemory, CarriesThePictureAlongWithTheTissue) {
  const auto moves = [](int index, cv::Mat& grey) {
    auto line = needle(120.0);
    line.begin.y() += 4.0 * index;
    line.end.y() += 4.0 * index;
    test::draw_line(line, grey);
  };
  auto seen = needle(120.0);
  seen.begin.y() += 4.0 * 11;
  seen.end.y() += 4.0 * 11;
  TissueMotion tissue;
  EXPECT_LT(measure(12, moves, seen, tissue).old_share, 0.3);
  tissue.shift_px = {0.0, 4.0};
  EXPECT_GT(measure(12, moves, seen, tissue).old_share, 0.9);
}

TEST(EchoMemory, MeasuresTheLayerInWhichATipMayHide) {
  // A layer lies along the deeper half of the line; the needle has come up to its beginning.
  const auto layer = [](cv::Mat& grey) {
    auto line = needle(160.0);
    line.begin = needle(90.0).end;
    test::draw_line(line, grey);
  };
  const auto scene = [&](int index, cv::Mat& grey) {
    layer(grey);
    if (index >= 0) test::draw_line(needle(10.0 + 8.0 * index), grey);
  };
  Memory with_layer;
  static_cast<void>(with_layer.run(10, scene, needle(160.0)));
  ShaftProfile profile;
  ShaftProfiler().measure(with_layer.view, {needle(160.0).begin, needle(160.0).end}, profile);
  const auto sample_at = [&](double px) { return cvRound(px / profile.axis.sample_px); };
  const OldReach at_end = with_layer.memory.old_reach(sample_at(90.0));
  EXPECT_NEAR(at_end.ahead * profile.axis.sample_px, 70.0, 10.0);
  EXPECT_LT(with_layer.memory.old_reach(sample_at(50.0)).ahead * profile.axis.sample_px, 5.0);
  EXPECT_GT(with_layer.memory.newness_at(sample_at(50.0)), 0.5);
  EXPECT_LT(with_layer.memory.newness_at(sample_at(130.0)), 0.2);
}

TEST(EchoMemory, TellsNewSegmentsFromOldOnes) {
  Memory memory;
  static_cast<void>(memory.run(
      8,
      [](int index, cv::Mat& grey) {
        auto old_line = needle(120.0);
        old_line.begin.y() += 90.0;
        old_line.end.y() += 90.0;
        test::draw_line(old_line, grey);
        if (index >= 0) test::draw_line(needle(120.0), grey);
      },
      needle(120.0)));
  const Eigen::Vector2d below(0.0, 90.0);
  EXPECT_GT(memory.memory.new_share({needle(120.0).begin, needle(120.0).end}), 0.9);
  EXPECT_LT(memory.memory.new_share({needle(120.0).begin + below, needle(120.0).end + below}), 0.1);
}

TEST(EchoMemory, KnowsNothingAfterForgetting) {
  Memory memory;
  const auto grows = [](int index, cv::Mat& grey) {
    if (index >= 0) test::draw_line(needle(10.0 + 6.0 * index), grey);
  };
  static_cast<void>(memory.run(19, grows, needle(118.0)));
  EXPECT_GT(memory.memory.age_s(), 18.5 * kFrame_s);
  memory.memory.forget();
  memory.memory.update(memory.view, {}, kFrame_s);
  EXPECT_EQ(memory.memory.age_s(), 0.0);  // nothing was watched before this picture
  EXPECT_LT(memory.memory.new_share({needle(118.0).begin, needle(118.0).end}), 0.05);
}

}  // namespace
}  // namespace echolance
