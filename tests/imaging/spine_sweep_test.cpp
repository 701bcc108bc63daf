// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/spine_sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "low_back_scenes.hpp"

namespace echolance::test {
namespace {

constexpr double kWindow_mm = 90.0;
constexpr double kStep_mm = 3.0;

// The whole back along the spine, sacrum left; pictures of it slide to the right.
LowBackScene whole_back() {
  LowBackScene back;
  back.width_mm = 280.0;
  back.depth_mm = 80.0;
  back.bones = {{0.0, 60.0, 26.0, 26.0, 0.0}, {60.0, 90.0, 26.0, 42.0, 0.0}};
  for (double from_mm = 102.0; from_mm < 260.0; from_mm += 28.0) {
    back.bones.push_back({from_mm - 11.5, from_mm - 0.5, 72.0, 72.0, 0.0});
    back.bones.push_back({from_mm, from_mm + 16.0, 51.0, 52.0, 1.0});
  }
  return back;
}

class SlidingPictures {
 public:
  void show(SpineSweep& sweep, double at_mm, FrameChange change = FrameChange::kNext) {
    const double px_per_mm = 1.0 / whole_.spacing->x_mm_per_px;
    const cv::Rect window(cvRound(at_mm * px_per_mm), 0, cvRound(kWindow_mm * px_per_mm),
                          whole_.grey.rows);
    const cv::Mat grey = whole_.grey(window);
    BoneSurface bone;
    for (auto point : whole_.bone.points) {
      point.position.x_px -= window.x;
      if (point.position.x_px >= 0.0 && point.position.x_px < window.width) {
        bone.points.push_back(point);
      }
    }
    const ImageRegion region = whole_picture(grey.size());
    sweep.update({grey, region, whole_.spacing, bone}, change, frame_++);
  }

  void slide(SpineSweep& sweep, double from_mm, double to_mm) {
    const double step_mm = to_mm > from_mm ? kStep_mm : -kStep_mm;
    for (double at = from_mm; (to_mm - at) * step_mm > 0.0; at += step_mm) show(sweep, at);
  }

 private:
  DrawnScene whole_ = draw(whole_back());
  std::int64_t frame_ = 0;
};

TEST(SpineSweep, NamesTheVertebraeOfASweepUpwards) {
  SlidingPictures pictures;
  SpineSweep sweep;
  pictures.slide(sweep, 0.0, 180.0);
  const auto counted = sweep.summary();
  ASSERT_GE(counted.size(), 3U);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    EXPECT_EQ(counted[i].lumbar_level, 5 - static_cast<int>(i));
    const double middle_mm = 110.0 + 28.0 * static_cast<double>(i) - 0.5 * kWindow_mm;
    EXPECT_NEAR(static_cast<double>(counted[i].best_frame), middle_mm / kStep_mm, 2.5);
    EXPECT_LE(counted[i].first_frame, counted[i].best_frame);
    EXPECT_GE(counted[i].last_frame, counted[i].best_frame);
  }
}

TEST(SpineSweep, NamesThemInASweepDownwards) {
  SlidingPictures pictures;
  SpineSweep sweep;
  pictures.slide(sweep, 150.0, 0.0);
  const auto counted = sweep.summary();
  ASSERT_FALSE(counted.empty());
  EXPECT_EQ(counted[0].lumbar_level, 5);
  EXPECT_NEAR(static_cast<double>(counted[0].best_frame), (150.0 - 65.0) / kStep_mm, 2.5);
}

TEST(SpineSweep, MarksACountedVertebraInThePicture) {
  SlidingPictures pictures;
  SpineSweep sweep;
  pictures.slide(sweep, 0.0, 140.0);
  pictures.slide(sweep, 137.0, 64.0);
  const auto levels = sweep.in_picture();
  ASSERT_FALSE(levels.empty());
  const auto five = std::find_if(levels.begin(), levels.end(),
                                 [](const LevelPlace& level) { return level.lumbar_level == 5; });
  ASSERT_NE(five, levels.end());
  EXPECT_NEAR(five->position.x_px * 0.15, 110.0 - 65.0, 4.0);
}

TEST(SpineSweep, NamesNothingWithoutTheSacrum) {
  SlidingPictures pictures;
  SpineSweep sweep;
  pictures.slide(sweep, 80.0, 185.0);
  EXPECT_TRUE(sweep.summary().empty());
}

TEST(SpineSweep, NamesNothingWhereTheProbeStands) {
  SlidingPictures pictures;
  SpineSweep sweep;
  for (int i = 0; i < 30; ++i) pictures.show(sweep, 30.0);
  EXPECT_TRUE(sweep.summary().empty());
  EXPECT_TRUE(sweep.in_picture().empty());
}

TEST(SpineSweep, ACutBeginsAnewButKeepsWhatWasNamed) {
  SlidingPictures pictures;
  SpineSweep sweep;
  pictures.slide(sweep, 0.0, 180.0);
  const auto before = sweep.summary();
  pictures.show(sweep, 0.0, FrameChange::kCut);
  EXPECT_TRUE(sweep.in_picture().empty());
  EXPECT_EQ(sweep.summary().size(), before.size());
}

}  // namespace
}  // namespace echolance::test
