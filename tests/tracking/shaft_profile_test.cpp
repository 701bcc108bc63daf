// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/shaft_profile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

using test::draw_line;
using test::DrawnLine;
using test::grey_noise;
using test::kDegree;
using test::kMmPerPx;
using test::kPictureSize;

/// The line as a search would find it: a little off and turned.
LineSegment roughly(const DrawnLine& line, double offset_px, double turn_rad) {
  const Eigen::Vector2d middle = (line.begin + line.end) / 2.0;
  const Eigen::Vector2d along = line.direction();
  const Eigen::Vector2d normal(-along.y(), along.x());
  const double half = (line.end - line.begin).norm() / 2.0;
  const Eigen::Vector2d turned = std::cos(turn_rad) * along + std::sin(turn_rad) * normal;
  return {middle + offset_px * normal - half * turned, middle + offset_px * normal + half * turned};
}

ShaftProfile measure(const DrawnLine& line, const LineSegment& segment, double noise_grey) {
  cv::Mat grey = grey_noise(kPictureSize, noise_grey, 2);
  draw_line(line, grey);
  NeedleView view;
  test::load_view(grey, view);
  ShaftProfile profile;
  ShaftProfiler().measure(view, segment, profile);
  return profile;
}

TEST(ShaftProfile, FindsOffsetAndAngleToAFractionOfAPixel) {
  for (const double slope_deg : {12.0, 27.0, -27.0, 60.0}) {
    for (const double shift_px : {0.0, 0.3, 0.7}) {
      DrawnLine line = test::line_through_middle(slope_deg * kDegree, 180.0);
      line.begin.y() += shift_px;
      line.end.y() += shift_px;
      const auto profile = measure(line, roughly(line, 1.0, 0.7 * kDegree), 5.0);
      ASSERT_FALSE(profile.empty());
      const auto& axis = profile.axis;
      EXPECT_LT(line.angle_to_rad(axis.direction), 0.15 * kDegree) << slope_deg;
      const double middle = (axis.begin + axis.end) / 2.0;
      EXPECT_LT(line.distance_px(axis.at(middle)), 0.2) << slope_deg << " " << shift_px;
    }
  }
}

TEST(ShaftProfile, PointsTowardsTheDeeperEnd) {
  for (const double slope_deg : {25.0, -25.0}) {
    const auto line = test::line_through_middle(slope_deg * kDegree, 160.0);
    const auto segment = roughly(line, 0.0, 0.0);
    EXPECT_GT(measure(line, segment, 8.0).axis.direction.y(), 0.0);
    EXPECT_GT(measure(line, {segment.end, segment.begin}, 8.0).axis.direction.y(), 0.0);
  }
}

TEST(ShaftProfile, EndsAtTheTip) {
  const auto line = test::line_through_middle(25.0 * kDegree, 170.0);
  const auto profile = measure(line, roughly(line, 0.5, 0.3 * kDegree), 8.0);
  ASSERT_FALSE(profile.empty());
  EXPECT_LT((profile.at(profile.visible_end) - line.end).norm() * kMmPerPx, 0.5);
  EXPECT_GT(profile.tip_std_samples, 0.0);
  EXPECT_GT(profile.contrast, 40.0);
}

TEST(ShaftProfile, MeasuresTheGapAtTheEntry) {
  const double slope_rad = 25.0 * kDegree;
  const Eigen::Vector2d along(std::cos(slope_rad), std::sin(slope_rad));
  const Eigen::Vector2d entry(0.0, 40.0);
  for (const double gap_px : {0.0, 40.0, 80.0}) {
    const DrawnLine line{entry + gap_px * along, entry + 240.0 * along};
    const auto profile = measure(line, roughly(line, 0.0, 0.0), 8.0);
    ASSERT_FALSE(profile.empty());
    const double measured_px =
        (profile.visible_begin - profile.tissue_begin) * profile.axis.sample_px;
    EXPECT_NEAR(measured_px * kMmPerPx, gap_px * kMmPerPx, 1.0) << gap_px;
  }
}

TEST(ShaftProfile, StaysOnASlightlyBentShaft) {
  constexpr double kSagitta_px = 2.5;
  cv::Mat grey = grey_noise(kPictureSize, 6.0, 3);
  const DrawnLine chord = test::line_through_middle(20.0 * kDegree, 200.0);
  test::draw_bent_line(chord, kSagitta_px, grey);
  NeedleView view;
  test::load_view(grey, view);
  ShaftProfile profile;
  ShaftProfiler().measure(view, {chord.begin, chord.end}, profile);
  ASSERT_FALSE(profile.empty());
  EXPECT_GT(std::abs(profile.axis.bend_px), 0.7 * kSagitta_px);
  EXPECT_LT(std::abs(profile.axis.bend_px), 1.2 * kSagitta_px);
  for (const double t : {-0.7, 0.0, 0.7}) {
    const Eigen::Vector2d place = test::on_bent_line(chord, kSagitta_px, t);
    const double s = (place - profile.axis.origin).dot(profile.axis.direction);
    EXPECT_LT((profile.at(s / profile.axis.sample_px) - place).norm(), 1.0) << t;
  }
}

TEST(ShaftProfile, IsEmptyForSegmentsOutsideOrTooShort) {
  const auto line = test::line_through_middle(25.0 * kDegree, 170.0);
  EXPECT_TRUE(measure(line, {{400.0, 20.0}, {500.0, 60.0}}, 8.0).empty());
  EXPECT_TRUE(measure(line, {{-90.0, -60.0}, {-10.0, -20.0}}, 8.0).empty());
  EXPECT_TRUE(measure(line, {{150.0, 130.0}, {152.0, 131.0}}, 8.0).empty());
}

}  // namespace
}  // namespace echolance
