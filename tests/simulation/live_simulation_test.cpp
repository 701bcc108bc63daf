// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/live_simulation.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <thread>

#include "simulation/motion_paths.hpp"
#include "simulation/needle_pose.hpp"
#include "tests/support/small_scenario.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

Scenario without_injection(const std::string& procedure) {
  Scenario scenario = small_scenario(small_request(procedure));
  scenario.pools.clear();
  return scenario;
}

LiveSimulation live(const std::string& procedure) {
  return std::move(*LiveSimulation::create(without_injection(procedure)));
}

TEST(LiveSimulation, DrivenAlongAScenarioDrawsItsPictures) {
  const Scenario scenario = without_injection("psis_infil");
  auto planned = ScenarioSource::create(scenario);
  auto driven = LiveSimulation::create(scenario);
  ASSERT_TRUE(planned && driven);
  for (int i = 0; i < scenario.frames; ++i) {
    const double time_s = i / scenario.frame_rate_hz;
    driven->set_probe_pose(probe_at(scenario.probe_keys, time_s));
    driven->set_needle(needle_at(scenario.needle_keys, time_s));
    const auto expected = planned->next(), found = driven->next();
    ASSERT_TRUE(*expected && *found);
    EXPECT_EQ(cv::norm((*expected)->image, (*found)->image, cv::NORM_INF), 0.0) << i;
    EXPECT_EQ((*expected)->time, (*found)->time);
    EXPECT_EQ(planned->truth().tip_in_reference, driven->truth().tip_in_reference);
    for (std::size_t k = 0; k < (*expected)->poses.size(); ++k) {
      EXPECT_EQ((*expected)->poses[k].to_from, (*found)->poses[k].to_from);
    }
  }
  EXPECT_FALSE(*planned->next());
  EXPECT_TRUE(*driven->next());
}

TEST(LiveSimulation, StartsWithTheProbeInPlaceAndNoNeedle) {
  auto source = live("psis_infil");
  ASSERT_TRUE(*source.next());
  EXPECT_FALSE(source.info().frame_count);
  EXPECT_FALSE(source.truth().needle_inserted);
  EXPECT_FALSE(source.truth().bone_px.empty());
  EXPECT_FALSE(source.inject(1.0));
  source.advance_needle(5.0);
  ASSERT_TRUE(*source.next());
  EXPECT_FALSE(source.truth().needle_inserted);
}

TEST(LiveSimulation, AdvancedAndInjectedAtTheTip) {
  auto source = live("psis_infil");
  auto placement = source.scenario().needle_keys[5].placement;
  placement.depth_mm = 15.0;
  source.set_needle(placement);
  source.advance_needle(2.5);
  ASSERT_TRUE(*source.next());
  EXPECT_DOUBLE_EQ(source.truth().depth_mm, 17.5);
  EXPECT_TRUE(source.inject(2.0));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*source.next());
  EXPECT_GT(source.truth().injected_ml, 0.0);
  ASSERT_EQ(source.scenario().pools.size(), 1U);
  EXPECT_EQ(source.scenario().pools[0].centre, source.truth().tip_in_reference);
}

TEST(LiveSimulation, LatePosesAreThoseOfEarlierFrames) {
  Scenario scenario = steady(without_injection("psis_infil"));
  scenario.tracker.latency_s = 2.0 / scenario.frame_rate_hz;
  auto source = LiveSimulation::create(scenario);
  ASSERT_TRUE(source);
  std::vector<Eigen::Matrix4d> probe, reported;
  for (int i = 0; i < 5; ++i) {
    Eigen::Matrix4d pose = scenario.probe_keys[0].reference_from_probe.matrix();
    pose(2, 3) += i;
    source->set_probe_pose(*Transform<space::Reference, space::Probe>::from_matrix(pose));
    const auto frame = source->next();
    probe.push_back(source->truth().reference_from_probe.matrix());
    reported.push_back((*frame)->poses.at(1).to_from);
  }
  const Eigen::Matrix4d tracker_from_reference = reported[4] * probe[2].inverse();
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_TRUE(reported[i].isApprox(tracker_from_reference * probe[i - 2], 1e-9)) << i;
  }
}

TEST(LiveSimulation, ShowsTheNewestPoseFromAnotherThread) {
  auto source = live("psis_infil");
  const auto goal = source.scenario().needle_keys[5].placement;
  std::thread hand([&] {
    for (int i = 1; i <= 200; ++i) {
      auto placement = goal;
      placement.depth_mm = 0.1 * i;
      source.set_needle(placement);
    }
  });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(*source.next());
  hand.join();
  ASSERT_TRUE(*source.next());
  EXPECT_DOUBLE_EQ(source.truth().depth_mm, 20.0);
}

TEST(NeedlePose, ComesBackFromWhatTheTrackerSays) {
  const Scenario scenario = small_scenario(small_request("sij_ia"));
  for (const double depth_mm : {-8.0, 0.5, 20.0, 45.0}) {
    NeedlePlacement placement = scenario.needle_keys[5].placement;
    placement.depth_mm = depth_mm;
    const auto pose = tracked_needle(scenario.needle, placement);
    const auto back = placement_of(*scenario.patient, scenario.needle, pose);
    EXPECT_NEAR(back.depth_mm, depth_mm, 0.05);
    const Vector3d tip = needle_point(scenario.needle, placement, depth_mm);
    EXPECT_LT((needle_point(scenario.needle, back, back.depth_mm) - tip).norm(), 0.05);
    const Vector3d straight = placement.entry.mm + depth_mm * placement.direction.unit;
    EXPECT_LT((pose.matrix().block<3, 1>(0, 3) - straight).norm(), 1e-9);
  }
}

TEST(NeedlePose, BesideTheBodyItIsAboveTheSkin) {
  const Scenario scenario = small_scenario(small_request("psis_infil"));
  Eigen::Matrix4d away =
      tracked_needle(scenario.needle, scenario.needle_keys[0].placement).matrix();
  away.block<3, 3>(0, 0) = Eigen::AngleAxisd(-M_PI / 2, Vector3d::UnitX()).toRotationMatrix();
  away(1, 3) += 200.0;  // far behind the back, pointing away
  const auto placement =
      placement_of(*scenario.patient, scenario.needle,
                   *Transform<space::Reference, space::Needle>::from_matrix(away));
  EXPECT_LT(placement.depth_mm, 0.0);
}

}  // namespace
}  // namespace echolance
