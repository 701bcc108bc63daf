// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/tissue_motion.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

const cv::Size kSize(288, 243);

/// Speckle from which views are cut, CV_32F.
cv::Mat speckle(std::uint64_t seed) {
  cv::Mat tissue;
  test::grey_noise({400, 340}, 20.0, seed).convertTo(tissue, CV_32F);
  cv::GaussianBlur(tissue, tissue, {0, 0}, 2.0);
  return tissue;
}

/// What a probe sees after the tissue moved by (dx, dy).
cv::Mat view(const cv::Mat& tissue, int dx, int dy) {
  return tissue(cv::Rect({40 - dx, 40 - dy}, kSize)).clone();
}

TEST(TissueMotion, RecoversAShift) {
  for (const auto& [dx, dy] :
       {std::pair(6, 0), std::pair(-6, 0), std::pair(0, 6), std::pair(6, -6)}) {
    const cv::Mat tissue = speckle(1);
    TissueMotionEstimator estimator;
    static_cast<void>(estimator.update(view(tissue, 0, 0)));
    const auto motion = estimator.update(view(tissue, dx, dy));
    EXPECT_NEAR(motion.shift_px.x(), dx, 1.0);
    EXPECT_NEAR(motion.shift_px.y(), dy, 1.0);
    EXPECT_GT(motion.correlation, 0.8);
  }
}

TEST(TissueMotion, AddsSlowDriftUp) {
  const cv::Mat tissue = speckle(2);
  TissueMotionEstimator estimator;
  Eigen::Vector2d sum = Eigen::Vector2d::Zero();
  for (int frame = 0; frame <= 24; ++frame)
    sum += estimator.update(view(tissue, frame, 0)).shift_px;
  EXPECT_NEAR(sum.x(), 24.0, 2.0);
  EXPECT_NEAR(sum.y(), 0.0, 1.0);
}

TEST(TissueMotion, ReportsNoMotionOfAStillPicture) {
  const cv::Mat tissue = speckle(3);
  TissueMotionEstimator estimator;
  cv::RNG random(7);
  for (int frame = 0; frame < 20; ++frame) {
    cv::Mat noise(kSize, CV_32F);
    random.fill(noise, cv::RNG::NORMAL, 0.0, 3.0);
    const auto motion = estimator.update(view(tissue, 0, 0) + noise);
    EXPECT_EQ(motion.shift_px, Eigen::Vector2d::Zero()) << frame;
    if (frame > 0) {
      EXPECT_GT(motion.correlation, 0.8) << frame;
    }
  }
}

TEST(TissueMotion, ReportsNoneAtFirstAndAfterForgetting) {
  const cv::Mat tissue = speckle(4);
  TissueMotionEstimator estimator;
  EXPECT_EQ(estimator.update(view(tissue, 0, 0)).shift_px, Eigen::Vector2d::Zero());
  estimator.forget();
  EXPECT_EQ(estimator.update(view(tissue, 9, 0)).shift_px, Eigen::Vector2d::Zero());
}

TEST(TissueMotion, SaysThatAnotherPictureIsUnlike) {
  TissueMotionEstimator estimator;
  static_cast<void>(estimator.update(view(speckle(5), 0, 0)));
  EXPECT_LT(estimator.update(view(speckle(6), 0, 0)).correlation, 0.5);
}

}  // namespace
}  // namespace echolance
