// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/pose_chain.hpp"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

namespace echolance {
namespace {

Eigen::Matrix4d motion(double angle_rad, const Eigen::Vector3d& shift_mm) {
  Eigen::Isometry3d motion = Eigen::Isometry3d::Identity();
  motion.rotate(Eigen::AngleAxisd(angle_rad, Eigen::Vector3d(1, 2, 3).normalized()));
  motion.pretranslate(shift_mm);
  return motion.matrix();
}

std::vector<NamedPose> plus_poses() {
  Eigen::Matrix4d calibration = motion(0.3, {15, 49, -8});
  calibration.leftCols(3) *= 0.08;
  return {{"Image", "Probe", calibration, PoseStatus::kOk},
          {"Probe", "Tracker", motion(1.0, {170, -98, -22}), PoseStatus::kOk},
          {"Reference", "Tracker", motion(-0.7, {264, 93, 3}), PoseStatus::kOk},
          {"Stylus", "Tracker", motion(0.1, {1, 2, 3}), PoseStatus::kMissing}};
}

TEST(PoseChain, JoinsPosesInBothDirections) {
  const auto poses = plus_poses();
  const auto chained = chain_poses(poses, "Reference", "Image");
  ASSERT_TRUE(chained);
  EXPECT_EQ(chained->status, PoseStatus::kOk);
  const Eigen::Vector4d pixel(100, 200, 0, 1);
  const Eigen::Vector4d in_tracker = poses[1].to_from * poses[0].to_from * pixel;
  EXPECT_LT((poses[2].to_from * chained->to_from * pixel - in_tracker).norm(), 1e-9);
}

TEST(PoseChain, BackAndForthIsIdentity) {
  const auto poses = plus_poses();
  const auto there = chain_poses(poses, "Reference", "Image");
  const auto back = chain_poses(poses, "Image", "Reference");
  ASSERT_TRUE(there && back);
  EXPECT_LT((there->to_from * back->to_from - Eigen::Matrix4d::Identity()).norm(), 1e-9);
}

TEST(PoseChain, TellsTheWorstStatusOnTheWayOnly) {
  auto poses = plus_poses();
  EXPECT_EQ(chain_poses(poses, "Reference", "Image")->status, PoseStatus::kOk);
  EXPECT_EQ(chain_poses(poses, "Reference", "Stylus")->status, PoseStatus::kMissing);
  poses[2].status = PoseStatus::kInvalid;
  poses[2].to_from.setZero();
  const auto chained = chain_poses(poses, "Reference", "Image");
  ASSERT_TRUE(chained);
  EXPECT_EQ(chained->status, PoseStatus::kInvalid);
}

TEST(PoseChain, TakesTheLaterOfTwoWithTheSameNames) {
  auto poses = plus_poses();
  poses.push_back({"Image", "Probe", Eigen::Matrix4d::Identity(), PoseStatus::kOk});
  EXPECT_EQ(chain_poses(poses, "Probe", "Image")->to_from, Eigen::Matrix4d::Identity());
}

TEST(PoseChain, NamesWhatThereIsWhereNothingJoins) {
  const auto chained = chain_poses(plus_poses(), "Phantom", "Image");
  ASSERT_FALSE(chained);
  EXPECT_EQ(chained.error().code, ErrorCode::kNoData);
  EXPECT_NE(chained.error().message.find("ProbeToTracker"), std::string::npos);
}

TEST(PoseChain, RefusesAFlatMatrixOnTheWayBack) {
  auto poses = plus_poses();
  poses[2].to_from.setZero();
  const auto chained = chain_poses(poses, "Reference", "Image");
  ASSERT_FALSE(chained);
  EXPECT_EQ(chained.error().code, ErrorCode::kInvalidGeometry);
}

}  // namespace
}  // namespace echolance
