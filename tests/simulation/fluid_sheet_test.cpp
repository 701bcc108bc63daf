// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/fluid_sheet.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/simulation/tissue_scenes.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// A flat bone 25 mm deep under muscle; a wall of bone where x > 8.
std::shared_ptr<const TissueVolume> bone_with_wall() {
  const VolumeGrid grid = VolumeGrid::around(
      Eigen::AlignedBox3d(Vector3d(-48.0, -34.0, -48.0), Vector3d(48.0, 0.0, 48.0)), 1.0);
  return fill_shapes(grid, Tissue::kMuscle, {{Tissue::kCorticalBone, [](const Vector3d& p) {
                                                return std::min(p.y() + 25.0, 8.0 - p.x());
                                              }}});
}

double counted_ml(const FluidSheet& sheet, const FluidSheet::Level& level) {
  constexpr double kStep = 0.5;
  int inside = 0;
  for (double x = -45.0; x < 45.0; x += kStep) {
    for (double y = -34.0; y < -8.0; y += kStep) {
      for (double z = -45.0; z < 45.0; z += kStep) {
        inside += sheet.distance({x, y, z}, level) < 0.0 ? 1 : 0;
      }
    }
  }
  return 1e-3 * inside * kStep * kStep * kStep;
}

TEST(FluidSheet, HoldsTheVolumeInjected) {
  const auto volume = block(Tissue::kMuscle);
  const FluidSheet sheet(*volume, {0.0, -20.0, 0.0}, 3.0, 7U);
  for (const double ml : {0.05, 0.4, 1.3, 3.0}) {
    EXPECT_NEAR(sheet.volume_ml(sheet.level(ml)), ml, 0.02 * ml + 0.004) << ml;
  }
  EXPECT_NEAR(counted_ml(sheet, sheet.level(3.0)), 3.0, 0.15);
  EXPECT_EQ(sheet.level(0.0).area_mm2, 0.0);
}

TEST(FluidSheet, GrowsAndIsFlat) {
  const auto volume = block(Tissue::kMuscle);
  const FluidSheet sheet(*volume, {0.0, -20.0, 0.0}, 3.0, 7U);
  const auto little = sheet.level(0.5), all = sheet.level(3.0);
  EXPECT_LT(little.area_mm2, 0.6 * all.area_mm2);
  EXPECT_LT(little.thick_mm, all.thick_mm);
  EXPECT_GT(std::sqrt(all.area_mm2), 4.0 * all.thick_mm);
}

TEST(FluidSheet, LiesOnBoneAndIsStoppedByIt) {
  const auto volume = bone_with_wall();
  const FluidSheet sheet(*volume, {0.0, -24.5, 0.0}, 4.0, 3U);
  const auto level = sheet.level(4.0);
  EXPECT_NEAR(sheet.volume_ml(level), 4.0, 0.1);
  int wet = 0;
  for (double z = -40.0; z <= 40.0; z += 1.0) {
    for (double y = -30.0; y < 0.0; y += 0.5) {
      EXPECT_GT(sheet.distance({10.5, y, z}, level), 0.0) << y << " " << z;
      wet += sheet.distance({-10.0, y, z}, level) < 0.0 ? 1 : 0;
    }
    EXPECT_GT(sheet.distance({-5.0, -26.0, z}, level), 0.0) << z;
  }
  EXPECT_GT(wet, 20);
}

TEST(FluidSheet, LiftsWhatLayOnThePlaneAndLeavesTheRest) {
  const auto volume = bone_with_wall();
  const FluidSheet sheet(*volume, {0.0, -24.5, 0.0}, 4.0, 3U);
  const auto level = sheet.level(4.0);
  double top = -24.0;
  while (sheet.distance({0.0, top, 0.0}, level) < 0.0) top += 0.05;
  EXPECT_GT(top, -24.5 + 3.0);
  const Vector3d lifted = Vector3d(0.0, top, 0.0) + sheet.to_rest({0.0, top, 0.0}, level);
  EXPECT_NEAR(lifted.y(), -24.7, 0.6);
  EXPECT_LT(sheet.to_rest({0.0, -0.1, 0.0}, level).norm(), 1.0);
  EXPECT_EQ(sheet.to_rest({-44.0, -20.0, 44.0}, level).norm(), 0.0);
}

TEST(FluidSheet, HasAnUnevenOutlineThatItsSeedDecides) {
  const auto volume = block(Tissue::kMuscle);
  const FluidSheet a(*volume, {0.0, -20.0, 0.0}, 3.0, 7U),
      same(*volume, {0.0, -20.0, 0.0}, 3.0, 7U), other(*volume, {0.0, -20.0, 0.0}, 3.0, 8U);
  double differ = 0.0;
  for (double x = -30.0; x <= 30.0; x += 3.0) {
    const Vector3d at(x, -20.0, 4.0);
    EXPECT_EQ(a.distance(at, a.level(2.0)), same.distance(at, same.level(2.0)));
    differ += std::abs(a.distance(at, a.level(2.0)) - other.distance(at, other.level(2.0)));
  }
  EXPECT_GT(differ, 1.0);
}

}  // namespace
}  // namespace echolance
