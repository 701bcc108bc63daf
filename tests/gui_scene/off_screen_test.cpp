// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "gui/scene/space_scene.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

constexpr int kWidth_px = 480, kHeight_px = 320;

SpaceSceneContent ball_with_needle() {
  SpaceSceneContent content;
  content.bone = wavy_ball(40.0, 8'000);
  content.needle =
      SceneNeedle{{0.0, 44.0, 0.0}, {60.0, 70.0, 10.0}, 1.5, NeedleState::kSeen, std::nullopt, 0};
  return content;
}

std::unique_ptr<SpaceScene> scene_of(SpaceSceneContent content, SceneView view) {
  auto scene = SpaceScene::off_screen();
  EXPECT_TRUE(scene) << scene.error().text();
  (*scene)->set_content(std::move(content));
  (*scene)->look(view);
  return std::move(*scene);
}

cv::Vec3b at(const cv::Mat& picture, const Eigen::Vector2d& px) {
  return picture.at<cv::Vec3b>(cvRound(px.y()), cvRound(px.x()));
}

double difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * a.channels());
}

// Without VTK's module initialisation it would be the base class, which draws nothing.
TEST(OffScreen, MapperIsThatOfOpenGl) {
  const auto scene = scene_of({}, SceneView::kPosterior);
  EXPECT_THAT(scene->mapper_name(), testing::HasSubstr("OpenGL"));
}

