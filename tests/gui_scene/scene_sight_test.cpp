// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/scene_sight.hpp"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include "gui/scene/scene_camera.hpp"
#include "session/skin_mesh.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

// Skin as a cylinder of 150 mm about the z axis, posterior (+y) to 50 mm on both sides.
Vector3d on_back(double x, double z) {
  return {x, std::sqrt(150.0 * 150.0 - x * x), z};
}

SceneMesh back() {
  std::vector<Vector3d> places;
  for (double x = -50.0; x <= 50.0; x += 1.5) {
    for (double z = -50.0; z <= 50.0; z += 1.5) places.push_back(on_back(x, z));
  }
  return skin_mesh(places, -Vector3d::UnitY());
}

double off_back_mm(const Vector3d& place) {
  return std::abs(Vector2d(place.x(), place.y()).norm() - 150.0);
}

TEST(SkinMesh, LiesOnTheSkinAndFacesOutwards) {
  const SceneMesh skin = back();
  ASSERT_GT(skin.triangles.size(), 1500U);
  for (const auto& point : skin.points_mm) EXPECT_LT(off_back_mm(point.cast<double>()), 0.1);
  for (const auto& t : skin.triangles) {
    const auto corner = [&](int i) { return skin.points_mm[static_cast<std::size_t>(t[i])]; };
    EXPECT_GT((corner(1) - corner(0)).cross(corner(2) - corner(0)).y(), 0.0F);
  }
  EXPECT_TRUE(skin_mesh({}, -Vector3d::UnitY()).triangles.empty());
}

TEST(SceneSight, TheFirstSurfaceIsHitOnTheSideOfTheEye) {
  const SceneMesh ball = wavy_ball(40.0, 8000);
  const SightLine sight{{3.0, 500.0, 2.0}, -Vector3d::UnitY()};
  const auto hit = first_hit(ball, sight, HitSides::kFront);
  ASSERT_TRUE(hit);
  EXPECT_NEAR(hit->place_mm.norm(), 40.0, 2.0);
  EXPECT_GT(hit->place_mm.y(), 35.0);
  EXPECT_GT(hit->normal.y(), 0.7);
  EXPECT_FALSE(first_hit(ball, {{60.0, 500.0, 0.0}, -Vector3d::UnitY()}, HitSides::kFront));
  // From within only the far wall's inside is met.
  const SightLine inside{Vector3d::Zero(), -Vector3d::UnitY()};
  EXPECT_FALSE(first_hit(ball, inside, HitSides::kFront));
  EXPECT_TRUE(first_hit(ball, inside, HitSides::kBoth));
}

TEST(SceneSight, TheNearestPlaceOfASurfaceIsOnIt) {
  const SceneMesh skin = back();
  const auto place = nearest_on(skin, {10.0, 170.0, 5.0});
  ASSERT_TRUE(place);
  EXPECT_LT(off_back_mm(*place), 0.15);
  const Vector3d expected = 150.0 / std::hypot(10.0, 170.0) * Vector3d(10.0, 170.0, 0.0);
  EXPECT_NEAR(place->x(), expected.x(), 0.3);
  EXPECT_NEAR(place->z(), 5.0, 0.3);
  EXPECT_FALSE(nearest_on({}, Vector3d::Zero()));
}

TEST(SceneSight, AnEntryStaysOnTheSkinFromWhereverItIsSeen) {
  const SceneMesh skin = back();
  const Vector3d entry = on_back(5.0, 5.0);
  for (const auto view :
       {SceneView::kPosterior, SceneView::kLeft, SceneView::kCranial, SceneView::kOblique}) {
    const SceneCamera camera = camera_of(view, {});
    for (const Vector2d& by : {Vector2d(12.0, 0.0), Vector2d(0.0, -9.0), Vector2d(400.0, 0.0)}) {
      const Vector3d wanted = entry + by.x() * camera.right() + by.y() * camera.up;
      const SightLine sight{wanted - 4000.0 * camera.direction, camera.direction};
      const Vector3d moved = slid_on_skin_mm(skin, sight, entry);
      EXPECT_LT(off_back_mm(moved), 0.2) << to_string(view);
      EXPECT_LE(std::abs(moved.x()), 51.0);
    }
  }
  // From behind it is just under the mouse.
  const SightLine behind{{20.0, 500.0, -10.0}, -Vector3d::UnitY()};
  EXPECT_LT((slid_on_skin_mm(skin, behind, entry) - on_back(20.0, -10.0)).norm(), 0.2);
}

