// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/find_region.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/imaging/synthetic_screen.hpp"

namespace echolance {
namespace {

using testing::draw_screen;
using testing::fan_scene;
using testing::kDegree_rad;
using testing::make_speckle;
using testing::rectangle_scene;
using testing::render;
using testing::trapezoid_scene;

const cv::Size kScreen(1024, 768);

void expect_fan_near(const ImageRegion& region, const FanGeometry& truth, double tolerance_px) {
  ASSERT_EQ(region.kind, RegionKind::kFan);
  ASSERT_TRUE(region.fan.has_value());
  EXPECT_NEAR(region.fan->apex.x_px, truth.apex.x_px, tolerance_px);
  EXPECT_NEAR(region.fan->apex.y_px, truth.apex.y_px, tolerance_px);
  EXPECT_NEAR(region.fan->inner_radius_px, truth.inner_radius_px, tolerance_px);
  EXPECT_NEAR(region.fan->outer_radius_px, truth.outer_radius_px, tolerance_px);
  EXPECT_NEAR(region.fan->half_angle_rad / kDegree_rad, truth.half_angle_rad / kDegree_rad, 0.5);
}

void expect_bounds_near(const cv::Rect& bounds_px, const cv::Rect& truth, int tolerance_px) {
  EXPECT_NEAR(bounds_px.x, truth.x, tolerance_px);
  EXPECT_NEAR(bounds_px.y, truth.y, tolerance_px);
  EXPECT_NEAR(bounds_px.br().x, truth.br().x, tolerance_px);
  EXPECT_NEAR(bounds_px.br().y, truth.br().y, tolerance_px);
}

struct FanCase {
  const char* name;
  FanGeometry fan;
};

class FindRegionFan : public ::testing::TestWithParam<FanCase> {};

TEST_P(FindRegionFan, IsFoundOnBlack) {
  const FanGeometry& truth = GetParam().fan;
  const auto region = find_region(render(fan_scene(kScreen, truth)));
  ASSERT_TRUE(region.has_value()) << region.error().text();
  expect_fan_near(*region, truth, 2.0);
  EXPECT_GT(region->confidence, 0.7);
}

TEST_P(FindRegionFan, IsFoundOnAScannersScreen) {
  const FanGeometry& truth = GetParam().fan;
  cv::Mat picture = render(fan_scene(kScreen, truth));
  // Room for the bars: the same fan 60 px lower on a higher screen.
  cv::Mat screen(kScreen.height + 160, kScreen.width + 200, CV_8U, cv::Scalar(0));
  picture.copyTo(screen(cv::Rect(100, 80, kScreen.width, kScreen.height)));
  FanGeometry moved = truth;
  moved.apex.x_px += 100.0;
  moved.apex.y_px += 80.0;
  draw_screen(screen, {100, 80, kScreen.width, kScreen.height});
  cv::Mat coloured;
  cv::cvtColor(screen, coloured, cv::COLOR_GRAY2BGR);
  const auto region = find_region(coloured);
  ASSERT_TRUE(region.has_value()) << region.error().text();
  expect_fan_near(*region, moved, 3.0);
}

INSTANTIATE_TEST_SUITE_P(
    Geometries, FindRegionFan,
    ::testing::Values(FanCase{"abdominal", {{511.0, -120.0}, 160.0, 850.0, 30.0 * kDegree_rad}},
                      FanCase{"low_back", {{500.0, -60.0}, 200.0, 800.0, 33.5 * kDegree_rad}},
                      FanCase{"wide", {{480.5, 40.0}, 60.0, 600.0, 45.0 * kDegree_rad}},
                      FanCase{"very_wide", {{512.0, 120.0}, 80.0, 500.0, 65.0 * kDegree_rad}},
                      FanCase{"off_centre", {{390.0, 30.0}, 90.0, 560.0, 35.0 * kDegree_rad}},
                      FanCase{"phased", {{520.0, 20.0}, 4.0, 640.0, 42.0 * kDegree_rad}},
                      FanCase{"small", {{700.0, 300.0}, 50.0, 300.0, 35.0 * kDegree_rad}}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(FindRegion, FindsAFanThatThePicturesBordersCutOff) {
  const FanGeometry both{{511.0, -100.0}, 180.0, 840.0, 42.0 * kDegree_rad};
  const auto cut_both = find_region(render(fan_scene(kScreen, both)));
  ASSERT_TRUE(cut_both.has_value());
  expect_fan_near(*cut_both, both, 3.0);
  const FanGeometry left{{250.0, 20.0}, 120.0, 690.0, 38.0 * kDegree_rad};
  const auto cut_left = find_region(render(fan_scene(kScreen, left)));
  ASSERT_TRUE(cut_left.has_value());
  expect_fan_near(*cut_left, left, 3.0);
  EXPECT_EQ(cut_left->bounds_px.x, 0);
}

TEST(FindRegion, FindsAFanWhoseBottomIsCutOff) {
  const FanGeometry truth{{511.0, -90.0}, 150.0, 950.0, 25.0 * kDegree_rad};
  const auto region = find_region(render(fan_scene(kScreen, truth)));
  ASSERT_TRUE(region.has_value());
  ASSERT_EQ(region->kind, RegionKind::kFan);
  EXPECT_NEAR(region->fan->apex.x_px, truth.apex.x_px, 2.0);
  EXPECT_NEAR(region->fan->apex.y_px, truth.apex.y_px, 3.0);
  EXPECT_NEAR(region->fan->inner_radius_px, truth.inner_radius_px, 3.0);
  EXPECT_GT(region->fan->outer_radius_px, 850.0);
  EXPECT_EQ(region->bounds_px.br().y, kScreen.height);
}

TEST(FindRegion, FindsTheFanOverADarkDepth) {
  const FanGeometry truth{{511.0, -60.0}, 180.0, 780.0, 31.0 * kDegree_rad};
  auto scene = fan_scene(kScreen, truth);
  scene.gain = [](double y) { return y < 380.0 ? 1.0 : 0.0; };
  const auto region = find_region(render(scene));
  ASSERT_TRUE(region.has_value());
  ASSERT_EQ(region->kind, RegionKind::kFan);
  EXPECT_NEAR(region->fan->apex.y_px, truth.apex.y_px, 4.0);
  EXPECT_NEAR(region->fan->inner_radius_px, truth.inner_radius_px, 4.0);
  EXPECT_NEAR(region->fan->half_angle_rad, truth.half_angle_rad, 0.5 * kDegree_rad);
  EXPECT_LT(region->confidence, find_region(render(fan_scene(kScreen, truth)))->confidence);
}

TEST(FindRegion, HoldsUnderLossyCodingAWordAtTheProbeAndOneDarkSide) {
  const FanGeometry truth{{500.0, -60.0}, 170.0, 760.0, 32.0 * kDegree_rad};
  cv::Mat picture = render(fan_scene(kScreen, truth));
  picture(cv::Rect(0, 420, 330, 348)) *= 0.03;
  cv::putText(picture, "B  P  M", {530, 90}, cv::FONT_HERSHEY_SIMPLEX, 0.5, cv::Scalar(220), 1,
              cv::LINE_AA);
  std::vector<uchar> coded;
  cv::imencode(".jpg", picture, coded, {cv::IMWRITE_JPEG_QUALITY, 60});
  const auto region = find_region(cv::imdecode(coded, cv::IMREAD_COLOR));
  ASSERT_TRUE(region.has_value()) << region.error().text();
  expect_fan_near(*region, truth, 3.0);
}

TEST(FindRegion, TellsTrapezoidsFromFans) {
  const TrapezoidGeometry truth{{350.0, 80.0}, {680.0, 80.0}, {220.0, 660.0}, {810.0, 660.0}};
  const auto region = find_region(render(trapezoid_scene(kScreen, truth)));
  ASSERT_TRUE(region.has_value());
  ASSERT_EQ(region->kind, RegionKind::kTrapezoid);
  ASSERT_TRUE(region->trapezoid.has_value());
  EXPECT_NEAR(region->trapezoid->top_left.x_px, truth.top_left.x_px, 3.0);
  EXPECT_NEAR(region->trapezoid->top_left.y_px, truth.top_left.y_px, 3.0);
  EXPECT_NEAR(region->trapezoid->bottom_right.x_px, truth.bottom_right.x_px, 3.0);
  EXPECT_NEAR(region->trapezoid->bottom_right.y_px, truth.bottom_right.y_px, 3.0);
  EXPECT_EQ(region->mask.at<uchar>(10, 2), 0);
  EXPECT_EQ(region->mask.at<uchar>(region->mask.rows / 2, region->mask.cols / 2), 255);
}

TEST(FindRegion, FindsARectangleOnAScannersScreen) {
  const cv::Rect truth(230, 90, 520, 560);
  cv::Mat picture = render(rectangle_scene(kScreen, truth));
  draw_screen(picture, truth);
  const auto region = find_region(picture);
  ASSERT_TRUE(region.has_value());
  EXPECT_EQ(region->kind, RegionKind::kRectangle);
  expect_bounds_near(region->bounds_px, truth, 1);
  EXPECT_GT(region->confidence, 0.9);
}

TEST(FindRegion, TakesABarePictureWhole) {
  const auto region = find_region(make_speckle({640, 480}, 60.0, 7));
  ASSERT_TRUE(region.has_value());
  EXPECT_EQ(region->kind, RegionKind::kRectangle);
  EXPECT_EQ(region->bounds_px, cv::Rect(0, 0, 640, 480));
}

TEST(FindRegion, TakesARectangleWithADarkWedgeForARectangle) {
  cv::Mat picture = make_speckle({640, 480}, 60.0, 8);
  const std::vector<cv::Point> wedge{{0, 0}, {639, 0}, {639, 50}};
  cv::fillPoly(picture, std::vector<std::vector<cv::Point>>{wedge}, cv::Scalar(0));
  const auto region = find_region(picture);
  ASSERT_TRUE(region.has_value());
  EXPECT_EQ(region->kind, RegionKind::kRectangle);
  EXPECT_EQ(region->bounds_px.width, 640);
}

TEST(FindRegion, MaskHasTheSizeOfTheBoundsAndTheShapeOfTheFan) {
  const FanGeometry truth{{511.0, -60.0}, 180.0, 780.0, 31.0 * kDegree_rad};
  const auto region = find_region(render(fan_scene(kScreen, truth)));
  ASSERT_TRUE(region.has_value());
  ASSERT_EQ(region->mask.size(), region->bounds_px.size());
  ASSERT_EQ(region->mask.type(), CV_8U);
  int wrong = 0;
  for (int y = 0; y < region->mask.rows; ++y) {
    for (int x = 0; x < region->mask.cols; ++x) {
      const bool inside =
          testing::inside_fan(truth, x + region->bounds_px.x, y + region->bounds_px.y);
      wrong += inside != (region->mask.at<uchar>(y, x) != 0);
    }
  }
  EXPECT_LT(wrong, 0.01 * static_cast<double>(region->mask.total()));
}

TEST(FindRegion, MaskLeavesOutABurntInRulerAndKeepsANeedle) {
  cv::Mat picture = make_speckle({800, 640}, 60.0, 9);
  picture(cv::Rect(720, 0, 80, 640)) *= 0.05;  // lost contact at the right
  for (int y = 40; y < 620; y += 45) {
    cv::circle(picture, {760, y}, 4, cv::Scalar(255), cv::FILLED, cv::LINE_AA);
  }
  cv::line(picture, {790, 60}, {300, 400}, cv::Scalar(250), 4, cv::LINE_AA);
  const auto region = find_region(picture);
  ASSERT_TRUE(region.has_value());
  ASSERT_EQ(region->bounds_px.tl(), cv::Point(0, 0));
  EXPECT_EQ(region->mask.at<uchar>(40 + 45 * 6, 760), 0);
  EXPECT_EQ(region->mask.at<uchar>(230, 545), 255);
  EXPECT_GT(cv::countNonZero(region->mask), 0.98 * 800 * 640);
}

TEST(FindRegion, SaysThatABlackUniformOrTextOnlyPictureHasNoData) {
  cv::Mat text(600, 800, CV_8U, cv::Scalar(0));
  for (int line = 0; line < 8; ++line) {
    cv::putText(text, "Patient name, no picture here", {40, 60 + 70 * line},
                cv::FONT_HERSHEY_SIMPLEX, 1.0, cv::Scalar(230), 2, cv::LINE_AA);
  }
  for (const cv::Mat& picture :
       {cv::Mat(), cv::Mat(480, 640, CV_8U, cv::Scalar(0)),
        cv::Mat(480, 640, CV_8UC3, cv::Scalar(90, 90, 90)), text, make_speckle({20, 20}, 60, 1)}) {
    const auto region = find_region(picture);
    ASSERT_FALSE(region.has_value());
    EXPECT_EQ(region.error().code, ErrorCode::kNoData);
    EXPECT_FALSE(region.error().message.empty());
  }
}

TEST(FindRegion, IsTheSameOnAScreenOfManyPixels) {
  const FanGeometry truth{{511.0, -60.0}, 180.0, 780.0, 31.0 * kDegree_rad};
  const cv::Mat picture = render(fan_scene(kScreen, truth));
  cv::Mat large;
  cv::resize(picture, large, {}, 3.0, 3.0, cv::INTER_CUBIC);
  RegionFinder finder;
  for (const auto& region : {find_region(large), finder.update(large)}) {
    ASSERT_TRUE(region.has_value()) << region.error().text();
    const FanGeometry larger{{511.5 * 3.0 - 0.5, -59.5 * 3.0 - 0.5},
                             3.0 * truth.inner_radius_px,
                             3.0 * truth.outer_radius_px,
                             truth.half_angle_rad};
    expect_fan_near(*region, larger, 6.0);
    EXPECT_EQ(region->mask.size(), region->bounds_px.size());
  }
}

TEST(FindRegion, RefusesOtherPixelTypes) {
  for (const int type : {CV_16UC1, CV_32FC1, CV_8UC4}) {
    const auto region = find_region(cv::Mat(480, 640, type, cv::Scalar::all(1)));
    ASSERT_FALSE(region.has_value());
    EXPECT_EQ(region.error().code, ErrorCode::kUnsupportedFormat);
  }
}

TEST(FindRegion, GivesTheSameResultWithAnyThreadCount) {
  const FanGeometry truth{{511.0, -60.0}, 180.0, 780.0, 31.0 * kDegree_rad};
  const cv::Mat picture = render(fan_scene(kScreen, truth));
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const auto one = find_region(picture);
  cv::setNumThreads(4);
  const auto four = find_region(picture);
  cv::setNumThreads(threads);
  ASSERT_TRUE(one.has_value() && four.has_value());
  EXPECT_EQ(one->bounds_px, four->bounds_px);
  EXPECT_EQ(one->fan->apex, four->fan->apex);
  EXPECT_EQ(cv::norm(one->mask, four->mask, cv::NORM_INF), 0.0);
}

/// A sector of which each frame lights another tenth.
cv::Mat partly_lit_frame(int index) {
  const cv::Rect whole(100, 60, 500, 480);
  cv::Mat frame = render(rectangle_scene({700, 600}, whole, static_cast<std::uint64_t>(index) + 1));
  const int lit_from = 60 + 48 * (index % 10);
  for (int y = 60; y < 540; ++y) {
    if (y >= 160 && (y < lit_from || y >= lit_from + 48)) frame.row(y).setTo(0);
  }
  return frame;
}

TEST(RegionFinder, SeesMoreOfADarkSectorOverSeveralFrames) {
  RegionFinder finder;
  const auto first = finder.update(partly_lit_frame(0));
  ASSERT_TRUE(first.has_value());
  EXPECT_LT(first->bounds_px.height, 200);
  for (int index = 1; index < 32; ++index) ASSERT_TRUE(finder.update(partly_lit_frame(index)));
  const auto settled = finder.update(partly_lit_frame(32));
  ASSERT_TRUE(settled.has_value());
  expect_bounds_near(settled->bounds_px, {100, 60, 500, 480}, 2);
}

TEST(RegionFinder, StaysOnceItHasSettled) {
  RegionFinder finder;
  const cv::Size size(400, 300);
  for (int index = 0; index < 40; ++index) {
    ASSERT_TRUE(finder.update(render(rectangle_scene(size, {50, 40, 200, 180}))));
  }
  const auto later = finder.update(make_speckle(size, 60.0, 3));
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->bounds_px, cv::Rect(50, 40, 200, 180));
}

TEST(RegionFinder, StartsOverWithAPictureOfAnotherSize) {
  RegionFinder finder;
  ASSERT_TRUE(finder.update(render(rectangle_scene({400, 300}, {50, 40, 200, 180}))));
  const auto other = finder.update(render(rectangle_scene({500, 300}, {100, 20, 300, 240})));
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->bounds_px, cv::Rect(100, 20, 300, 240));
}

TEST(RegionFinder, WaitsForTheFirstPictureThatShowsSomething) {
  RegionFinder finder;
  for (int index = 0; index < 40; ++index) {
    const auto region = finder.update(cv::Mat(300, 400, CV_8U, cv::Scalar(0)));
    ASSERT_FALSE(region.has_value());
    EXPECT_EQ(region.error().code, ErrorCode::kNoData);
  }
  const auto found = finder.update(render(rectangle_scene({400, 300}, {50, 40, 200, 180})));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->bounds_px, cv::Rect(50, 40, 200, 180));
}

TEST(RegionFinder, KeepsTheRegionThroughABlackFrame) {
  RegionFinder finder;
  const cv::Mat picture = render(rectangle_scene({400, 300}, {50, 40, 200, 180}));
  ASSERT_TRUE(finder.update(picture));
  const auto region = finder.update(cv::Mat(300, 400, CV_8U, cv::Scalar(0)));
  ASSERT_TRUE(region.has_value());
  EXPECT_EQ(region->bounds_px, cv::Rect(50, 40, 200, 180));
}

}  // namespace
}  // namespace echolance
