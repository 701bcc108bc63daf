// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/line_search.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

using test::draw_line;
using test::DrawnLine;
using test::grey_noise;
using test::kDegree;
using test::kPictureSize;
using test::load_view;

double slope_rad(const LineSegment& segment) {
  const Eigen::Vector2d along = segment.direction();
  return std::atan2(std::abs(along.y()), std::abs(along.x()));
}

NeedleView view_of(const DrawnLine& line, std::uint64_t seed = 1) {
  cv::Mat grey = grey_noise(kPictureSize, 12.0, seed);
  draw_line(line, grey);
  NeedleView view;
  load_view(grey, view);
  return view;
}

TEST(LineSearch, FindsASegmentThatReachesItsEnds) {
  for (const double slope_deg : {10.0, 30.0, -30.0, 55.0, -75.0}) {
    const DrawnLine line = test::line_through_middle(slope_deg * kDegree, 160.0);
    const NeedleView view = view_of(line);
    const auto found = search_lines(view, 5);
    ASSERT_FALSE(found.empty()) << slope_deg;
    EXPECT_LT(line.angle_to_rad(found.front().direction()), 2.0 * kDegree) << slope_deg;
    const LineSegment fine = refine_line(view, found.front(), {});
    EXPECT_LT(line.angle_to_rad(fine.direction()), 0.75 * kDegree) << slope_deg;
    // Beyond the ends chance ridges of the noise may lengthen it; it never falls short.
    const Eigen::Vector2d along = fine.direction();
    for (const Eigen::Vector2d& end : {line.begin, line.end}) {
      EXPECT_GT((end - fine.begin).dot(along), -5.0) << slope_deg;
      EXPECT_LT((end - fine.end).dot(along), 5.0) << slope_deg;
    }
    EXPECT_GT(fine.mean, 0.5) << slope_deg;
  }
}

TEST(LineSearch, EndsWhereTheLineEndsWithoutNoise) {
  for (const double slope_deg : {10.0, 30.0, -30.0, 55.0, -75.0}) {
    const DrawnLine line = test::line_through_middle(slope_deg * kDegree, 160.0);
    cv::Mat grey(kPictureSize, CV_8U, cv::Scalar(60));
    draw_line(line, grey);
    NeedleView view;
    load_view(grey, view);
    const auto found = search_lines(view, 1);
    ASSERT_EQ(found.size(), 1U) << slope_deg;
    EXPECT_NEAR(refine_line(view, found[0], {}).length_px(), 160.0, 15.0) << slope_deg;
  }
}

TEST(LineSearch, BeginsAtTheLeftEndOfFlatLinesAndTheUpperOfSteepOnes) {
  for (const double slope_deg : {20.0, -20.0, 65.0, -65.0}) {
    const NeedleView view = view_of(test::line_through_middle(slope_deg * kDegree, 160.0));
    const auto found = search_lines(view, 1);
    ASSERT_EQ(found.size(), 1U) << slope_deg;
    if (std::abs(slope_deg) < 45.0) {
      EXPECT_LT(found[0].begin.x(), found[0].end.x()) << slope_deg;
    } else {
      EXPECT_LT(found[0].begin.y(), found[0].end.y()) << slope_deg;
    }
  }
}

TEST(LineSearch, IgnoresLinesFlatterThanFourDegrees) {
  constexpr double kLength_px = 200.0;
  const auto longest_px = [&](double slope_deg) {
    const DrawnLine line = test::line_through_middle(slope_deg * kDegree, kLength_px);
    const NeedleView view = view_of(line);
    double longest = 0.0;
    for (const LineSegment& segment : search_lines(view, 10)) {
      EXPECT_GE(slope_rad(segment), 3.99 * kDegree);
      EXPECT_LE(slope_rad(segment), 82.01 * kDegree);
      if (line.distance_px((segment.begin + segment.end) / 2.0) < 4.0) {
        longest = std::max(longest, segment.length_px());
      }
    }
    return longest;
  };
  // The flattest filter of the bank still answers to part of a flat line.
  EXPECT_LT(longest_px(0.0), 0.7 * kLength_px);
  EXPECT_LT(longest_px(1.0), 0.7 * kLength_px);
  EXPECT_LT(longest_px(88.0), 0.7 * kLength_px);
  EXPECT_GT(longest_px(7.0), 0.9 * kLength_px);
  EXPECT_GT(longest_px(80.0), 0.9 * kLength_px);
}

TEST(LineSearch, ReturnsTheBestFirstAndAtMostAsManyAsAskedFor) {
  cv::Mat grey = grey_noise(kPictureSize, 12.0, 3);
  draw_line({{30.0, 40.0}, {110.0, 80.0}}, grey);
  draw_line({{60.0, 220.0}, {280.0, 120.0}}, grey);
  NeedleView view;
  load_view(grey, view);
  const auto found = search_lines(view, 10);
  ASSERT_GE(found.size(), 2U);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LE(found[i].gain, found[i - 1].gain);
  EXPECT_GT(found[0].length_px(), 200.0);
  EXPECT_EQ(search_lines(view, 1).size(), 1U);
  EXPECT_TRUE(search_lines(view, 0).empty());
}

TEST(LineSearch, CountsABrightBlobNoMoreThanAFaintLine) {
  cv::Mat grey = grey_noise(kPictureSize, 8.0, 4);
  const DrawnLine faint{{60.0, 60.0}, {250.0, 170.0}, 1.6, 45.0};
  draw_line(faint, grey);
  draw_line({{80.0, 210.0}, {95.0, 216.0}, 2.0, 190.0}, grey);
  NeedleView view;
  load_view(grey, view);
  const auto found = search_lines(view, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(faint.distance_px((found[0].begin + found[0].end) / 2.0), 4.0);
}

TEST(LineSearch, FindsNothingInAnEmptyPicture) {
  NeedleView view;
  load_view(cv::Mat(kPictureSize, CV_8U, cv::Scalar(0)), view);
  EXPECT_TRUE(search_lines(view, 5).empty());
  EXPECT_EQ(refine_line(view, {{50.0, 50.0}, {150.0, 90.0}}, {}).gain, 0.0);
}

TEST(LineSearch, GivesTheSameResultWithAnyThreadCount) {
  const NeedleView view = view_of(test::line_through_middle(0.4, 150.0), 5);
  const auto search = [&](int threads) {
    const test::ThreadCount count(threads);
    return search_lines(view, 10);
  };
  const auto one = search(1);
  const auto four = search(4);
  ASSERT_EQ(one.size(), four.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].begin, four[i].begin);
    EXPECT_EQ(one[i].end, four[i].end);
    EXPECT_EQ(one[i].gain, four[i].gain);
  }
}

}  // namespace
}  // namespace echolance
