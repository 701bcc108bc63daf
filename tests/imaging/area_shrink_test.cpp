// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/area_shrink.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

cv::Mat noise(const cv::Size& size, int type) {
  cv::Mat picture(size, type);
  cv::RNG random(11);
  random.fill(picture, cv::RNG::UNIFORM, 0.0, 255.0);
  return picture;
}

TEST(AreaShrink, IsTheMeanOfTheAreaCoveredForSizesThatDoNotDivide) {
  for (const int type : {CV_8UC1, CV_32FC1}) {
    for (const cv::Size& size : {cv::Size(288, 216), cv::Size(96, 80), cv::Size(205, 154)}) {
      const cv::Mat picture = noise({820, 616}, type);
      cv::Mat exact, ours;
      picture.convertTo(exact, CV_32F);
      cv::resize(exact, exact, size, 0.0, 0.0, cv::INTER_AREA);
      AreaShrink().apply(picture, size, ours);
      ASSERT_EQ(ours.type(), CV_32FC1);
      EXPECT_LT(cv::norm(ours, exact, cv::NORM_INF), 0.01) << size;
    }
  }
}

TEST(AreaShrink, LeavesAPictureOfTheWantedSizeAsItIs) {
  const cv::Mat picture = noise({61, 43}, CV_32FC1);
  cv::Mat same;
  AreaShrink().apply(picture, picture.size(), same);
  EXPECT_EQ(cv::norm(picture, same, cv::NORM_INF), 0.0);
}

TEST(AreaShrink, FollowsAChangeOfSizes) {
  AreaShrink shrink;
  cv::Mat small, fresh;
  shrink.apply(noise({400, 300}, CV_8UC1), {100, 77}, small);
  for (const cv::Size& size : {cv::Size(90, 77), cv::Size(90, 60)}) {
    const cv::Mat picture = noise({333, 301}, CV_8UC1);
    shrink.apply(picture, size, small);
    AreaShrink().apply(picture, size, fresh);
    EXPECT_EQ(cv::norm(small, fresh, cv::NORM_INF), 0.0) << size;
  }
}

TEST(AreaShrink, TakesAPartOfALargerPicture) {
  const cv::Mat part = noise({200, 150}, CV_8UC1)(cv::Rect(17, 9, 120, 101));
  cv::Mat from_part, from_copy;
  AreaShrink().apply(part, {50, 40}, from_part);
  AreaShrink().apply(part.clone(), {50, 40}, from_copy);
  EXPECT_EQ(cv::norm(from_part, from_copy, cv::NORM_INF), 0.0);
}

}  // namespace
}  // namespace echolance
