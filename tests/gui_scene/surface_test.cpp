// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/scene/bone_actors.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

TEST(SceneSurface, DecimationKeepsToItsLimitAndTheShape) {
  const SceneMesh mesh = wavy_ball(50.0, 20'000);
  const SceneMesh fewer = decimated(mesh, 4'000);
  EXPECT_LE(fewer.triangles.size(), 4'400U);
  EXPECT_GT(fewer.triangles.size(), 3'000U);
  for (const auto& point : fewer.points_mm) {
    EXPECT_NEAR(static_cast<double>(point.norm()), 50.0, 3.5);
  }
}

TEST(SceneSurface, SmallMeshesStayAsTheyAre) {
  const SceneMesh mesh = wavy_ball(50.0, 1'000);
  EXPECT_EQ(decimated(mesh, 200'000).triangles.size(), mesh.triangles.size());
}

TEST(SceneSurface, HollowsAreDarkerThanKnolls) {
  const SceneMesh mesh = wavy_ball(50.0, 20'000);
  const auto hollow = hollowness(mesh);
  double in_valleys = 0.0, on_knolls = 0.0;
  int valleys = 0, knolls = 0;
  for (std::size_t i = 0; i < hollow.size(); ++i) {
    EXPECT_GE(hollow[i], 0.0F);
    EXPECT_LE(hollow[i], 1.0F);
    const float radius = mesh.points_mm[i].norm();
    if (radius < 48.6F) in_valleys += static_cast<double>(hollow[i]), ++valleys;
    if (radius > 51.4F) on_knolls += static_cast<double>(hollow[i]), ++knolls;
  }
  ASSERT_GT(valleys, 20);
  ASSERT_GT(knolls, 20);
  EXPECT_GT(in_valleys / valleys, on_knolls / knolls + 0.05);
}

}  // namespace
}  // namespace echolance
