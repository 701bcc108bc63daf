// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/distance_field.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

double ball(const Vector3d& p) {
  return (p - Vector3d(1, 2, 3)).norm() - 9.0;
}

DistanceField ball_field(double spacing_mm) {
  const Eigen::AlignedBox3d box(Vector3d(-13, -12, -11), Vector3d(15, 16, 17));
  return {VolumeGrid::around(box, spacing_mm), ball};
}

TEST(VolumeGrid, HoldsTheBox) {
  const Eigen::AlignedBox3d box(Vector3d(0, 0, 0), Vector3d(10.1, 5, 2));
  const VolumeGrid grid = VolumeGrid::around(box, 1.0);
  EXPECT_EQ(grid.size, Eigen::Vector3i(12, 6, 3));
  EXPECT_EQ(grid.count(), 12U * 6U * 3U);
  EXPECT_EQ(grid.index(11, 5, 2), grid.count() - 1);
}

TEST(DistanceField, IsRightNearTheSurface) {
  const DistanceField field = ball_field(1.0);
  for (int i = 0; i < 300; ++i) {
    const Vector3d out = Vector3d(std::sin(1.0 * i), std::cos(2.3 * i), std::sin(3.1 * i + 1));
    const Vector3d p = Vector3d(1, 2, 3) + (9.0 + 0.8 * std::sin(0.7 * i)) * out.normalized();
    EXPECT_NEAR(field.at(p), ball(p), 0.06);
    EXPECT_GT(field.normal(p).dot(out.normalized()), 0.99);
  }
}

TEST(DistanceField, HasTheRightSignEverywhereAndIsCloseFarAway) {
  const DistanceField field = ball_field(1.0);
  const VolumeGrid& grid = field.grid();
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        const double value = static_cast<double>(field.values_mm()[grid.index(x, y, z)]);
        const double truth = ball(grid.point_mm(x, y, z));
        EXPECT_LT(std::abs(value), std::abs(truth) + 0.6);  // never much too large
        EXPECT_TRUE(truth < 0.0 || value > truth - 0.6);
        EXPECT_TRUE(std::abs(truth) < 0.01 || (value < 0.0) == (truth < 0.0));
      }
    }
  }
}

TEST(DistanceField, GrowsOutsideTheGrid) {
  const DistanceField field = ball_field(1.0);
  EXPECT_NEAR(field.at({40, 2, 3}), 30.0, 0.3);
  EXPECT_GT(field.at({200, 2, 3}), 150.0);
}

TEST(DistanceField, TakesValuesAsTheyAre) {
  const VolumeGrid grid{Vector3d::Zero(), 2.0, {2, 2, 2}};
  const DistanceField field(grid, {0, 1, 0, 1, 0, 1, 0, 1});
  EXPECT_NEAR(field.at({1.0, 1.0, 0.3}), 0.5, 1e-6);
}

}  // namespace
}  // namespace echolance
