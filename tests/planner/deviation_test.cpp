// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/deviation.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

// Along +x at a depth of 20 mm, ending at (40, 20, 0); a nerve 6 mm deeper.
Plan level_plan() {
  Plan plan;
  plan.space = PlanSpace::kImage;
  plan.target_mm = {40.0, 20.0, 0.0};
  plan.best.emplace();
  plan.best->way = make_trajectory(PlanSpace::kImage, {0.0, 20.0, 0.0}, plan.target_mm);
  plan.structures = {
      {"nerve", 2.0, ClearanceKind::kForbidden, NoGoShape::kChain, {{30.0, 27.0, 0.0}}, {1.0}},
      {"far", 1.0, ClearanceKind::kWarn, NoGoShape::kChain, {{0.0, 60.0, 0.0}}, {1.0}}};
  return plan;
}

NeedlePlace sight_at(const Vector3d& tip, double angle_rad = 0.0) {
  NeedlePlace sight;
  sight.state = NeedleState::kSeen;
  sight.tip_mm = tip;
  sight.shaft_mm = tip - 15.0 * Vector3d(std::cos(angle_rad), std::sin(angle_rad), 0.0);
  return sight;
}

TEST(PlanMonitor, MeasuresTheDeviationOfASeenNeedle) {
  PlanMonitor monitor(level_plan());
  const auto deviation = monitor.update(sight_at({25.0, 22.0, 0.0}, 0.1));
  ASSERT_TRUE(deviation.known());
  EXPECT_EQ(deviation.state, NeedleState::kSeen);
  EXPECT_NEAR(deviation.tip_to_target_mm, std::hypot(15.0, 2.0), 1e-9);
  EXPECT_NEAR(deviation.along_mm, 25.0, 1e-9);
  EXPECT_NEAR(deviation.beside_mm, 2.0, 1e-9);
  EXPECT_NEAR(deviation.angle_in_plane_rad, 0.1, 1e-9);
  EXPECT_FALSE(deviation.angle_out_of_plane_rad);
  // Straight on: the target's distance from the needle's line.
  EXPECT_NEAR(deviation.straight_miss_mm, 15.0 * std::sin(0.1) + 2.0 * std::cos(0.1), 1e-9);
  ASSERT_TRUE(deviation.nearest_structure);
  EXPECT_EQ(*deviation.nearest_structure, 0U);
  EXPECT_NEAR(deviation.nearest_mm, std::hypot(5.0, 5.0) - 1.0 - 0.359, 1e-3);
  EXPECT_EQ(monitor.structure_distances_mm().size(), 2U);
}

TEST(PlanMonitor, TellsAnglesOutOfThePlaneWhereItIsKnown) {
  Plan plan = level_plan();
  plan.space = PlanSpace::kReference;
  PlanMonitor monitor(plan);
  NeedlePlace sight = sight_at({25.0, 20.0, 0.0});
  sight.shaft_mm.z() -= 15.0 * std::tan(0.2);
  sight.out_of_plane = Vector3d::UnitZ();
  const auto deviation = monitor.update(sight);
  ASSERT_TRUE(deviation.angle_out_of_plane_rad);
  EXPECT_NEAR(*deviation.angle_out_of_plane_rad, 0.2, 1e-9);
  EXPECT_NEAR(deviation.angle_in_plane_rad, 0.0, 1e-9);
  EXPECT_TRUE(deviation.has(AlertKind::kAngle));
}

TEST(PlanMonitor, KnowsNothingOfANeedleThatIsNotSeen) {
  PlanMonitor monitor(level_plan());
  NeedlePlace sight = sight_at({25.0, 35.0, 0.0});
  sight.state = NeedleState::kNotSeen;
  const auto deviation = monitor.update(sight);
  EXPECT_FALSE(deviation.known());
  EXPECT_EQ(deviation.alert_count, 0U);
}

TEST(PlanMonitor, MarksWhatIsOnlyPredicted) {
  PlanMonitor monitor(level_plan());
  NeedlePlace sight = sight_at({25.0, 20.0, 0.0});
  sight.state = NeedleState::kPredicted;
  EXPECT_EQ(monitor.update(sight).state, NeedleState::kPredicted);
}

TEST(PlanMonitor, KnowsNothingWithoutAWay) {
  Plan plan = level_plan();
  plan.best.reset();
  PlanMonitor monitor(plan);
  EXPECT_FALSE(monitor.update(sight_at({25.0, 20.0, 0.0})).known());
}

TEST(PlanMonitor, AlertsComeAtTheirLimitAndGoOnlyWellBelowIt) {
  PlanMonitor monitor(level_plan());
  const auto beside = [&](double mm) {
    return monitor.update(sight_at({10.0, 20.0 - mm, 0.0})).has(AlertKind::kBesidePlan);
  };
  EXPECT_FALSE(beside(2.9));
  EXPECT_TRUE(beside(3.1));
  EXPECT_TRUE(beside(2.9));
  EXPECT_TRUE(beside(2.3));
  EXPECT_FALSE(beside(2.2));
  EXPECT_FALSE(beside(2.9));
}

TEST(PlanMonitor, StructureAlertsHaveHysteresisToo) {
  PlanMonitor monitor(level_plan());
  // Needle's surface to the nerve's: 7 - deeper - 1 - 0.359.
  const auto near = [&](double deeper_mm) {
    return monitor.update(sight_at({35.0, 20.0 + deeper_mm, 0.0})).has(AlertKind::kNearStructure);
  };
  EXPECT_FALSE(near(3.5));
  EXPECT_TRUE(near(3.7));
  EXPECT_TRUE(near(3.0));
  EXPECT_FALSE(near(2.5));
}

TEST(PlanMonitor, AnAlertDoesNotFlickerWhileTheNeedleIsLost) {
  PlanMonitor monitor(level_plan());
  EXPECT_TRUE(monitor.update(sight_at({10.0, 16.5, 0.0})).has(AlertKind::kBesidePlan));
  NeedlePlace lost;
  EXPECT_EQ(monitor.update(lost).alert_count, 0U);
  // Between release and limit: still the same excursion.
  EXPECT_TRUE(monitor.update(sight_at({10.0, 17.5, 0.0})).has(AlertKind::kBesidePlan));
}

TEST(PlanMonitor, AlertsBeyondTheTargetAndWhenItWouldMiss) {
  PlanMonitor monitor(level_plan());
  EXPECT_TRUE(monitor.update(sight_at({44.0, 20.0, 0.0})).has(AlertKind::kPastTarget));
  EXPECT_TRUE(monitor.update(sight_at({10.0, 20.0, 0.0}, 0.13)).has(AlertKind::kMissAhead));
  EXPECT_EQ(monitor.update(sight_at({39.0, 20.0, 0.0})).alert_count, 0U);
  // Coming from the other side it is not beyond the target.
  EXPECT_FALSE(monitor.update(sight_at({46.0, 20.0, 0.0}, 3.1416)).has(AlertKind::kPastTarget));
}

}  // namespace
}  // namespace echolance
