// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/double_echo.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "bone_scenes.hpp"

namespace echolance::test {
namespace {

constexpr double kMm_per_px = 0.1;

void fill(cv::Mat& grey, const cv::Rect2d& box_mm, int level) {
  grey(cv::Rect(cvRound(box_mm.x / kMm_per_px), cvRound(box_mm.y / kMm_per_px),
                cvRound(box_mm.width / kMm_per_px), cvRound(box_mm.height / kMm_per_px)))
      .setTo(level);
}

// Tissue, a bright line at 10 mm from 10 to 30 mm across, below it `below`, and a dimmer line at
// `second_mm`.
cv::Mat picture(int below, double second_mm) {
  cv::Mat grey(400, 400, CV_8UC1, cv::Scalar(90));
  fill(grey, {10.0, 10.0, 20.0, 30.0}, below);
  fill(grey, {10.0, 10.0, 20.0, 1.2}, 220);
  fill(grey, {10.0, second_mm, 20.0, 1.0}, 110);
  return grey;
}

double depth_after_lifting(const cv::Mat& grey, double found_mm) {
  const ImageRegion region = whole_picture(grey.size());
  BoneSurface bone;
  for (double x_mm = 11.0; x_mm < 29.0; x_mm += 0.4) {
    bone.points.push_back({{x_mm / kMm_per_px, found_mm / kMm_per_px}, {0.0, -1.0}, 0.9});
  }
  SurfaceProfile surface;
  surface.build(bone, region, {kMm_per_px, kMm_per_px});
  lift_double_echoes({grey, surface}, surface);
  surface.analyse();
  return surface.depth_mm(SurfaceProfile::column_of(20.0));
}

TEST(DoubleEcho, MovesBoneFromItsSecondEchoToItsFirst) {
  EXPECT_NEAR(depth_after_lifting(picture(12, 20.3), 20.3), 10.3, 0.8);
}

TEST(DoubleEcho, LeavesBoneUnderTissueWhereItIs) {
  EXPECT_NEAR(depth_after_lifting(picture(90, 20.3), 20.3), 20.3, 0.1);
}

TEST(DoubleEcho, LeavesAnEchoThatIsNotTwiceAsDeep) {
  EXPECT_NEAR(depth_after_lifting(picture(12, 26.0), 26.0), 26.0, 0.1);
}

}  // namespace
}  // namespace echolance::test
