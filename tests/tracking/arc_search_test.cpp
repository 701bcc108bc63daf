// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/arc_search.hpp"

#include <gtest/gtest.h>

#include "drawn_pictures.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {
namespace {

using test::DrawnLine;
using test::kDegree;

/// A shaft bent to one side, of which a straight fit holds the first third.
class BentShaft : public testing::TestWithParam<double> {
 protected:
  void draw(double sagitta_px) {
    cv::Mat grey = test::grey_noise(test::kPictureSize, 8.0, 5);
    test::draw_bent_line(chord_, sagitta_px, grey);
    test::load_view(grey, view_);
  }

  [[nodiscard]] ShaftArc search_from_first_third() const {
    const Eigen::Vector2d direction = chord_.direction();
    ShaftAxis axis;
    axis.sample_px = 0.5 * view_.fine().px_per_work_px;
    const double third_px = (chord_.end - chord_.begin).norm() / 3.0;
    const double turn = std::atan2(GetParam() * (8.0 / 9.0), third_px);
    axis.direction = Eigen::Rotation2Dd(turn) * direction;
    axis.origin = chord_.begin;
    axis.samples = axis.end = static_cast<int>(third_px / axis.sample_px);
    return search_arc(view_, axis);
  }

  DrawnLine chord_ = test::line_through_middle(35.0 * kDegree, 240.0);
  NeedleView view_;
};

TEST_P(BentShaft, IsFollowedToItsEndFromItsFirstThird) {
  draw(GetParam());
  const ShaftArc arc = search_from_first_third();
  EXPECT_LT((arc.end - chord_.end).norm() * test::kMmPerPx, 1.5);
  EXPECT_LT((arc.begin - chord_.begin).norm() * test::kMmPerPx, 1.5);
  EXPECT_NEAR(arc.sagitta_px, GetParam(), 2.0);
}

INSTANTIATE_TEST_SUITE_P(Sagitta, BentShaft, testing::Values(-5.0, 0.0, 5.0));

TEST(ArcSearch, DoesNotBendAStraightShaftOrGoOnBeyondIt) {
  cv::Mat grey = test::grey_noise(test::kPictureSize, 8.0, 6);
  const DrawnLine line = test::line_through_middle(35.0 * kDegree, 150.0);
  draw_line(line, grey);
  NeedleView view;
  test::load_view(grey, view);
  ShaftProfile profile;
  ShaftProfiler().measure(view, {line.begin, line.end}, profile);
  ASSERT_FALSE(profile.empty());
  const ShaftArc arc = search_arc(view, profile.axis);
  EXPECT_NEAR(arc.sagitta_px, 0.0, 1.0);
  EXPECT_NEAR((arc.end - arc.begin).norm(), 150.0, 12.0);
}

}  // namespace
}  // namespace echolance
