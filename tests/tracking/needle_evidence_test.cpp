// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_evidence.hpp"

#include <gtest/gtest.h>

#include "drawn_pictures.hpp"

namespace echolance {
namespace {

/// A middling needle: every feature where its term is neither capped nor spent.
NeedleFeatures middling() {
  return {.gain = 80.0,
          .residual_work_px = 1.0,
          .wander_work_px = 0.5,
          .slope_rad = 25.0 * test::kDegree,
          .length_mm = 6.0,
          .entry_gap_mm = 8.0,
          .tip_clearance_mm = 2.0,
          .bone_overlap = 0.4};
}

double change(double NeedleFeatures::*feature, double value) {
  NeedleFeatures features = middling();
  features.*feature = value;
  return single_frame_log_odds(features) - single_frame_log_odds(middling());
}

TEST(NeedleEvidence, RisesWithRidgeSlopeLengthAndTissueBeyondTheTip) {
  EXPECT_GT(change(&NeedleFeatures::gain, 120.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::gain, 50.0), 0.0);
  EXPECT_GT(change(&NeedleFeatures::slope_rad, 35.0 * test::kDegree), 0.0);
  EXPECT_LT(change(&NeedleFeatures::slope_rad, 5.0 * test::kDegree), 0.0);
  EXPECT_GT(change(&NeedleFeatures::length_mm, 10.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::length_mm, 3.0), 0.0);
  EXPECT_GT(change(&NeedleFeatures::tip_clearance_mm, 4.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::tip_clearance_mm, 0.0), 0.0);
}

TEST(NeedleEvidence, FallsWithStrayingEntryGapAndBone) {
  EXPECT_LT(change(&NeedleFeatures::residual_work_px, 1.8), 0.0);
  EXPECT_GT(change(&NeedleFeatures::residual_work_px, 0.5), 0.0);
  EXPECT_LT(change(&NeedleFeatures::entry_gap_mm, 15.0), 0.0);
  EXPECT_GT(change(&NeedleFeatures::entry_gap_mm, 5.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::bone_overlap, 0.9), 0.0);
  EXPECT_GT(change(&NeedleFeatures::bone_overlap, 0.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::edge_share, 1.0), -5.0);
}

TEST(NeedleEvidence, LongStraightLineFromTheSideIsLikelierANeedleThanNot) {
  NeedleFeatures clear = middling();
  clear.gain = 200.0;
  clear.residual_work_px = 0.4;
  clear.length_mm = 25.0;
  clear.entry_gap_mm = 1.0;
  clear.tip_clearance_mm = 10.0;
  clear.bone_overlap = 0.0;
  EXPECT_GT(single_frame_log_odds(clear), 0.0);
  clear.bone_overlap = 1.0;
  EXPECT_LT(single_frame_log_odds(clear), -1.0);
}

TEST(NeedleEvidence, FallsWithLayersBesideAndBend) {
  EXPECT_LT(change(&NeedleFeatures::layers_alongside, 0.7), -0.5);
  EXPECT_LT(change(&NeedleFeatures::bend, 2.0), -0.5);
  EXPECT_EQ(change(&NeedleFeatures::bend, 2.0), change(&NeedleFeatures::bend, -2.0));
}

TEST(NeedleEvidence, FallsWithSlowWanderAndAnEntryFarInsideOrUnderTheProbe) {
  EXPECT_GT(change(&NeedleFeatures::wander_work_px, 0.2), 0.0);
  EXPECT_LT(change(&NeedleFeatures::border_gap_mm, 20.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::entry_to_side_mm, 12.0), 0.0);
  EXPECT_LT(change(&NeedleFeatures::length_mm, 150.0), change(&NeedleFeatures::length_mm, 90.0));
}

TEST(NeedleEvidence, ThickShaftNeedsACometTailAndNoShadowBelow) {
  NeedleFeatures thick = middling();
  thick.caliber = NeedleCaliber::kThick;
  const double silent = single_frame_log_odds(thick);
  thick.reverberation = {.below = 0.2, .at_tip = 0.2};
  EXPECT_GT(single_frame_log_odds(thick), silent);
  thick.reverberation = {.below = -0.5, .at_tip = 0.0};
  EXPECT_LT(single_frame_log_odds(thick), silent - 1.0);
}

/// A drawn needle in a region that does not begin at the picture's corner.
struct MeasuredScene {
  test::DrawnLine line = test::line_through_middle(25.0 * test::kDegree, 170.0);
  Eigen::Vector2d corner{24.0, 15.0};
  NeedleView view;
  ShaftProfile profile;

