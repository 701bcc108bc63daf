// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/implicit_shape.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "simulation/bone_sheet.hpp"
#include "simulation/profile.hpp"
#include "simulation/sacral_curve.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

TEST(ImplicitShape, RoundTubeHasTheDistanceOfACapsule) {
  const Solid capsule = tube({{0, 0, 0}, {10, 0, 0}}, {3.0, 3.0});
  EXPECT_NEAR(capsule.distance({5, 7, 0}), 4.0, 1e-9);
  EXPECT_NEAR(capsule.distance({14, 0, 0}), 1.0, 1e-9);
  EXPECT_NEAR(capsule.distance({5, 0, 2.5}), -0.5, 1e-9);
}

TEST(ImplicitShape, EllipsoidIsExactOnItsAxes) {
  const Solid solid = ellipsoid({1, 2, 3}, Vector3d(2, 4, 8));
  EXPECT_NEAR(solid.distance({1, 2, 15}), 4.0, 1e-9);
  EXPECT_NEAR(solid.distance({4, 2, 3}), 1.0, 1e-9);
  EXPECT_NEAR(solid.distance({1, 6, 3}), 0.0, 1e-9);
}

TEST(ImplicitShape, LeavingPartsOutChangesNothingNearTheSurface) {
  const Solid a = ellipsoid({0, 0, 0}, Vector3d(5, 4, 3)),
              b = ellipsoid({6, 0, 0}, Vector3d(3, 3, 3));
  ImplicitShape shape;
  shape.add(a, 0.0);
  shape.add(b, 2.0);
  for (double x = -8.0; x < 12.0; x += 0.37) {
    const Vector3d p(x, 2.0, 0.5);
    EXPECT_NEAR(shape(p), smooth_min(a.distance(p), b.distance(p), 2.0), 1e-9);
  }
}

TEST(ImplicitShape, CutTakesAway) {
  ImplicitShape shape;
  shape.add(ellipsoid({0, 0, 0}, Vector3d::Constant(10.0)), 0.0);
  shape.cut(tube({{0, 0, -20}, {0, 0, 20}}, {3.0, 3.0}), 0.5);
  EXPECT_GT(shape({0, 0, 0}), 2.0);
  EXPECT_LT(shape({6, 0, 0}), -2.0);
}

TEST(ImplicitShape, FindsSurfacePointsAlongAndNearest) {
  const SignedDistance ball = ellipsoid({0, 0, 0}, Vector3d::Constant(10.0)).distance;
  const Vector3d hit = surface_point_along(ball, {30, 0, 0}, {-1, 0, 0});
  EXPECT_NEAR((hit - Vector3d(10, 0, 0)).norm(), 0.0, 0.03);
  const Vector3d near = nearest_surface_point(ball, {0, 4, 3});
  EXPECT_NEAR((near - Vector3d(0, 8, 6)).norm(), 0.0, 0.01);
}

TEST(ImplicitShape, PlacedSolidMovesRigidly) {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.translate(Vector3d(5, 0, 0)).rotate(Eigen::AngleAxisd(M_PI / 2.0, Vector3d::UnitZ()));
  const Solid moved = placed(ellipsoid({0, 0, 0}, Vector3d(1, 6, 1)), pose);
  EXPECT_NEAR(moved.distance({11.0, 0, 0}), 0.0, 1e-9);  // the long axis now lies along x
}

TEST(BoneSheet, HasItsThicknessAndOutline) {
  SheetShape shape;
  shape.outline = {{-40, -40}, {40, -40}, {40, 40}, {-40, 40}};
  for (const double y : {-50.0, 0.0, 50.0}) {
    for (const double z : {-50.0, 0.0, 50.0}) {
      shape.middle.push_back({{y, z}, 20.0 + 0.5 * y});
      shape.half_thick.push_back({{y, z}, 3.0});
    }
  }
  const Solid sheet = bone_sheet(shape);
  const double slope = 1.0 / std::sqrt(1.25);
  EXPECT_NEAR(sheet.distance({20, 0, 0}), -3.0, 0.1);
  EXPECT_NEAR(sheet.distance({30, 0, 0}), 10.0 * slope - 3.0, 0.1);
  EXPECT_NEAR(sheet.distance({20, 0, 50}), 10.0, 0.8);
}

TEST(Profile, PassesItsKnotsAndStaysBeyondThem) {
  const Profile profile({{0.0, 1.0}, {2.0, 5.0}, {3.0, 4.0}});
  EXPECT_DOUBLE_EQ(profile.at(-1.0), 1.0);
  EXPECT_DOUBLE_EQ(profile.at(2.0), 5.0);
  EXPECT_DOUBLE_EQ(profile.at(9.0), 4.0);
}

TEST(SacralCurve, StraightCoordinatesGoThereAndBack) {
  const SacralCurve curve({0.65, 1.1, 100.0, 16.0});
  for (double way = 0.0; way < 115.0; way += 7.3) {
    for (const double depth : {-10.0, 0.0, 18.0}) {
      const Vector3d straight(12.0, depth, way);
      EXPECT_NEAR((curve.straight(curve.bent(straight)) - straight).norm(), 0.0, 0.08)
          << way << " " << depth;
    }
  }
}

TEST(SacralCurve, StartsSquareToTheEndplate) {
  const SacralCurve curve({0.65, 1.1, 100.0, 16.0});
  const Vector3d backwards = curve.backwards(0.0);
  EXPECT_NEAR((curve.bent({0, 0, 0}) - 16.0 * backwards).norm(), 0.0, 1e-9);
  EXPECT_NEAR(backwards.z(), std::sin(0.65), 1e-9);
}

}  // namespace
}  // namespace echolance