TEST(SceneSight, WithoutSkinAPlaceMovesInThePlaneOfTheScreen) {
  const SightLine sight{{20.0, 500.0, -10.0}, -Vector3d::UnitY()};
  const Vector3d place(1.0, 33.0, 2.0);
  EXPECT_LT((slid_on_skin_mm({}, sight, place) - Vector3d(20.0, 33.0, -10.0)).norm(), 1e-9);
  EXPECT_LT((beside_mm(sight, place) - Vector3d(20.0, 33.0, -10.0)).norm(), 1e-9);
}

ScenePicture tilted_picture() {
  ScenePicture picture{cv::Mat(100, 200, CV_8U, cv::Scalar(0)), Eigen::Matrix4d::Identity(), {}};
  const Eigen::AngleAxisd turn(0.4, Vector3d(1.0, 2.0, 0.5).normalized());
  picture.scene_from_px.block<3, 3>(0, 0) =
      turn.toRotationMatrix() * Vector3d(0.2, 0.3, 1.0).asDiagonal();
  picture.scene_from_px.block<3, 1>(0, 3) = Vector3d(10.0, -20.0, 30.0);
  return picture;
}

TEST(SceneSight, PixelsOfAPictureGoToSpaceAndBack) {
  const ScenePicture picture = tilted_picture();
  const Vector2d px(37.0, 81.0);
  const OnPicture back = on_picture(picture, place_mm(picture, px));
  EXPECT_LT((back.px - px).norm(), 1e-9);
  EXPECT_LT(back.off_plane_mm, 1e-9);
  const Vector3d normal =
      Eigen::AngleAxisd(0.4, Vector3d(1.0, 2.0, 0.5).normalized()) * Vector3d::UnitZ();
  const OnPicture beside = on_picture(picture, place_mm(picture, px) - 3.0 * normal);
  EXPECT_LT((beside.px - px).norm(), 1e-9);
  EXPECT_NEAR(beside.off_plane_mm, 3.0, 1e-9);
}

TEST(SceneSight, APictureIsHitInsideItsOutlineOnly) {
  ScenePicture picture = tilted_picture();
  const Vector3d direction = Vector3d(0.3, -0.2, -1.0).normalized();
  const auto through = [&](const Vector2d& px) {
    return SightLine{place_mm(picture, px) - 500.0 * direction, direction};
  };
  const auto hit = hit_of_picture(picture, through({50.0, 50.0}));
  ASSERT_TRUE(hit);
  EXPECT_LT((*hit - place_mm(picture, {50.0, 50.0})).norm(), 1e-9);
  EXPECT_FALSE(hit_of_picture(picture, through({210.0, 50.0})));
  picture.outline_px = {{20, 10}, {100, 10}, {60, 90}};
  EXPECT_TRUE(hit_of_picture(picture, through({60.0, 50.0})));
  EXPECT_FALSE(hit_of_picture(picture, through({22.0, 80.0})));
}

TEST(SceneSight, APartOfASurfaceIsWithinItsRadius) {
  const SceneMesh part = part_about(back(), on_back(10.0, 10.0), 20.0);
  ASSERT_GT(part.triangles.size(), 100U);
  for (const auto& point : part.points_mm) {
    EXPECT_LE((point.cast<double>() - on_back(10.0, 10.0)).norm(), 20.001);
  }
}

TEST(SceneCamera, WidensJustSoFarThatPlacesAreInView) {
  SceneCamera camera = camera_of(SceneView::kOblique, {});
  const SceneCamera before = camera;
  EXPECT_FALSE(camera.widen_to({camera.focus_mm}));
  EXPECT_EQ(camera.half_width_mm, before.half_width_mm);
  const Vector3d outside = camera.focus_mm + 3.0 * camera.half_width_mm * camera.right();
  EXPECT_TRUE(camera.widen_to({outside}));
  const Vector2d px = camera.place_px(outside, 640, 480);
  EXPECT_GE(px.x(), 0.0);
  EXPECT_LE(px.x(), 639.0);
  EXPECT_EQ(camera.direction, before.direction);
  EXPECT_FALSE(camera.widen_to({outside, before.focus_mm}));
}

}  // namespace
}  // namespace echolance
