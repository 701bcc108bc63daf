// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/robustness.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/planner/planner_scenes.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

RobustnessOptions only_calibration(double std_mm) {
  RobustnessOptions options;
  options.errors = {0.0, 0.0, 0.0, std_mm};
  options.bending = DrawBending::kNo;
  options.draws = 4000;
  return options;
}

AnyTrajectory straight_down() {
  return make_trajectory(PlanSpace::kReference, {0.0, 0.0, 0.0}, {0.0, 30.0, 0.0});
}

TEST(Robustness, EqualsTheProbabilityThatCanBeWorkedOut) {
  PlanScene scene = flat_block(no_bone);
  // A plane-like tube: its surface lies 3 mm beside the way, at least as long as the way.
  const double radius = 1000.0;
  scene.no_go = {{"muscle",
                  0.0,
                  ClearanceKind::kForbidden,
                  NoGoShape::kChain,
                  {{radius + 3.0, -50.0, 0.0}, {radius + 3.0, 80.0, 0.0}},
                  {radius, radius}}};
  PathRequest request = request_for({0.0, 30.0, 0.0});
  request.tolerance_mm = 3.0;
  const PathJudge judge(scene, request);
  const auto result = estimate_robustness(judge, straight_down(), only_calibration(2.0));
  ASSERT_TRUE(result);
  // P(x < 3 - needle's radius) of a normal error of 2 mm.
  const double limit = (3.0 - 0.359) / 2.0;
  const double clear = 0.5 * std::erfc(-limit / std::sqrt(2.0));
  EXPECT_NEAR(result->structures.at(0).clear.value, clear, 0.02);
  EXPECT_LE(result->structures.at(0).clear.low, clear);
  EXPECT_GE(result->structures.at(0).clear.high, clear);
  // Three axes, free end: chi distribution with 3 degrees of freedom at 1.5.
  const double a = 1.5;
  const double hit =
      std::erf(a / std::sqrt(2.0)) - std::sqrt(2.0 / 3.14159265) * a * std::exp(-0.5 * a * a);
  EXPECT_NEAR(result->on_target.value, hit, 0.025);
  EXPECT_EQ(result->bone_free.value, 1.0);
  EXPECT_EQ(result->all_clear.value, result->structures.at(0).clear.value);
}

TEST(Robustness, OnBoneOnlyTheDistanceBesideTheWayCounts) {
  const PlanScene scene = flat_block([](const Vector3d& p) { return 30.0 - p.y(); });
  PathRequest request = request_for({0.0, 30.0, 0.0});
  request.rules.ends_at = EndsAt::kBone;
  request.tolerance_mm = 3.0;
  const PathJudge judge(scene, request);
  const auto result = estimate_robustness(judge, straight_down(), only_calibration(2.0));
  // Rayleigh distribution at 1.5.
  EXPECT_NEAR(result->on_target.value, 1.0 - std::exp(-0.5 * 1.5 * 1.5), 0.025);
}

TEST(Robustness, IsCertainWithoutErrorsAndWorseWithLargerOnes) {
  PlanScene scene = flat_block(wall_with_slit(15.0, 0.0, 6.0));
  const PathRequest request = request_for({0.0, 30.0, 0.0});
  const PathJudge judge(scene, request);
  const auto none = estimate_robustness(judge, straight_down(), only_calibration(0.0));
  EXPECT_EQ(none->on_target.value, 1.0);
  EXPECT_EQ(none->all_clear.value, 1.0);
  EXPECT_LT(none->all_clear.low, 1.0);
  double before = 1.0;
  for (const double std_mm : {1.0, 2.0, 4.0}) {
    const auto result = estimate_robustness(judge, straight_down(), only_calibration(std_mm));
    EXPECT_LT(result->bone_free.value, before);
    before = result->bone_free.value;
  }
}

