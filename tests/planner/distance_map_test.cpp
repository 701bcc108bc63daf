// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/distance_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/no_go.hpp"
#include "planner/scene.hpp"
#include "planner/trace_grid.hpp"

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

TEST(DistanceMap, ACleftThatACoarseMapClosesStaysOpenInAnInset) {
  // Two walls 1.4 mm apart, between the points of the coarse grid.
  const auto cleft = [](double x) { return 0.7 - std::abs(x - 0.5); };
  const auto sampled = [&](const VolumeGrid& grid, double error_mm) {
    std::vector<float> values(grid.count());
    for (int z = 0; z < grid.size.z(); ++z) {
      for (int y = 0; y < grid.size.y(); ++y) {
        for (int x = 0; x < grid.size.x(); ++x) {
          values[grid.index(x, y, z)] = static_cast<float>(cleft(grid.point_mm(x, y, z).x()));
        }
      }
    }
    return DistanceMap(grid, std::move(values), error_mm);
  };
  DistanceMap map = sampled({{-8.0, -8.0, -8.0}, 1.0, {17, 17, 17}}, 0.15);
  const Vector3d middle(0.5, 0.0, 0.0);
  EXPECT_NEAR(map.at(middle), 0.2, 1e-6);
  EXPECT_NEAR(map.surely_mm(middle), 0.05, 1e-6);
  map.refine(sampled({{-3.0, -3.0, -3.0}, 0.25, {25, 25, 25}}, 0.05));
  EXPECT_NEAR(map.at(middle), 0.7, 1e-6);
  EXPECT_NEAR(map.surely_mm(middle), 0.65, 1e-6);
  const Vector3d beyond(0.5, 5.0, 0.0);
  EXPECT_NEAR(map.at(beyond), 0.2, 1e-6) << "the coarse map counts where the inset ends";
  PlanScene scene;
  scene.bone = map;
  const TraceGrid grid(scene);
  EXPECT_NEAR(grid.at(middle.cast<float>()).bone_mm, 0.65F, 1e-4F);
  EXPECT_NEAR(grid.at(beyond.cast<float>()).bone_mm, 0.05F, 1e-4F);
}

}  // namespace
}  // namespace echolance
