// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/follow_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace echolance {
namespace {

using Eigen::Vector3d;

Plan plan_in(PlanSpace space, const Vector3d& entry, const Vector3d& end) {
  Plan plan;
  plan.space = space;
  plan.target_mm = end;
  plan.best.emplace();
  plan.best->way = make_trajectory(space, entry, end);
  return plan;
}

Frame frame_with_spacing() {
  Frame frame;
  frame.spacing = PixelSpacing{0.5, 0.5};
  return frame;
}

ImageRegion region_at(int x, int y) {
  ImageRegion region;
  region.bounds_px = {x, y, 200, 200};
  return region;
}

NeedleEstimate seen(const PixelPoint& tip, const PixelPoint& shaft) {
  NeedleEstimate needle;
  needle.state = NeedleState::kSeen;
  needle.line = NeedleLine{tip, shaft};
  return needle;
}

// Pixels of 0.5 mm; the picture's x runs along Reference z, its y along -y, at x = 7 mm.
NamedPose reference_from_image(PoseStatus status) {
  NamedPose pose{"Image", "Reference", Eigen::Matrix4d::Identity(), status};
  pose.to_from << 0, 0, 1, 7, 0, -0.5, 0, 100, 0.5, 0, 0, 0, 0, 0, 0, 1;
  return pose;
}

TEST(FollowPlan, InThePictureCountsFromTheRegion) {
  PlanMonitor monitor(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  const auto region = region_at(10, 30);
  const auto needle = seen({10 + 20, 30 + 20}, {10, 30});
  const auto report = follow_plan({frame_with_spacing(), region, needle}, monitor);
  EXPECT_NEAR(report.deviation.beside_mm, 0.0, 1e-9);
  EXPECT_NEAR(report.deviation.tip_to_target_mm, std::hypot(10.0, 10.0), 1e-9);
  ASSERT_TRUE(report.in_picture);
  EXPECT_NEAR(report.in_picture->end.x_px, 10 + 40, 1e-9);
  EXPECT_NEAR(report.in_picture->end.y_px, 30 + 40, 1e-9);
  EXPECT_NEAR(report.in_picture->tolerance_px, 4.0, 1e-9);
}

TEST(FollowPlan, ANeedleFromTheOtherSideOfThePictureIsToldSo) {
  PlanMonitor monitor(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  const auto region = region_at(0, 0);
  const auto told = [&](const PixelPoint& tip, const PixelPoint& shaft) {
    const auto needle = seen(tip, shaft);
    return follow_plan({frame_with_spacing(), region, needle}, monitor).from_other_side;
  };
  EXPECT_TRUE(told({60, 40}, {90, 10}));
  EXPECT_FALSE(told({30, 30}, {0, 10})) << "from the planned side, too flat";
  EXPECT_FALSE(told({40, 40}, {42, 0})) << "straight down: of neither side";
  PlanSummary summary;
  summary.add(follow_plan({frame_with_spacing(), region, seen({60, 40}, {90, 10})}, monitor));
  EXPECT_THAT(alert_sentences(summary), testing::Contains(testing::HasSubstr("other side")));
}

TEST(FollowPlan, AtTheReferenceGoesThroughThePoses) {
  PlanMonitor monitor(plan_in(PlanSpace::kReference, {7, 100, 0}, {9, 80, 30}));
  Frame frame;
  frame.poses = {reference_from_image(PoseStatus::kOk)};
  const auto needle = seen({60, 40}, {20, 10});
  const auto report = follow_plan({frame, region_at(0, 0), needle}, monitor);
  ASSERT_TRUE(report.deviation.known());
  // The tip: (7, 80, 30) in Reference.
  EXPECT_NEAR(report.deviation.tip_to_target_mm, 2.0, 1e-9);
  ASSERT_TRUE(report.deviation.angle_out_of_plane_rad);
  EXPECT_GT(std::abs(*report.deviation.angle_out_of_plane_rad), 0.01);
  ASSERT_TRUE(report.in_picture);
  EXPECT_NEAR(report.in_picture->end.x_px, 60.0, 1e-9);
  EXPECT_NEAR(report.in_picture->end.y_px, 40.0, 1e-9);
  EXPECT_NEAR(std::abs(report.in_picture->end_off_plane_mm), 2.0, 1e-9);
  EXPECT_NEAR(report.in_picture->entry_off_plane_mm, 0.0, 1e-9);
}

TEST(FollowPlan, WithoutAPoseOrPixelSizeNothingIsKnown) {
  PlanMonitor in_space(plan_in(PlanSpace::kReference, {7, 100, 0}, {9, 80, 30}));
  Frame frame;
  const auto needle = seen({60, 40}, {20, 10});
  EXPECT_FALSE(follow_plan({frame, region_at(0, 0), needle}, in_space).deviation.known());
  frame.poses = {reference_from_image(PoseStatus::kOutOfView)};
  const auto report = follow_plan({frame, region_at(0, 0), needle}, in_space);
  EXPECT_FALSE(report.deviation.known());
  EXPECT_FALSE(report.in_picture);
  PlanMonitor in_picture(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  EXPECT_FALSE(follow_plan({Frame{}, region_at(0, 0), needle}, in_picture).deviation.known());
}

TEST(FollowPlan, ANeedleNotSeenLeavesThePlanInThePicture) {
  PlanMonitor monitor(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  const auto report =
      follow_plan({frame_with_spacing(), region_at(0, 0), NeedleEstimate{}}, monitor);
  EXPECT_FALSE(report.deviation.known());
  EXPECT_TRUE(report.in_picture);
}

TEST(PlanColumns, HeadingAndFieldsHaveTheSameNumber) {
  const auto commas = [](const std::string& text) {
    return std::count(text.begin(), text.end(), ',');
  };
  PlanMonitor monitor(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  const auto needle = seen({50, 20}, {10, 10});
  const auto known = follow_plan({frame_with_spacing(), region_at(0, 0), needle}, monitor);
  EXPECT_EQ(commas(plan_csv_fields(known)), commas(plan_csv_header()));
  EXPECT_EQ(commas(plan_csv_fields(std::nullopt)), commas(plan_csv_header()));
  EXPECT_THAT(plan_csv_fields(std::nullopt), testing::StartsWith(",not_known,"));
  EXPECT_THAT(plan_csv_fields(known), testing::HasSubstr("beside_plan angle"));
}

TEST(PlanSummary, CountsSeenNeedlesOnly) {
  PlanMonitor monitor(plan_in(PlanSpace::kImage, {0, 0, 0}, {20, 20, 0}));
  PlanSummary summary;
  auto needle = seen({50, 20}, {10, 10});
  for (int i = 0; i < 3; ++i) {
    summary.add(follow_plan({frame_with_spacing(), region_at(0, 0), needle}, monitor));
  }
  needle.state = NeedleState::kPredicted;
  summary.add(follow_plan({frame_with_spacing(), region_at(0, 0), needle}, monitor));
  EXPECT_EQ(summary.frames_seen, 3);
  EXPECT_EQ(summary.frames_predicted, 1);
  EXPECT_EQ(summary.frames_placed, 4);
  const auto beside = static_cast<std::size_t>(AlertKind::kBesidePlan);
  EXPECT_EQ(summary.alert_frames[beside], 3);
  EXPECT_EQ(summary.alerts[beside], 1);
  EXPECT_THAT(alert_sentences(summary), testing::Contains(testing::HasSubstr("3 of the 3")));
}

TEST(PlanSummary, SaysWhenThePlanCouldNeverBePlaced) {
  PlanMonitor monitor(plan_in(PlanSpace::kReference, {7, 100, 0}, {9, 80, 30}));
  PlanSummary summary;
  const auto needle = seen({50, 20}, {10, 10});
  summary.add(follow_plan({Frame{}, region_at(0, 0), needle}, monitor));
  EXPECT_THAT(alert_sentences(summary), testing::ElementsAre(testing::HasSubstr("any frame")));
}

}  // namespace
}  // namespace echolance