TEST(OffScreen, PictureHasTheAskedSizeAndBoneInIt) {
  SpaceSceneContent content;
  content.bone = wavy_ball(40.0, 8'000);
  const auto scene = scene_of(std::move(content), SceneView::kPosterior);
  const cv::Mat picture = scene->picture(kWidth_px, kHeight_px);
  ASSERT_EQ(picture.size(), cv::Size(kWidth_px, kHeight_px));
  ASSERT_EQ(picture.type(), CV_8UC3);
  const auto middle = at(picture, *scene->place_px({0.0, 0.0, 0.0}));
  EXPECT_GT(middle[2], 90);                     // bone: bright,
  EXPECT_GT(middle[2], middle[0]);              // and warm
  EXPECT_LT(at(picture, {5.0, 160.0})[2], 50);  // the ground beside it
}

TEST(OffScreen, NeedleIsWherePlacesFall) {
  const auto scene = scene_of(ball_with_needle(), SceneView::kPosterior);
  const cv::Mat picture = scene->picture(kWidth_px, kHeight_px);
  const Eigen::Vector3d on_shaft(30.0, 57.0, 5.0);
  const auto px = scene->place_px(on_shaft);
  ASSERT_TRUE(px);
  const auto colour = at(picture, *px);
  EXPECT_GT(colour[1], colour[2] + 40);  // green
  EXPECT_GT(colour[1], colour[0] + 40);
}

TEST(OffScreen, NeedleStatesLookDifferent) {
  const auto scene = scene_of(ball_with_needle(), SceneView::kPosterior);
  SceneNeedle needle = *ball_with_needle().needle;
  const cv::Mat seen = scene->picture(kWidth_px, kHeight_px);
  needle.state = NeedleState::kPredicted;
  scene->set_needle(needle);
  const cv::Mat predicted = scene->picture(kWidth_px, kHeight_px);
  needle.state = NeedleState::kNotSeen;
  scene->set_needle(needle);
  const cv::Mat not_seen = scene->picture(kWidth_px, kHeight_px);
  EXPECT_GT(difference(seen, predicted), 0.1);
  EXPECT_GT(difference(predicted, not_seen), 0.1);
  // Nothing of green or amber is left along the shaft.
  const auto colour = at(not_seen, *scene->place_px({30.0, 57.0, 5.0}));
  EXPECT_LT(std::abs(int{colour[1]} - int{colour[2]}), 40);
}

TEST(OffScreen, AlongTheNeedleTheTipIsInTheMiddle) {
  const auto scene = scene_of(ball_with_needle(), SceneView::kAlongNeedle);
  static_cast<void>(scene->picture(kWidth_px, kHeight_px));
  const auto tip = scene->place_px({0.0, 44.0, 0.0});
  ASSERT_TRUE(tip);
  EXPECT_NEAR(tip->x(), 0.5 * (kWidth_px - 1), 1.0);
  EXPECT_NEAR(tip->y(), 0.5 * (kHeight_px - 1), 1.0);
}

TEST(OffScreen, PickingGivesTheNearestSurface) {
  SpaceSceneContent content;
  content.bone = wavy_ball(40.0, 8'000);
  const auto scene = scene_of(std::move(content), SceneView::kPosterior);
  static_cast<void>(scene->picture(kWidth_px, kHeight_px));
  const auto px = scene->place_px({0.0, 0.0, 0.0});
  const auto place = scene->pick_mm(px->x(), px->y());
  ASSERT_TRUE(place);
  EXPECT_NEAR(place->norm(), 40.0, 3.0);
  EXPECT_GT(place->y(), 35.0);  // on the side of the eye
  EXPECT_FALSE(scene->pick_mm(3.0, 3.0));
}

TEST(OffScreen, APictureDoesNotDependOnEarlierOnes) {
  const auto scene = scene_of(ball_with_needle(), SceneView::kOblique);
  const cv::Mat first = scene->picture(kWidth_px, kHeight_px);
  SpaceSceneContent other;
  other.plan = small_plan();
  add_grey_volume({20, 20, 20}, other);
  scene->set_content(std::move(other));
  scene->look(SceneView::kCranial);
  scene->turn(0.3, 0.2);
  static_cast<void>(scene->picture(200, 300));
  scene->set_content(ball_with_needle());
  scene->look(SceneView::kOblique);
  const cv::Mat again = scene->picture(kWidth_px, kHeight_px);
  EXPECT_EQ(difference(first, again), 0.0);
  EXPECT_EQ(
      difference(first,
                 scene_of(ball_with_needle(), SceneView::kOblique)->picture(kWidth_px, kHeight_px)),
      0.0);
}

TEST(OffScreen, VolumeIsDrawnInBothStyles) {
  SpaceSceneContent content;
  add_grey_volume({60, 60, 60}, content);
  const auto scene = scene_of(content, SceneView::kOblique);
  for (const auto style : {VolumeStyle::kSlices, VolumeStyle::kRendered}) {
    scene->set_volume_style(style);
    const cv::Mat picture = scene->picture(kWidth_px, kHeight_px);
    EXPECT_GT(at(picture, *scene->place_px({0.0, 0.0, 0.0}))[1], 90);
  }
}

TEST(OffScreen, EmptyVoxelsAreClear) {
  SpaceSceneContent content;
  add_grey_volume({60, 60, 60}, content);
  std::fill(content.volume.begin(), content.volume.end(), std::uint8_t{0});
  const auto scene = scene_of(content, SceneView::kOblique);
  for (const auto style : {VolumeStyle::kSlices, VolumeStyle::kRendered}) {
    scene->set_volume_style(style);
    const cv::Mat picture = scene->picture(kWidth_px, kHeight_px);
    EXPECT_LT(at(picture, *scene->place_px({1.0, 2.0, 3.0}))[1], 60);
  }
}

TEST(OffScreen, PictureInSpaceIsTurnedRight) {
  SpaceSceneContent content;
  ScenePicture picture{cv::Mat(40, 60, CV_8U, cv::Scalar(20)), Eigen::Matrix4d::Identity(), {}};
  picture.grey(cv::Rect(0, 0, 30, 20)).setTo(250);  // its upper left quarter
  // Right of the picture is the patient's left, down is anterior: as seen from cranial.
  picture.scene_from_px.col(1) << 0.0, -1.0, 0.0, 0.0;
  content.picture = picture;
  const auto scene = scene_of(content, SceneView::kCranial);
  const cv::Mat drawn = scene->picture(kWidth_px, kHeight_px);
  const auto grey_of = [&](double column, double row) {
    return int{at(drawn, *scene->place_px({column, -row, 0.0}))[1]};
  };
  EXPECT_GT(grey_of(15, 10), 200);
  EXPECT_LT(grey_of(45, 10), 60);
  EXPECT_LT(grey_of(15, 30), 60);
}

TEST(OffScreen, ForbiddenTubesHaveBandsAndOthersNot) {
  SpaceSceneContent content;
  content.plan = small_plan();
  content.plan->best.reset();
  const auto scene = scene_of(content, SceneView::kPosterior);
  const cv::Mat picture = scene->picture(1280, 800);
  const auto spread_along = [&](const Eigen::Vector3d& from, const Eigen::Vector3d& to) {
    int low = 255, high = 0;
    for (int i = 0; i <= 60; ++i) {
      const int red = at(picture, *scene->place_px(from + (to - from) * i / 60.0))[2];
      low = std::min(low, red);
      high = std::max(high, red);
    }
    return high - low;
  };
  // Beside the words of the target.
  EXPECT_GT(spread_along({-10.0, 0.0, 9.0}, {-10.0, 0.0, 19.0}), 60);
  EXPECT_LT(spread_along({0.0, 20.0, 9.0}, {0.0, 20.0, 19.0}), 60);
}

TEST(OffScreen, SmallAndLargePicturesWork) {
  const auto scene = scene_of(ball_with_needle(), SceneView::kOblique);
  EXPECT_EQ(scene->picture(64, 64).size(), cv::Size(64, 64));
  EXPECT_EQ(scene->picture(2000, 300).size(), cv::Size(2000, 300));
}

}  // namespace
}  // namespace echolance
