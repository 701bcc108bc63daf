// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/distance_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/no_go.hpp"
#include "planner/scene.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

TEST(DistanceMap, OfABallIsRightToItsSpacing) {
  const VolumeGrid grid{{-20.0, -20.0, -20.0}, 0.5, {81, 81, 81}};
  std::vector<std::uint8_t> mask(grid.count());
  for (int z = 0; z < 81; ++z) {
    for (int y = 0; y < 81; ++y) {
      for (int x = 0; x < 81; ++x) {
        mask[grid.index(x, y, z)] = grid.point_mm(x, y, z).norm() <= 10.0 ? 1 : 0;
      }
    }
  }
  const auto map = distance_map_of_mask(grid, mask);
  ASSERT_TRUE(map) << map.error().text();
  for (const Vector3d& at : {Vector3d(0.0, 0.0, 15.3), Vector3d(9.0, 9.0, 9.0),
                             Vector3d(-3.0, 4.0, 0.0), Vector3d(0.2, 10.1, 0.4)}) {
    EXPECT_NEAR(map->at(at), at.norm() - 10.0, 0.5) << at.transpose();
  }
}

TEST(DistanceMap, OfAPictureHasOneSlice) {
  const VolumeGrid grid{{0.0, 0.0, 0.0}, 0.2, {101, 101, 1}};
  std::vector<std::uint8_t> mask(grid.count(), 0);
  for (int x = 0; x < 101; ++x) {
    for (int y = 50; y < 101; ++y) mask[grid.index(x, y, 0)] = 1;
  }
  const auto map = distance_map_of_mask(grid, mask);
  ASSERT_TRUE(map);
  EXPECT_NEAR(map->at({10.0, 4.0, 0.0}), 6.0, 0.2);
  EXPECT_NEAR(map->at({10.0, 4.0, 30.0}), 6.0, 0.2);
  EXPECT_NEAR(map->at({10.0, 12.0, 0.0}), -2.0, 0.2);
}

TEST(DistanceMap, OfPointsAndOfNothing) {
  const VolumeGrid grid{{0.0, 0.0, 0.0}, 1.0, {21, 21, 21}};
  const auto map = distance_map_of_points(grid, {{10.0, 10.0, 10.0}, {90.0, 0.0, 0.0}}, 1.0);
  ASSERT_TRUE(map);
  EXPECT_NEAR(map->at({10.0, 10.0, 16.0}), 5.0, 0.9);
  EXPECT_LT(map->at({10.0, 10.0, 10.0}), 0.0);
  const auto nothing = distance_map_of_mask(grid, std::vector<std::uint8_t>(grid.count(), 0));
  EXPECT_GT(nothing->at({1.0, 1.0, 1.0}), 500.0);
  EXPECT_EQ(distance_map_of_mask(grid, {1, 2, 3}).error().code, ErrorCode::kInvalidOption);
}

TEST(BoneOfPicture, IsAShellUnderTheLineWithItsGaps) {
  ProbeFace probe;
  std::vector<Vector3d> line;
  for (double x = -10.0; x <= 10.0; x += 0.5) {
    if (std::abs(x) > 3.0) line.emplace_back(x, 20.0, 0.0);
  }
  const Eigen::AlignedBox3d box(Vector3d(-15.0, 0.0, 0.0), Vector3d(15.0, 40.0, 0.0));
  const auto map = bone_of_picture(line, probe, box);
  ASSERT_TRUE(map) << map.error().text();
  EXPECT_NEAR(map->at({-8.0, 15.0, 0.0}), 5.0, 0.3);
  EXPECT_LT(map->at({-8.0, 21.5, 0.0}), 0.0);
  EXPECT_GT(map->at({0.0, 20.0, 0.0}), 2.5);
  EXPECT_GT(map->at({-8.0, 30.0, 0.0}), 5.0);
}

TEST(BoneOfPicture, FollowsTheBeamsOfACurvedProbe) {
  ProbeFace probe;
  probe.radius_mm = 60.0;
  probe.half_opening_rad = 0.5;
  const BeamPlace place{0.3, 25.0};
  const Vector3d there = local_of(probe, place);
  EXPECT_NEAR(beam_place(probe, there).across, 0.3, 1e-9);
  EXPECT_NEAR(beam_place(probe, there).depth_mm, 25.0, 1e-9);
}

TEST(NoGo, DistancesOfTubesSpheresAndPolygons) {
  NoGo tube{"tube",    1.0, ClearanceKind::kForbidden, NoGoShape::kChain, {{0, 0, 0}, {10, 0, 0}},
            {1.0, 3.0}};
  EXPECT_NEAR(distance_mm(tube, {5, 10, 0}, {5, 10, 0}), 8.0, 1e-9);
  EXPECT_NEAR(distance_mm(tube, {-4, 3, 0}, {-4, -3, 0}), 3.0, 1e-9);
  EXPECT_LT(distance_mm(tube, {5, 10, 0}, {5, -10, 0}), 0.0);
  NoGo ball{"ball", 1.0, ClearanceKind::kForbidden, NoGoShape::kChain, {{0, 0, 0}}, {2.0}};
  EXPECT_NEAR(distance_mm(ball, {-5, 4, 0}, {5, 4, 0}), 2.0, 1e-9);
  NoGo body{"body",    1.0, ClearanceKind::kForbidden, NoGoShape::kBalls, {{0, 0, 0}, {10, 0, 0}},
            {2.0, 3.0}};
  EXPECT_NEAR(distance_mm(body, {5, 0, 0}, {5, 0, 0}), 2.0, 1e-9);
  EXPECT_NEAR(distance_mm(body, {9, 9, 0}, {11, 9, 0}), 6.0, 1e-9);
  NoGo area{"area",
            1.0,
            ClearanceKind::kForbidden,
            NoGoShape::kPolygon,
            {{0, 0, 0}, {4, 0, 0}, {4, 4, 0}, {0, 4, 0}},
            {}};
  EXPECT_NEAR(distance_mm(area, {7, 2, 0}, {9, 2, 0}), 3.0, 1e-9);
  EXPECT_NEAR(distance_mm(area, {-2, 2, 0}, {9, 2, 0}), 0.0, 1e-9);
  EXPECT_LT(distance_mm(area, {2, 2, 0}, {2, 2, 0}), 0.0);
}

TEST(NoGo, RefusesShapesThatAreNone) {
  NoGo tube{"tube", 1.0, ClearanceKind::kForbidden, NoGoShape::kChain, {}, {}};
  EXPECT_EQ(validate(tube).error().code, ErrorCode::kInvalidGeometry);
  tube.points_mm = {{0, 0, 0}};
  EXPECT_FALSE(validate(tube));
  tube.radii_mm = {-1.0};
  EXPECT_FALSE(validate(tube));
  tube.radii_mm = {1.0};
  EXPECT_TRUE(validate(tube));
  tube.least_mm = 1e9;
  EXPECT_NE(validate(tube).error().text().find("tube"), std::string::npos);
}

}  // namespace
}  // namespace echolance
