// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cmath>

#include "simulation/hand_motion.hpp"
#include "simulation/motion_paths.hpp"
#include "simulation/tracker_model.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

Vector3d shift(const HandPath& path, double time_s) {
  return path.offset(time_s).matrix().block<3, 1>(0, 3);
}

TEST(HandPath, DriftAfterTenSecondsHasItsDeviation) {
  HandMotion motion;
  motion.tremor_mm = 0.0;
  motion.drift_mm = 2.0;
  double squares = 0.0;
  constexpr int kSeeds = 400;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const HandPath path(motion, static_cast<std::uint64_t>(seed));
    EXPECT_EQ(shift(path, 0.0).norm(), 0.0);
    squares += shift(path, 10.0).squaredNorm() / 3.0;
  }
  EXPECT_NEAR(std::sqrt(squares / kSeeds), 2.0, 0.2);
}

TEST(HandPath, TremorAndBreathingHaveTheirDeviation) {
  HandMotion motion;
  motion.drift_mm = 0.0;
  motion.tremor_mm = 0.1;
  motion.breathing_mm = 1.5;
  const HandPath path(motion, 7);
  double tremor = 0.0, breath = 0.0;
  constexpr int kTimes = 20000;
  for (int i = 0; i < kTimes; ++i) {
    tremor += shift(path, 0.02 * i).squaredNorm() / 3.0;
    breath += std::pow(path.breathing_mm(0.02 * i), 2);
  }
  EXPECT_NEAR(std::sqrt(tremor / kTimes), 0.1, 0.01);
  EXPECT_NEAR(std::sqrt(breath / kTimes), 1.5, 0.1);
}

TEST(HandPath, IsTheSameForASeedInAnyOrderOfTimesAndSmooth) {
  const HandMotion motion;
  const HandPath a(motion, 3), b(motion, 3), other(motion, 4);
  const auto late = a.offset(9.0).matrix();
  EXPECT_EQ(b.offset(9.0).matrix(), late);
  EXPECT_EQ(a.offset(1.0).matrix(), b.offset(1.0).matrix());
  EXPECT_NE(other.offset(9.0).matrix(), late);
  EXPECT_LT((shift(a, 5.001) - shift(a, 5.0)).norm(), 0.05);
}

TEST(HandPath, LosesContactOnlyWhereAsked) {
  HandMotion motion;
  motion.contact_losses_per_s = 0.5;
  const HandPath loose(motion, 5), tight(HandMotion{}, 5);
  double least = 1.0;
  for (int i = 0; i < 400; ++i) {
    least = std::min(least, loose.contact(0.05 * i));
    EXPECT_EQ(tight.contact(0.05 * i), 1.0);
  }
  EXPECT_LT(least, 0.85);
  EXPECT_GT(least, 0.3);
}

TEST(TissueDrag, SticksSlipsAndSpringsBack) {
  TissueDrag drag;
  drag.move(0.0, 0.0);
  for (int i = 1; i <= 100; ++i) drag.move(0.2 * i, 0.02);
  EXPECT_GT(drag.drag_mm(), 0.5);
  EXPECT_LT(drag.drag_mm(), TissueDrag::kMostDrag_mm);
  for (int i = 0; i < 100; ++i) drag.move(20.0, 0.02);
  EXPECT_NEAR(drag.drag_mm(), 0.0, 0.05);
  for (int i = 1; i <= 50; ++i) drag.move(20.0 - 0.2 * i, 0.02);
  EXPECT_LT(drag.drag_mm(), -0.5);
}

TEST(Injection, GrowsEvenlyToItsVolume) {
  const PoolKey key{2.0, 2.0, {Vector3d(1.0, 2.0, 3.0)}, 3.0};
  EXPECT_EQ(injected_ml(key, 1.9), 0.0);
  EXPECT_NEAR(injected_ml(key, 3.0), 1.5, 1e-9);
  EXPECT_EQ(injected_ml(key, 9.0), 3.0);
}

NamedPose pose() {
  NamedPose truth{"Probe", "Tracker", Eigen::Matrix4d::Identity(), PoseStatus::kOk};
  truth.to_from(0, 3) = 100.0;
  return truth;
}

TEST(Tracker, NoiseHasItsDeviation) {
  TrackerModel tracker;
  tracker.dropouts_per_s = 0.0;
  tracker.noise_mm = 0.3;
  double squares = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const auto seen = tracked_pose(pose(), tracker, 0.05 * i, 9);
    EXPECT_EQ(seen.status, PoseStatus::kOk);
    squares += (seen.to_from - pose().to_from).block<3, 1>(0, 3).squaredNorm() / 3.0;
  }
  EXPECT_NEAR(std::sqrt(squares / 1000), 0.3, 0.02);
}

TEST(Tracker, DropsOutAsOftenAsAskedAndForLessThanHalfASecond) {
  TrackerModel tracker;
  tracker.dropouts_per_s = 0.2;
  int lost = 0, invalid = 0, in_a_row = 0, longest = 0;
  constexpr int kFrames = 20000;
  for (int i = 0; i < kFrames; ++i) {
    const auto seen = tracked_pose(pose(), tracker, 0.02 * i, 4);
    const bool gone = seen.status != PoseStatus::kOk;
    lost += gone ? 1 : 0;
    invalid += seen.status == PoseStatus::kInvalid ? 1 : 0;
    if (gone) {
      EXPECT_EQ(seen.to_from, Eigen::Matrix4d::Identity());
    }
    in_a_row = gone ? in_a_row + 1 : 0;
    longest = std::max(longest, in_a_row);
  }
  EXPECT_NEAR(static_cast<double>(lost) / kFrames, 0.2 * 0.3, 0.02);
  EXPECT_GT(invalid, 0);
  EXPECT_LT(invalid, lost);
  EXPECT_LE(longest, 52);  // two may meet
}

}  // namespace
}  // namespace echolance
