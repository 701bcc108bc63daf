// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// The region on real recordings; skipped where ECHOLANCE_DATA does not name them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <numbers>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <vector>

#include "imaging/find_region.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr double kDegree_rad = std::numbers::pi / 180.0;

fs::path data_folder(const std::string& name) {
  const char* root = std::getenv("ECHOLANCE_DATA");
  return root == nullptr ? fs::path() : fs::path(root) / name;
}

std::vector<cv::Mat> load_folder(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".png") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<cv::Mat> pictures;
  for (const fs::path& path : paths) pictures.push_back(cv::imread(path.string()));
  return pictures;
}

void expect_edges_near(const cv::Rect& bounds_px, const cv::Rect& truth, int tolerance_px) {
  EXPECT_NEAR(bounds_px.x, truth.x, tolerance_px);
  EXPECT_NEAR(bounds_px.y, truth.y, tolerance_px);
  EXPECT_NEAR(bounds_px.br().x, truth.br().x, tolerance_px);
  EXPECT_NEAR(bounds_px.br().y, truth.br().y, tolerance_px);
}

/// Largest distance of each of the fan's numbers from the sweep's own.
struct FanErrors {
  double apex_px = 0.0, inner_px = 0.0, outer_px = 0.0, angle_deg = 0.0;

  void add(const FanGeometry& fan) {
    // The sweep's file gives the middle of the inner arc, (369, 22.01), its radius 161.34 px and
    // the half angle. The outer radius it gives (724.35 px) is 9 px inside the edge that the
    // pictures show: 733.1 px, which makes a depth of 180.0 mm at 0.31482 mm per px.
    apex_px = std::max(apex_px, std::hypot(fan.apex.x_px - 369.0, fan.apex.y_px + 139.33));
    inner_px = std::max(inner_px, std::abs(fan.inner_radius_px - 161.34));
    outer_px = std::max(outer_px, std::abs(fan.outer_radius_px - 733.1));
    angle_deg = std::max(angle_deg, std::abs(fan.half_angle_rad / kDegree_rad - 30.28));
  }
};

TEST(FindRegionOnData, FindsTheExactFanOfEachFrameOfALiverSweep) {
  const fs::path folder = data_folder("sweep_liver/images");
  if (!fs::exists(folder)) GTEST_SKIP() << "ECHOLANCE_DATA has no sweep_liver";
  FanErrors errors;
  RegionFinder finder;
  for (const cv::Mat& picture : load_folder(folder)) {
    for (const auto& region : {find_region(picture), finder.update(picture)}) {
      ASSERT_TRUE(region.has_value()) << region.error().text();
      ASSERT_EQ(region->kind, RegionKind::kFan);
      errors.add(*region->fan);
    }
  }
  std::cout << "worst of the sweep: apex " << errors.apex_px << " px, inner radius "
            << errors.inner_px << " px, outer radius " << errors.outer_px << " px, half angle "
            << errors.angle_deg << " deg\n";
  EXPECT_LT(errors.apex_px, 3.0);
  EXPECT_LT(errors.inner_px, 3.0);
  EXPECT_LT(errors.outer_px, 3.0);
  EXPECT_LT(errors.angle_deg, 0.5);
}

TEST(FindRegionOnData, FindsTheRectangleOnScreenCaptures) {
  const fs::path folder = data_folder("needle_ge");
  if (!fs::exists(folder)) GTEST_SKIP() << "ECHOLANCE_DATA has no needle_ge";
  for (const char* name : {"30.png", "40.png", "45.png", "63.png", "69.png", "74.png"}) {
    const auto region = find_region(cv::imread((folder / name).string()));
    ASSERT_TRUE(region.has_value()) << region.error().text();
    EXPECT_EQ(region->kind, RegionKind::kRectangle);
    expect_edges_near(region->bounds_px, {365, 109, 652, 595}, 3);
  }
  const auto dark = find_region(cv::imread((folder / "still_34.png").string()));
  ASSERT_TRUE(dark.has_value()) << dark.error().text();
  EXPECT_EQ(dark->kind, RegionKind::kRectangle);
  EXPECT_NEAR(dark->bounds_px.x, 462, 3);
  EXPECT_NEAR(dark->bounds_px.br().y, 704, 3);
}

TEST(FindRegionOnData, FindsTheWholePictureUnderABurntInRuler) {
  const fs::path file = data_folder("needle_clarius/insertion.mp4");
  if (!fs::exists(file)) GTEST_SKIP() << "ECHOLANCE_DATA has no needle_clarius";
  cv::VideoCapture video(file.string());
  RegionFinder finder;
  cv::Mat frame;
  for (int index = 0; index < 40 && video.read(frame); ++index) {
    const auto region = finder.update(frame);
    ASSERT_TRUE(region.has_value()) << region.error().text();
    EXPECT_EQ(region->kind, RegionKind::kRectangle);
    expect_edges_near(region->bounds_px, {0, 1, 1080, 852}, 5);
    const cv::Point dot = cv::Point(1028, 342) - region->bounds_px.tl();
    ASSERT_EQ(region->mask.at<uchar>(dot), 0) << "frame " << index;
    EXPECT_EQ(region->mask.at<uchar>(cv::Point(540, 400)), 255);
    EXPECT_GT(cv::countNonZero(region->mask), 0.97 * static_cast<double>(region->mask.total()));
  }
}

TEST(FindRegionOnData, TakesBarePicturesWithADarkWedgeWhole) {
  const fs::path folder = data_folder("bone_ultrabones/images");
  if (!fs::exists(folder)) GTEST_SKIP() << "ECHOLANCE_DATA has no bone_ultrabones";
  for (const cv::Mat& picture : load_folder(folder)) {
    const auto region = find_region(picture);
    ASSERT_TRUE(region.has_value()) << region.error().text();
    EXPECT_EQ(region->kind, RegionKind::kRectangle);
    expect_edges_near(region->bounds_px, {0, 0, 950, 811}, 3);
  }
}

TEST(FindRegionOnData, FindsARectangleInEveryNervePicture) {
  const fs::path folder = data_folder("nerve_usgra/images");
  if (!fs::exists(folder)) GTEST_SKIP() << "ECHOLANCE_DATA has no nerve_usgra";
  for (const cv::Mat& picture : load_folder(folder)) {
    const auto region = find_region(picture);
    ASSERT_TRUE(region.has_value()) << region.error().text();
    EXPECT_EQ(region->kind, RegionKind::kRectangle);
    EXPECT_GT(region->bounds_px.width, 0.8 * picture.cols);
  }
}

}  // namespace
}  // namespace echolance
