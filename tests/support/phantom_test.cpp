// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/phantom.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace echolance {
namespace {

PhantomOptions small_phantom() {
  PhantomOptions options;
  options.size_px = {240, 200};
  options.mm_per_px = 0.2;
  options.frames = 40;
  return options;
}

double mean_along(const cv::Mat& image, const PixelPoint& from, const PixelPoint& to) {
  double sum = 0.0;
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const Eigen::Vector2d at = from.vector() + (to.vector() - from.vector()) * (i / 40.0);
    sum += image.at<unsigned char>(static_cast<int>(at.y() + 0.5), static_cast<int>(at.x() + 0.5));
  }
  return sum / kSteps;
}

TEST(Phantom, GivesTheSameFrameForTheSameSeedInAnyOrder) {
  const Phantom a(small_phantom());
  const Phantom b(small_phantom());
  static_cast<void>(b.frame(30));
  EXPECT_EQ(cv::norm(a.frame(7).image, b.frame(7).image, cv::NORM_INF), 0.0);
  auto other_seed = small_phantom();
  other_seed.seed = 2;
  EXPECT_GT(cv::norm(a.frame(7).image, Phantom(other_seed).frame(7).image, cv::NORM_INF), 10.0);
}

TEST(Phantom, NeedleIsBrightAlongItsTruthAndOnlyThere) {
  for (const auto side : {EntrySide::kLeft, EntrySide::kRight}) {
    auto options = small_phantom();
    options.needle->entry_side = side;
    const Phantom phantom(options);
    const int resting = options.frames * 9 / 16;
    const auto with = phantom.frame(resting);
    const auto without = phantom.frame(0);
    ASSERT_TRUE(with.needle.has_value());
    EXPECT_FALSE(without.needle.has_value());
    const double on_needle = mean_along(with.image, with.needle->shaft, with.needle->tip);
    const double same_place = mean_along(without.image, with.needle->shaft, with.needle->tip);
    EXPECT_GT(on_needle, same_place + 40.0);
    const auto before_tip = with.needle->shaft;
    EXPECT_NEAR(std::abs(std::sin(with.needle->angle_rad)), std::sin(0.45), 1e-9);
    EXPECT_EQ(before_tip.x_px, side == EntrySide::kLeft ? 0.0 : 239.0);
  }
}

TEST(Phantom, NeedleEndsAtTheTipOfTheTruth) {
  const Phantom phantom(small_phantom());
  const auto frame = phantom.frame(22);
  const Eigen::Vector2d along =
      (frame.needle->tip.vector() - frame.needle->shaft.vector()).normalized();
  const auto at = [&](double beyond_px) {
    const Eigen::Vector2d place = frame.needle->tip.vector() + along * beyond_px;
    return PixelPoint{place.x(), place.y()};
  };
  EXPECT_GT(mean_along(frame.image, at(-6), at(-2)), mean_along(frame.image, at(2), at(6)) + 30.0);
}

TEST(Phantom, NeedleOutOfThePlaneLeavesNoEcho) {
  auto options = small_phantom();
  options.needle->out_of_plane_first_frame = 20;
  options.needle->out_of_plane_last_frame = 24;
  const auto hidden = Phantom(options).frame(22);
  ASSERT_TRUE(hidden.needle.has_value());
  EXPECT_FALSE(hidden.needle->visible);
  options.needle.reset();
  EXPECT_EQ(cv::norm(hidden.image, Phantom(options).frame(22).image, cv::NORM_INF), 0.0);
}

TEST(Phantom, RestlessLayerComesAndSlides) {
  auto options = small_phantom();
  options.needle.reset();
  options.layer = PhantomLayer{};
  options.layer->angle_rad = 0.0;
  options.layer->wave_mm = 0.0;
  options.layer->down_mm_per_frame = 0.2;
  options.layer->first_coming_frame = 10;
  options.layer->last_coming_frame = 20;
  const Phantom phantom(options);
  const auto row = [&](int index) { return 35.0 + index; };
  const auto on_layer = [&](int index) {
    return mean_along(phantom.frame(index).image, {20.0, row(index)}, {220.0, row(index)});
  };
  EXPECT_GT(on_layer(20), on_layer(8) + 25.0);
  EXPECT_NEAR(on_layer(30), on_layer(20), 15.0);
}

TEST(Phantom, RestlessLayerComesFromItsSide) {
  auto options = small_phantom();
  options.needle.reset();
  options.layer = PhantomLayer{};
  options.layer->entry_side = EntrySide::kLeft;
  options.layer->angle_rad = 0.0;
  options.layer->wave_mm = 0.0;
  options.layer->first_coming_frame = 0;
  options.layer->last_coming_frame = 20;
  options.layer->front_width_mm = 5.0;
  const auto image = Phantom(options).frame(10).image;
  EXPECT_GT(mean_along(image, {5.0, 35.0}, {90.0, 35.0}),
            mean_along(image, {150.0, 35.0}, {235.0, 35.0}) + 25.0);
}

TEST(Phantom, BoneIsBrightWithShadowBelowAndMovesWithTheTissue) {
  auto options = small_phantom();
  options.needle.reset();
  options.tissue_motion_px_per_frame = {1.0, 0.0};
  const Phantom phantom(options);
  const auto frame = phantom.frame(10);
  ASSERT_GT(frame.bone.size(), 100U);
  const auto& middle = frame.bone[frame.bone.size() / 2];
  const auto at = [&](double below_px) {
    return static_cast<int>(frame.image.at<unsigned char>(
        static_cast<int>(middle.y_px + below_px + 0.5), static_cast<int>(middle.x_px)));
  };
  EXPECT_GT(at(0), 150);
  EXPECT_LT(at(12), 60);
  EXPECT_NEAR(frame.bone.front().x_px - phantom.bone_truth(0).front().x_px, 10.0, 1e-9);
}

TEST(Phantom, BentNeedleLeavesItsChord) {
  auto options = small_phantom();
  options.needle->bend_radius_mm = 100.0;
  const auto bent = Phantom(options).needle_truth(22);
  options.needle->bend_radius_mm = -100.0;
  const auto bent_up = Phantom(options).needle_truth(22);
  ASSERT_TRUE(bent && bent_up);
  EXPECT_GT(bent->tip.y_px, bent_up->tip.y_px + 10.0);
}

TEST(PhantomSource, DeliversAllFramesAndThenNothing) {
  auto options = small_phantom();
  options.frames = 3;
  PhantomSource source(options);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(source.next().value().value().index, i);
  EXPECT_FALSE(source.next().value().has_value());
}

}  // namespace
}  // namespace echolance