TEST(Robustness, InViewOnlyTargetAndCalibrationAndBendingAcrossThePictureAreLeft) {
  PlanScene scene = flat_block(no_bone);
  const auto tube = [](const char* name, const Vector3d& at) {
    return NoGo{name, 0.0, ClearanceKind::kForbidden, NoGoShape::kChain, {at}, {1.0}};
  };
  // Thin and long: it bends by 6 mm over 60 mm. The picture lies along x.
  scene.no_go = {tube("within", {5.0, 60.0, 0.0}), tube("across", {0.0, 60.0, 5.0})};
  PathRequest request = request_for({0.0, 60.0, 0.0});
  request.needle = *plan_needle_from_text("22G:90");
  const PathJudge judge(scene, request);
  const auto way = make_trajectory(PlanSpace::kReference, {0.0, 0.0, 0.0}, request.target_mm);
  RobustnessOptions options;
  options.errors = {3.0, 0.1, 0.0, 0.0};
  const auto blind = estimate_robustness(judge, way, options);
  options.correction = Correction::kInView;
  const auto seen = estimate_robustness(judge, way, options);
  EXPECT_LT(blind->structures.at(0).clear.value, 1.0);
  EXPECT_EQ(seen->structures.at(0).clear.value, 1.0);
  EXPECT_LT(seen->structures.at(1).clear.value, 1.0);
  EXPECT_GT(seen->on_target.value, blind->on_target.value);
  // |6 sin| below the tolerance of 2 mm for a side drawn evenly.
  const double bending = 60.0 * 60.0 / (2.0 * 364.0);
  const double hit = std::asin(2.0 / bending) * 2.0 / 3.14159265;
  EXPECT_NEAR(seen->on_target.value, hit, 0.04);
}

TEST(Robustness, NothingIsClaimedOfASeenNeedleThatHardlyShows) {
  const PlanScene scene = flat_block(no_bone);
  const PathRequest request = request_for({0.0, 30.0, 0.0});
  const PathJudge judge(scene, request);
  PlannedPath path;
  path.way = make_trajectory(PlanSpace::kReference, {-40.0, 0.0, 0.0}, request.target_mm);
  path.terms.visibility = 0.3;
  ASSERT_TRUE(estimate_all(judge, path)->if_seen);
  EXPECT_GT(estimate_all(judge, path)->if_seen->on_target.value,
            estimate_all(judge, path)->on_target.value);
  path.out_of_plane_rad = 0.3;
  EXPECT_FALSE(estimate_all(judge, path)->if_seen);
  path.out_of_plane_rad = 0.0;
  path.terms.visibility = 0.0;
  EXPECT_FALSE(estimate_all(judge, path)->if_seen);
}

TEST(Robustness, SameSeedSameResult) {
  const PlanScene scene = flat_block(wall_with_slit(15.0, 0.0, 6.0));
  const PathRequest request = request_for({0.0, 30.0, 0.0});
  const PathJudge judge(scene, request);
  RobustnessOptions options;
  const auto first = estimate_robustness(judge, straight_down(), options);
  const auto again = estimate_robustness(judge, straight_down(), options);
  EXPECT_EQ(first->on_target.value, again->on_target.value);
  EXPECT_EQ(first->bone_free.value, again->bone_free.value);
  EXPECT_EQ(first->draws, 1000);
}

TEST(Robustness, RefusesErrorsThatAreNone) {
  const PlanScene scene = flat_block(no_bone);
  const PathRequest request = request_for({0.0, 30.0, 0.0});
  const PathJudge judge(scene, request);
  RobustnessOptions options;
  options.errors.landmark_mm = -1.0;
  EXPECT_EQ(estimate_robustness(judge, straight_down(), options).error().code,
            ErrorCode::kInvalidOption);
  options = {};
  options.draws = 0;
  EXPECT_EQ(estimate_robustness(judge, straight_down(), options).error().code,
            ErrorCode::kInvalidOption);
  const auto point = make_trajectory(PlanSpace::kReference, {0, 0, 0}, {0, 0, 0});
  EXPECT_EQ(estimate_robustness(judge, point).error().code, ErrorCode::kInvalidGeometry);
}

}  // namespace
}  // namespace echolance
