// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_surface.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "bone_scenes.hpp"

namespace echolance {
namespace {

using test::BoneScene;
using test::draw_fan;
using test::draw_rectangle;
using test::whole_picture;

/// A cap of bone over the middle of the picture, gaps on both sides.
std::optional<double> cap(double line) {
  if (std::abs(line) > 0.6) {
    return std::nullopt;
  }
  return 20.0 + 14.0 * line * line;
}

BoneSurface detect(const cv::Mat& grey, double mm_per_px) {
  BoneSurfaceDetector detector;
  return detector.detect(grey, whole_picture(grey.size()), PixelSpacing{mm_per_px, mm_per_px});
}

BoneSurface detect(const BoneScene& scene) {
  return detect(draw_rectangle(scene), scene.mm_per_px);
}

double line_of(const BonePoint& point, int width_px) {
  return 2.0 * (point.position.x_px + 0.5) / width_px - 1.0;
}

bool same(const BoneSurface& a, const BoneSurface& b) {
  return std::equal(a.points.begin(), a.points.end(), b.points.begin(), b.points.end(),
                    [](const BonePoint& p, const BonePoint& q) {
                      return p.position == q.position && p.normal == q.normal &&
                             p.confidence == q.confidence;
                    });
}

TEST(BoneSurface, FollowsACapToAThirdOfAMillimetreAndLeavesGapsBesideIt) {
  BoneScene scene;
  scene.bone = cap;
  const cv::Mat grey = draw_rectangle(scene);
  const BoneSurface surface = detect(grey, scene.mm_per_px);
  int on_bone = 0;
  int close = 0;
  for (const auto& point : surface.points) {
    const double line = line_of(point, grey.cols);
    ASSERT_LT(std::abs(line), 0.66) << "a point where there is no bone";
    if (const auto truth_mm = cap(line); truth_mm && std::abs(line) < 0.57) {
      const double error_mm = std::abs((point.position.y_px + 0.5) * scene.mm_per_px - *truth_mm);
      EXPECT_LT(error_mm, 0.6);
      ++on_bone;
      close += error_mm < 0.3 ? 1 : 0;
    }
  }
  const double lines_with_bone = 0.57 * 225;
  EXPECT_GT(on_bone, 0.95 * lines_with_bone);
  EXPECT_GT(close, 0.95 * on_bone);
}

TEST(BoneSurface, MeanDepthIsUnbiased) {
  BoneScene scene;
  scene.bone = [](double) { return std::optional<double>(24.0); };
  double sum_mm = 0.0;
  const BoneSurface surface = detect(scene);
  ASSERT_GT(surface.points.size(), 150U);
  for (const auto& point : surface.points) {
    sum_mm += (point.position.y_px + 0.5) * scene.mm_per_px;
  }
  EXPECT_NEAR(sum_mm / static_cast<double>(surface.points.size()), 24.0, 0.15);
}

TEST(BoneSurface, NormalsAreUnitVectorsTowardsTheProbe) {
  BoneScene scene;
  scene.bone = [](double line) { return std::optional<double>(22.0 + 10.0 * line); };
  const double slope = 10.0 / (0.5 * scene.width_mm);
  const Eigen::Vector2d expected = Eigen::Vector2d(slope, -1.0).normalized();
  double sum = 0.0;
  const BoneSurface surface = detect(scene);
  ASSERT_GT(surface.points.size(), 150U);
  for (const auto& point : surface.points) {
    EXPECT_NEAR(point.normal.norm(), 1.0, 1e-9);
    EXPECT_LT(point.normal.y(), 0.0);
    sum += point.normal.dot(expected);
  }
  EXPECT_GT(sum / static_cast<double>(surface.points.size()), 0.97);
}

TEST(BoneSurface, NeighboursOnASteepFlankStayCloseTogether) {
  BoneScene scene;
  scene.bone = [](double line) { return std::optional<double>(14.0 + 45.0 * line * line); };
  const BoneSurface surface = detect(scene);
  ASSERT_GT(surface.points.size(), 100U);
  double steepest = 0.0;
  for (std::size_t i = 1; i < surface.points.size(); ++i) {
    const Eigen::Vector2d step_mm = scene.mm_per_px * (surface.points[i].position.vector() -
                                                       surface.points[i - 1].position.vector());
    EXPECT_LT(step_mm.norm(), 0.55);
    steepest = std::max(steepest, std::abs(step_mm.y() / step_mm.x()));
  }
  EXPECT_GT(steepest, 1.5);
}

TEST(BoneSurface, PointsStayInsideTheRegionAtItsSides) {
  BoneScene scene;
  scene.bone = [](double line) { return std::optional<double>(22.0 + 12.0 * line); };
  const cv::Mat grey = draw_rectangle(scene);
  for (const auto& point : detect(grey, scene.mm_per_px).points) {
    EXPECT_GE(point.position.x_px, -0.5);
    EXPECT_LE(point.position.x_px, grey.cols - 0.5);
  }
}

TEST(BoneSurface, BrightFasciaWithTissueBelowIsNotBone) {
  BoneScene scene;
  scene.fascia = [](double line) { return std::optional<double>(14.0 + 2.0 * line); };
  EXPECT_TRUE(detect(scene).points.empty());
}

TEST(BoneSurface, FasciaAboveBoneDoesNotHideIt) {
  BoneScene scene;
  scene.bone = cap;
  scene.fascia = [](double) { return std::optional<double>(12.0); };
  const BoneSurface surface = detect(scene);
  ASSERT_GT(surface.points.size(), 110U);
  for (const auto& point : surface.points) {
    EXPECT_GT(point.position.y_px * scene.mm_per_px, 18.0);
  }
}

TEST(BoneSurface, LostContactIsNotBone) {
  BoneScene scene;
  scene.darkness = [](double line) {
    return line > 0.4 ? std::optional<double>(0.0) : std::nullopt;
  };
  EXPECT_TRUE(detect(scene).points.empty());
}

TEST(BoneSurface, PlainSpeckleAndBlackHoldNoBone) {
  EXPECT_TRUE(detect(BoneScene{}).points.empty());
  EXPECT_TRUE(detect(cv::Mat::zeros(400, 400, CV_8U), 0.1).points.empty());
  EXPECT_TRUE(detect(cv::Mat(400, 400, CV_8U, cv::Scalar(255)), 0.1).points.empty());
}

TEST(BoneSurface, FollowsBoneAlongTheBeamsOfAFan) {
  BoneScene scene;
  scene.depth_mm = 80.0;
  scene.bone = [](double line) {
    return std::abs(line) < 0.5 ? std::optional<double>(40.0 + 8.0 * line) : std::nullopt;
  };
  const auto picture = draw_fan(scene);
  const FanGeometry& fan = *picture.region.fan;
  BoneSurfaceDetector detector;
  const BoneSurface surface = detector.detect(picture.grey, picture.region,
                                              PixelSpacing{picture.mm_per_px, picture.mm_per_px});
  ASSERT_GT(surface.points.size(), 60U);
  for (const auto& point : surface.points) {
    const double x_px = point.position.x_px - fan.apex.x_px;
    const double y_px = point.position.y_px - fan.apex.y_px;
    const double line = std::atan2(x_px, y_px) / fan.half_angle_rad;
    EXPECT_LT(std::abs(line), 0.58);
    const double depth_mm = (std::hypot(x_px, y_px) - fan.inner_radius_px) * picture.mm_per_px;
    EXPECT_NEAR(depth_mm, 40.0 + 8.0 * line, 1.0);
  }
}

TEST(BoneSurface, FollowsBoneAlongTheLeaningLinesOfATrapezoid) {
  BoneScene scene;
  scene.bone = cap;
  const cv::Mat grey = draw_rectangle(scene);
  ImageRegion region = whole_picture(grey.size());
  region.kind = RegionKind::kTrapezoid;
  const double right_px = grey.cols - 1.0;
  const double bottom_px = grey.rows - 1.0;
  region.trapezoid = {{60.0, 0.0}, {right_px - 60.0, 0.0}, {0.0, bottom_px}, {right_px, bottom_px}};
  BoneSurfaceDetector detector;
  const BoneSurface surface = detector.detect(grey, region, PixelSpacing{0.1, 0.1});
  ASSERT_GT(surface.points.size(), 100U);
  for (const auto& point : surface.points) {
    if (const auto truth_mm = cap(line_of(point, grey.cols))) {
      EXPECT_NEAR((point.position.y_px + 0.5) * scene.mm_per_px, *truth_mm, 1.0);
    }
  }
}

TEST(BoneSurface, BordersOfAFanAreNoBone) {
  BoneScene scene;
  scene.depth_mm = 80.0;
  const auto picture = draw_fan(scene);
  BoneSurfaceDetector detector;
  EXPECT_TRUE(detector.detect(picture.grey, picture.region, {}).points.empty());
}

TEST(BoneSurface, BordersOfAMaskAreNoBone) {
  // The lower half of the left part is masked and black: the step is no shadow.
  cv::Mat grey = draw_rectangle(BoneScene{});
  ImageRegion region = whole_picture(grey.size());
  const cv::Rect hole(0, grey.rows / 2, grey.cols / 2, grey.rows - grey.rows / 2);
  grey(hole).setTo(0);
  region.mask(hole).setTo(0);
  BoneSurfaceDetector detector;
  EXPECT_TRUE(detector.detect(grey, region, PixelSpacing{0.1, 0.1}).points.empty());
}

TEST(BoneSurface, WhereAStillEndsIsNoBone) {
  cv::Mat grey = draw_rectangle(BoneScene{});
  grey.rowRange(grey.rows * 2 / 3, grey.rows).setTo(0);
  EXPECT_TRUE(detect(grey, 0.1).points.empty());
}

TEST(BoneSurface, BoneNearTheEndOfAStillIsFound) {
  BoneScene scene;
  scene.bone = cap;
  cv::Mat grey = draw_rectangle(scene);
  const std::size_t whole = detect(grey, scene.mm_per_px).points.size();
  grey.rowRange(grey.rows * 2 / 3, grey.rows).setTo(0);
  EXPECT_GT(detect(grey, scene.mm_per_px).points.size(), whole * 8 / 10);
}

TEST(BoneSurface, RepeatBelowAStrongEchoIsNotTheSurface) {
  BoneScene scene;
  const auto bone_mm = [](double line) { return 18.0 + 4.0 * line; };
  scene.bone = [&](double line) { return std::optional<double>(bone_mm(line)); };
  // Echo of the echo, brighter than tissue, 3 mm wide.
  scene.fascia = [&](double line) {
    return std::abs(line) < 0.07 ? std::optional<double>(bone_mm(line) + 2.5) : std::nullopt;
  };
  const cv::Mat grey = draw_rectangle(scene);
  const BoneSurface surface = detect(grey, scene.mm_per_px);
  ASSERT_GT(surface.points.size(), 150U);
  for (const auto& point : surface.points) {
    const double truth_mm = bone_mm(line_of(point, grey.cols));
    EXPECT_NEAR((point.position.y_px + 0.5) * scene.mm_per_px, truth_mm, 1.0);
  }
}

TEST(BoneSurface, SpecksOverAnUncleanShadowAreNoBoneButLongSurfacesAre) {
  const auto points_with_half_width = [](double half_width) {
    BoneScene scene;
    scene.bone = [=](double line) {
      return std::abs(line) < half_width ? std::optional<double>(24.0) : std::nullopt;
    };
    cv::Mat grey = draw_rectangle(scene);
    cv::max(grey, 70.0, grey);  // noise fills the shadow up to a good half of the tissue
    return detect(grey, scene.mm_per_px).points.size();
  };
  EXPECT_EQ(points_with_half_width(0.1), 0U);
  EXPECT_GT(points_with_half_width(0.5), 100U);
}

class BoneSurfaceDisplay : public testing::TestWithParam<std::pair<double, double>> {};

TEST_P(BoneSurfaceDisplay, GainAndGammaBarelyMatter) {
  const auto [gain, gamma] = GetParam();
  BoneScene scene;
  scene.bone = cap;
  const cv::Mat grey = draw_rectangle(scene);
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i) {
    table.at<std::uint8_t>(i) =
        cv::saturate_cast<std::uint8_t>(gain * 255.0 * std::pow(i / 255.0, gamma));
  }
  cv::Mat changed;
  cv::LUT(grey, table, changed);
  const auto before = detect(grey, scene.mm_per_px).points.size();
  const BoneSurface after = detect(changed, scene.mm_per_px);
  EXPECT_NEAR(static_cast<double>(after.points.size()), static_cast<double>(before), 0.1 * before);
  for (const auto& point : after.points) {
    const auto truth_mm = cap(line_of(point, grey.cols));
    ASSERT_TRUE(truth_mm || std::abs(line_of(point, grey.cols)) < 0.66);
  }
}

INSTANTIATE_TEST_SUITE_P(Settings, BoneSurfaceDisplay,
                         testing::Values(std::pair{0.6, 1.0}, std::pair{1.3, 1.0},
                                         std::pair{1.0, 0.75}, std::pair{1.0, 1.3}));

TEST(BoneSurface, SameResultWithAnyThreadCountAndAfterAnotherPicture) {
  BoneScene scene;
  scene.bone = cap;
  const cv::Mat grey = draw_rectangle(scene);
  const ImageRegion region = whole_picture(grey.size());
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  BoneSurfaceDetector detector;
  const BoneSurface one = detector.detect(grey, region, {});
  cv::setNumThreads(4);
  const cv::Mat other(300, 200, CV_8U, cv::Scalar(90));
  (void)detector.detect(other, whole_picture(other.size()), {});
  const BoneSurface four = detector.detect(grey, region, {});
  cv::setNumThreads(threads);
  ASSERT_FALSE(one.points.empty());
  EXPECT_TRUE(same(one, four));
}

TEST(BoneSurface, EmptyAndTinyAndIllFittingInputHoldsNoBone) {
  BoneSurfaceDetector detector;
  EXPECT_TRUE(detector.detect({}, {}, {}).points.empty());
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(5, 300), cv::Size(300, 5)}) {
    const cv::Mat grey(size, CV_8U, cv::Scalar(100));
    EXPECT_TRUE(detector.detect(grey, whole_picture(size), {}).points.empty());
  }
  const cv::Mat grey(100, 100, CV_8U, cv::Scalar(100));
  EXPECT_TRUE(detector.detect(grey, whole_picture({200, 200}), {}).points.empty());
  ImageRegion nothing = whole_picture(grey.size());
  nothing.mask.setTo(0);
  EXPECT_TRUE(detector.detect(grey, nothing, {}).points.empty());
}

TEST(BoneOptions, DefaultsAreInRangeAndEachNameIsUnique) {
  const auto table = bone_option_table();
  EXPECT_TRUE(validate(BoneOptions{}, table));
  BoneOptions wrong;
  wrong.minimum_confidence = 2.0;
  const auto result = validate(wrong, table);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidOption);
}

TEST(BoneOptions, DepthAndConfidenceLimitsLeavePointsOut) {
  BoneScene scene;
  scene.bone = cap;
  const cv::Mat grey = draw_rectangle(scene);
  const auto count = [&](const BoneOptions& options) {
    BoneSurfaceDetector detector(options);
    return detector.detect(grey, whole_picture(grey.size()), PixelSpacing{0.1, 0.1}).points.size();
  };
  BoneOptions deep;
  deep.smallest_depth_mm = 30.0;
  EXPECT_EQ(count(deep), 0U);
  BoneOptions sure;
  sure.minimum_confidence = 1.0;
  EXPECT_EQ(count(sure), 0U);
  BoneOptions lengthy;
  lengthy.minimum_length_mm = 50.0;
  EXPECT_EQ(count(lengthy), 0U);
}

}  // namespace
}  // namespace echolance
