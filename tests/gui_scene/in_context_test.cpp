// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "gui/scene/space_scene.hpp"
#include "tests/gui_scene/hidden_context.hpp"
#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

constexpr int kWidth_px = 320, kHeight_px = 240;

SpaceSceneContent ball() {
  SpaceSceneContent content;
  content.bone = wavy_ball(40.0, 8'000);
  return content;
}

// As the window does it: the texture is drawn by others, framebuffer 0 is bound afterwards.
TEST(InContext, TextureShowsTheBoneOnOpaqueGround) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene) << scene.error().text();
  (*scene)->set_content(ball());
  (*scene)->look(SceneView::kPosterior);
  const unsigned texture = (*scene)->texture(kWidth_px, kHeight_px);
  ASSERT_NE(texture, 0U);
  const cv::Mat pixels = pixels_of(texture, kWidth_px, kHeight_px);
  const auto middle = pixels.at<cv::Vec4b>(kHeight_px / 2, kWidth_px / 2);
  EXPECT_GT(middle[0], 60);
  EXPECT_LT(pixels.at<cv::Vec4b>(kHeight_px / 2, 3)[0], 50);
  cv::Mat alpha;
  cv::extractChannel(pixels, alpha, 3);
  double least = 0.0;
  cv::minMaxLoc(alpha, &least);
  EXPECT_EQ(least, 255.0);
  int bound = -1;
  glGetIntegerv(GL_FRAMEBUFFER_BINDING, &bound);
  EXPECT_EQ(bound, 0);
  EXPECT_EQ(glGetError(), static_cast<unsigned>(GL_NO_ERROR));
}

TEST(InContext, DrawingOfOthersInBetweenDoesNotDisturb) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene);
  (*scene)->set_content(ball());
  (*scene)->look(SceneView::kPosterior);
  const cv::Mat first = pixels_of((*scene)->texture(kWidth_px, kHeight_px), kWidth_px, kHeight_px);
  glEnable(GL_SCISSOR_TEST);
  glScissor(0, 0, 10, 10);
  glDisable(GL_DEPTH_TEST);
  glViewport(0, 0, 17, 13);
  glColorMask(GL_TRUE, GL_FALSE, GL_TRUE, GL_TRUE);
  (*scene)->turn(0.1, 0.0);
  (*scene)->look(SceneView::kPosterior);
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  const cv::Mat again = pixels_of((*scene)->texture(kWidth_px, kHeight_px), kWidth_px, kHeight_px);
  EXPECT_EQ(cv::norm(first, again, cv::NORM_INF), 0.0);
}

TEST(InContext, NothingIsDrawnAnewWhereNothingHasChanged) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene);
  (*scene)->set_content(ball());
  (*scene)->look(SceneView::kPosterior);
  const unsigned texture = (*scene)->texture(kWidth_px, kHeight_px);
  // What is scribbled over the texture stays as long as it is not rendered.
  const cv::Mat black(kHeight_px, kWidth_px, CV_8UC4, cv::Scalar::all(0));
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, kWidth_px, kHeight_px, GL_RGBA, GL_UNSIGNED_BYTE,
                  black.data);
  EXPECT_EQ((*scene)->texture(kWidth_px, kHeight_px), texture);
  EXPECT_EQ(cv::countNonZero(pixels_of(texture, kWidth_px, kHeight_px).reshape(1)), 0);
  (*scene)->zoom(1.1);
  const unsigned anew = (*scene)->texture(kWidth_px, kHeight_px);
  EXPECT_GT(cv::countNonZero(pixels_of(anew, kWidth_px, kHeight_px).reshape(1)), 1000);
}

// The title stands in the upper left corner, whatever else is to be seen.
TEST(InContext, WordsAreDrawnWhereNothingIsTranslucent) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene);
  SpaceSceneContent content = ball();
  for (auto& point : content.bone.points_mm) point += Eigen::Vector3f(300.0F, -200.0F, 100.0F);
  (*scene)->set_content(content);
  (*scene)->look(SceneView::kPosterior);
  const cv::Mat pixels = pixels_of((*scene)->texture(640, 480), 640, 480);
  // Rows count from below.
  const cv::Mat corner = pixels(cv::Rect(0, 440, 200, 40));
  cv::Mat bright;
  cv::inRange(corner, cv::Scalar(150, 150, 150, 0), cv::Scalar::all(255), bright);
  EXPECT_GT(cv::countNonZero(bright), 60);
}

TEST(InContext, ANewMomentOrWayLeavesTheBonesAsTheyWere) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene);
  (*scene)->set_content(ball());
  (*scene)->look(SceneView::kPosterior);
  const auto drawn = [&] {
    return pixels_of((*scene)->texture(kWidth_px, kHeight_px), kWidth_px, kHeight_px).clone();
  };
  const cv::Mat before = drawn();
  SceneMoment moment;
  moment.picture =
      ScenePicture{cv::Mat(40, 60, CV_8U, cv::Scalar(200)), Eigen::Matrix4d::Identity(), {}};
  moment.picture->scene_from_px.col(3) << -30.0, 60.0, 0.0, 1.0;
  moment.picture->scene_from_px.col(1) << 0.0, 0.0, -1.0, 0.0;
  (*scene)->set_moment(moment);
  const cv::Mat with_moment = drawn();
  EXPECT_GT(cv::norm(before, with_moment, cv::NORM_INF), 50.0);
  (*scene)->set_moment({});
  EXPECT_EQ(cv::norm(before, drawn(), cv::NORM_INF), 0.0);
  (*scene)->set_plan(small_plan(), 0);
  (*scene)->set_own_way(SceneOwnWay{{-20.0, 60.0, 0.0}, {0.0, 45.0, 0.0}, false});
  EXPECT_GT(cv::norm(before, drawn(), cv::NORM_INF), 50.0);
  (*scene)->set_own_way(std::nullopt);
  (*scene)->set_plan(std::nullopt, 0);
  EXPECT_EQ(cv::norm(before, drawn(), cv::NORM_INF), 0.0);
}

TEST(InContext, SizeMayChange) {
  const HiddenContext context;
  ASSERT_NE(context.window(), nullptr);
  auto scene = SpaceScene::in_current_context();
  ASSERT_TRUE(scene);
  (*scene)->set_content(ball());
  (*scene)->look(SceneView::kPosterior);
  static_cast<void>((*scene)->texture(kWidth_px, kHeight_px));
  const unsigned texture = (*scene)->texture(500, 400);
  EXPECT_GT(pixels_of(texture, 500, 400).at<cv::Vec4b>(200, 250)[0], 90);
}

}  // namespace
}  // namespace echolance