  MeasuredScene() {
    cv::Mat grey = test::grey_noise({360, 300}, 8.0, 2);
    test::DrawnLine in_picture = line;
    in_picture.begin += corner;
    in_picture.end += corner;
    test::draw_line(in_picture, grey);
    ImageRegion region = test::whole_picture(test::kPictureSize);
    region.bounds_px.x = 24;
    region.bounds_px.y = 15;
    view.load(grey, region, PixelSpacing{test::kMmPerPx, test::kMmPerPx});
    view.compute_fine();
    ShaftProfiler().measure(view, {line.begin, line.end}, profile);
  }

  /// Bone on the first `share` of the line, `offset_px` below it.
  [[nodiscard]] BoneSurface bone(double share, double offset_px) const {
    BoneSurface surface;
    for (int i = 0; i <= 80; ++i) {
      const Eigen::Vector2d at = corner + line.begin + share * i / 80.0 * (line.end - line.begin);
      surface.points.push_back({{at.x(), at.y() + offset_px}, {0.0, -1.0}, 1.0});
    }
    return surface;
  }
};

TEST(NeedleEvidence, MeasuresADrawnNeedle) {
  const MeasuredScene scene;
  ASSERT_FALSE(scene.profile.empty());
  const auto features = needle_features(scene.view, scene.profile, 123.0, nullptr);
  EXPECT_EQ(features.gain, 123.0);
  EXPECT_EQ(features.edge_share, 0.0);
  EXPECT_NEAR(features.slope_rad, 25.0 * test::kDegree, 0.3 * test::kDegree);
  EXPECT_NEAR(features.length_mm, 170.0 * test::kMmPerPx, 1.5);
  EXPECT_LT(features.residual_work_px, 0.8);
  EXPECT_GT(features.entry_gap_mm, 8.0);
  EXPECT_GT(features.tip_clearance_mm, 8.0);
  EXPECT_EQ(features.bone_overlap, 0.0);
}

TEST(NeedleEvidence, SlantedEndOfThePictureIsAnEdgeAndNoLine) {
  cv::Mat grey = test::grey_noise(test::kPictureSize, 12.0, 3);
  const test::DrawnLine edge = test::line_through_middle(60.0 * test::kDegree, 200.0);
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      const Eigen::Vector2d off = Eigen::Vector2d(x, y) - edge.begin;
      const double side = off.x() * edge.direction().y() - off.y() * edge.direction().x();
      if (side > 0.0) grey.at<std::uint8_t>(y, x) = 0;
    }
  }
  NeedleView view;
  const ImageRegion region = test::whole_picture(test::kPictureSize);
  view.load(grey, region, PixelSpacing{test::kMmPerPx, test::kMmPerPx});
  view.compute_fine();
  ShaftProfile profile;
  ShaftProfiler().measure(view, refine_line(view, {edge.begin, edge.end}, {}), profile);
  ASSERT_FALSE(profile.empty());
  EXPECT_GT(needle_features(view, profile, 100.0, nullptr).edge_share, 0.8);
}

TEST(NeedleEvidence, MeasuresTheShareOfTheShaftThatLiesOnBone) {
  const MeasuredScene scene;
  ASSERT_FALSE(scene.profile.empty());
  const auto overlap = [&](const BoneSurface& bone) {
    return needle_features(scene.view, scene.profile, 100.0, &bone).bone_overlap;
  };
  EXPECT_GT(overlap(scene.bone(1.0, 0.0)), 0.9);
  EXPECT_NEAR(overlap(scene.bone(0.5, 0.0)), 0.5, 0.1);
  EXPECT_EQ(overlap(scene.bone(1.0, 30.0)), 0.0);
  EXPECT_EQ(overlap(BoneSurface{}), 0.0);
}

}  // namespace
}  // namespace echolance
