// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/bone_mesh.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "simulation/skeleton.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

DistanceField ball(double radius_mm, double reach_mm) {
  const Eigen::AlignedBox3d box(Vector3d::Constant(-reach_mm), Vector3d::Constant(reach_mm));
  return {VolumeGrid::around(box, 1.0), [=](const Vector3d& p) { return p.norm() - radius_mm; }};
}

TEST(BoneMesh, BallIsClosedAndHasItsVolume) {
  const auto mesh = make_mesh(ball(10.0, 14.0));
  ASSERT_TRUE(mesh);
  EXPECT_TRUE(mesh->closed());
  EXPECT_NEAR(mesh->volume_mm3() / (4.0 / 3.0 * M_PI * 1000.0), 1.0, 0.02);
}

#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kSeeds[] = {3};  // each takes many times longer
#else
constexpr std::uint64_t kSeeds[] = {3, 8, 21, 44};
#endif

TEST(BoneMesh, EveryBoneIsClosedAndPositive) {
  for (const std::uint64_t seed : kSeeds) {
    const Skeleton skeleton = grow_skeleton(draw_patient(seed).value(), {2.0});
    for (const Bone& bone : skeleton.bones) {
      const auto mesh = make_mesh(bone.surface);
      ASSERT_TRUE(mesh) << bone.name << " of " << seed << ": " << mesh.error().text();
      EXPECT_TRUE(mesh->closed()) << bone.name << " of " << seed;
      EXPECT_GT(mesh->volume_mm3(), 1000.0) << bone.name << " of " << seed;
    }
  }
}

// Of a closed surface: its handles, from corners - edges + triangles.
int holes_through(const TriangleMesh& mesh) {
  const auto corners = static_cast<int>(mesh.points_mm.size());
  const auto triangles = static_cast<int>(mesh.triangles.size());
  return (2 - (corners - 3 * triangles / 2 + triangles)) / 2;
}

TEST(BoneMesh, HipBonesHaveTheObturatorForamenAndVertebraeTheirCanal) {
  const Skeleton skeleton = grow_skeleton(draw_patient(3).value(), {1.5});
  for (const Bone& bone : skeleton.bones) {
    const bool has_one =
        bone.name.starts_with("ilium") || bone.name.starts_with("l") || bone.name.starts_with("t");
    if (!has_one) continue;
    EXPECT_EQ(holes_through(make_mesh(bone.surface).value()), 1) << bone.name;
  }
}

TEST(BoneMesh, DecimationKeepsItClosed) {
  MeshOptions options;
  options.kept = 0.4;
  const auto all = make_mesh(ball(10.0, 14.0));
  const auto some = make_mesh(ball(10.0, 14.0), options);
  ASSERT_TRUE(some);
  EXPECT_TRUE(some->closed());
  EXPECT_LT(some->triangles.size(), all->triangles.size() / 2);
  EXPECT_NEAR(some->volume_mm3() / all->volume_mm3(), 1.0, 0.02);
}

TEST(BoneMesh, ClosedSeesAHole) {
  auto mesh = make_mesh(ball(10.0, 14.0)).value();
  mesh.triangles.pop_back();
  EXPECT_FALSE(mesh.closed());
}

TEST(BoneMesh, NothingToMeshIsNoData) {
  const auto mesh = make_mesh(ball(-5.0, 8.0));
  ASSERT_FALSE(mesh);
  EXPECT_EQ(mesh.error().code, ErrorCode::kNoData);
}

TEST(BoneMesh, SurfaceThatLeavesTheGridIsInvalidGeometry) {
  const auto mesh = make_mesh(ball(10.0, 8.0));
  ASSERT_FALSE(mesh);
  EXPECT_EQ(mesh.error().code, ErrorCode::kInvalidGeometry);
}

TEST(BoneMesh, RefusesOptionsOutOfRange) {
  MeshOptions options;
  options.kept = 0.0;
  EXPECT_EQ(make_mesh(ball(10.0, 14.0), options).error().code, ErrorCode::kInvalidOption);
}

TEST(BoneMesh, StlHasOneRecordPerTriangle) {
  const TemporaryFolder folder;
  const auto mesh = make_mesh(ball(10.0, 14.0)).value();
  ASSERT_TRUE(write_stl(mesh, folder.path("ball.stl")));
  EXPECT_EQ(std::filesystem::file_size(folder.path("ball.stl")), 84U + 50U * mesh.triangles.size());
}

TEST(BoneMesh, VtpIsPolyDataXml) {
  const TemporaryFolder folder;
  const auto mesh = make_mesh(ball(6.0, 9.0)).value();
  ASSERT_TRUE(write_vtp(mesh, folder.path("ball.vtp")));
  const std::string text = read_text(folder.path("ball.vtp"));
  EXPECT_NE(text.find("type=\"PolyData\""), std::string::npos);
}

TEST(BoneMesh, UnwritablePathIsCannotWrite) {
  const auto mesh = make_mesh(ball(6.0, 9.0)).value();
  EXPECT_EQ(write_stl(mesh, "/nowhere/ball.stl").error().code, ErrorCode::kCannotWrite);
  EXPECT_EQ(write_vtp(mesh, "/nowhere/ball.vtp").error().code, ErrorCode::kCannotWrite);
}

}  // namespace
}  // namespace echolance
