// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/scene/scene_camera.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

SpaceSceneContent planned() {
  SpaceSceneContent content;
  content.bone = wavy_ball(60.0, 2000);
  content.plan = small_plan();
  return content;
}

TEST(SceneCamera, FocusFallsOnTheMiddleOfThePicture) {
  const SceneCamera camera = camera_of(SceneView::kOblique, planned());
  const Vector2d px = camera.place_px(camera.focus_mm, 641, 481);
  EXPECT_NEAR(px.x(), 320.0, 1e-9);
  EXPECT_NEAR(px.y(), 240.0, 1e-9);
}

TEST(SceneCamera, PlacesGoToPixelsAndBack) {
  SceneCamera camera = camera_of(SceneView::kLeft, planned());
  camera.turn(0.4, -0.3);
  const Vector2d px(123.0, 45.0);
  const Vector2d back = camera.place_px(camera.place_mm(px, 640, 480), 640, 480);
  EXPECT_NEAR((back - px).norm(), 0.0, 1e-9);
}

TEST(SceneCamera, FromPosteriorThePatientsLeftIsOnTheLeftAndCranialUp) {
  const SceneCamera camera = camera_of(SceneView::kPosterior, planned());
  const auto px = [&](const Vector3d& mm) { return camera.place_px(mm, 640, 480); };
  EXPECT_LT(px({10.0, 0.0, 0.0}).x(), px({-10.0, 0.0, 0.0}).x());
  EXPECT_LT(px({0.0, 0.0, 10.0}).y(), px({0.0, 0.0, -10.0}).y());
}

TEST(SceneCamera, AlongTheNeedleItsTipIsInTheMiddleAndItsHubBehindIt) {
  SpaceSceneContent content = planned();
  content.needle =
      SceneNeedle{{5.0, 10.0, -3.0}, {40.0, 60.0, 20.0}, 0.7, NeedleState::kSeen, std::nullopt, 0};
  const SceneCamera camera = camera_of(SceneView::kAlongNeedle, content);
  for (const auto& place : {content.needle->tip_mm, content.needle->hub_mm}) {
    const Vector2d px = camera.place_px(place, 641, 481);
    EXPECT_NEAR(px.x(), 320.0, 1e-6);
    EXPECT_NEAR(px.y(), 240.0, 1e-6);
  }
  EXPECT_GT((content.needle->tip_mm - content.needle->hub_mm).dot(camera.direction), 0.0);
}

TEST(SceneCamera, ANeedleThatIsNotSeenIsNotLookedAlong) {
  SpaceSceneContent content = planned();
  content.needle = SceneNeedle{};
  content.needle->state = NeedleState::kNotSeen;
  const SceneCamera camera = camera_of(SceneView::kAlongNeedle, content);
  EXPECT_LT((camera.focus_mm - content.plan->target_mm).norm(), 1e-9);
}

TEST(SceneCamera, WholeWayFitsIntoPicturesOfEveryShape) {
  const SpaceSceneContent content = planned();
  for (const auto view :
       {SceneView::kPosterior, SceneView::kLeft, SceneView::kCranial, SceneView::kOblique}) {
    const SceneCamera camera = camera_of(view, content);
    for (const auto& size : {Vector2d(1280, 800), Vector2d(300, 900)}) {
      for (const auto& place : {entry_mm(content.plan->best->way), content.plan->target_mm}) {
        const Vector2d px =
            camera.place_px(place, static_cast<int>(size.x()), static_cast<int>(size.y()));
        EXPECT_TRUE(px.x() > 0 && px.y() > 0 && px.x() < size.x() && px.y() < size.y());
      }
    }
  }
}

TEST(SceneCamera, TurningKeepsTheAxesPerpendicularAndComesBack) {
  const SceneCamera start = camera_of(SceneView::kOblique, planned());
  SceneCamera camera = start;
  for (int i = 0; i < 1000; ++i) camera.turn(0.1, 0.07);
  EXPECT_NEAR(camera.direction.norm(), 1.0, 1e-9);
  EXPECT_NEAR(camera.direction.dot(camera.up), 0.0, 1e-9);
  camera = start;
  camera.turn(0.5, 0.0);
  camera.turn(-0.5, 0.0);
  EXPECT_LT((camera.direction - start.direction).norm(), 1e-9);
}

TEST(SceneCamera, ZoomAndPanMoveWhatIsSeen) {
  SceneCamera camera = camera_of(SceneView::kPosterior, planned());
  const double before = camera.mm_per_px(640, 480);
  camera.zoom(2.0);
  EXPECT_NEAR(camera.mm_per_px(640, 480), 0.5 * before, 1e-9);
  const Vector3d place = camera.focus_mm;
  camera.pan(0.25, 0.0);
  EXPECT_GT(camera.place_px(place, 640, 480).x(), 320.0);
  camera.zoom(1e9);
  EXPECT_GE(camera.half_height_mm, 2.0);
}

TEST(SceneCamera, EmptySceneHasAView) {
  const SceneCamera camera = camera_of(SceneView::kAlongNeedle, {});
  EXPECT_TRUE(std::isfinite(camera.half_height_mm) && camera.half_height_mm > 0.0);
  EXPECT_TRUE(camera.focus_mm.allFinite());
}

}  // namespace
}  // namespace echolance
