// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "bone_scenes.hpp"
#include "imaging/bone_surface.hpp"
#include "imaging/find_region.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

/// Folder of a real recording, or empty.
fs::path recording(const char* name) {
  const char* data = std::getenv("ECHOLANCE_DATA");
  const fs::path folder = data == nullptr ? fs::path() : fs::path(data) / name;
  return data != nullptr && fs::exists(folder) ? folder : fs::path();
}

/// Distance to the nearest point, mm, where the surface has one within a line or two of the
/// column; infinite in a gap.
double distance_mm(const BoneSurface& surface, double x_px, double y_px, double mm_per_px) {
  constexpr double kColumnReach_px = 5.0;
  double nearest_px = std::numeric_limits<double>::infinity();
  bool covered = false;
  for (const auto& point : surface.points) {
    covered = covered || std::abs(point.position.x_px - x_px) <= kColumnReach_px;
    nearest_px =
        std::min(nearest_px, std::hypot(point.position.x_px - x_px, point.position.y_px - y_px));
  }
  return covered ? nearest_px * mm_per_px : std::numeric_limits<double>::infinity();
}

TEST(BoneOnRecordings, UltraBonesFibulaIsFoundWithinTwoMillimetres) {
  const fs::path folder = recording("bone_ultrabones");
  if (folder.empty()) {
    GTEST_SKIP() << "set ECHOLANCE_DATA to the folder of real recordings";
  }
  std::ifstream file(folder / "truth.json");
  const auto truth = nlohmann::json::parse(file);
  BoneSurfaceDetector detector;
  std::vector<double> distances_mm;
  for (const auto& entry : truth) {
    const fs::path name = fs::path(entry["image"].get<std::string>()).filename();
    const cv::Mat grey = cv::imread((folder / "images" / name).string(), cv::IMREAD_GRAYSCALE);
    ASSERT_FALSE(grey.empty()) << name;
    const double mm_per_px = entry["mm_per_px"];
    const BoneSurface surface =
        detector.detect(grey, test::whole_picture(grey.size()), PixelSpacing{mm_per_px, mm_per_px});
    for (const auto& point : entry["bone_px"]) {
      distances_mm.push_back(distance_mm(surface, point[0], point[1], mm_per_px));
    }
  }
  std::sort(distances_mm.begin(), distances_mm.end());
  const auto count = static_cast<double>(distances_mm.size());
  const auto within = static_cast<double>(
      std::upper_bound(distances_mm.begin(), distances_mm.end(), 2.0) - distances_mm.begin());
  const auto found = static_cast<std::size_t>(std::find_if(distances_mm.begin(), distances_mm.end(),
                                                           [](double d) { return std::isinf(d); }) -
                                              distances_mm.begin());
  const double median_mm = distances_mm[found / 2];
  const double p95_mm = distances_mm[found * 95 / 100];
  RecordProperty("found_percent", std::to_string(100.0 * within / count));
  std::printf("[ figures  ] columns within 2 mm %.2f %%, median %.2f mm, 95th percentile %.2f mm\n",
              100.0 * within / count, median_mm, p95_mm);
  EXPECT_GE(within / count, 0.93);
  EXPECT_LE(median_mm, 0.8);
  EXPECT_LE(p95_mm, 2.5);
}

TEST(BoneOnRecordings, ClariusBoneLineIsBoneAndTheNeedleIsNot) {
  const fs::path folder = recording("needle_clarius");
  if (folder.empty()) {
    GTEST_SKIP() << "set ECHOLANCE_DATA to the folder of real recordings";
  }
  cv::VideoCapture video((folder / "insertion.mp4").string());
  BoneSurfaceDetector detector;
  ImageRegion region = test::whole_picture({995, 850});
  cv::Mat picture;
  cv::Mat grey;
  int frames = 0;
  double on_line = 0.0;
  for (int index = 0; video.read(picture); ++index) {
    if (index % 64 != 0) {
      continue;
    }
    cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
    const BoneSurface surface = detector.detect(grey, region, PixelSpacing{0.0354, 0.0354});
    ++frames;
    for (const auto& point : surface.points) {
      // The needle, fascia and bright bits all lie above this line, repeats below; bone is on it.
      const double line_px = 413.0 + 0.336 * point.position.x_px;
      EXPECT_NEAR(point.position.y_px, line_px, 40.0) << "frame " << index;
      on_line += std::abs(point.position.y_px - line_px) < 28.0 ? 1.0 : 0.0;
    }
  }
  ASSERT_GT(frames, 5);
  EXPECT_GT(on_line / frames, 150.0);
}

TEST(BoneOnRecordings, GelPhantomWithNeedleHasHardlyAnyBone) {
  const fs::path folder = recording("needle_ge");
  if (folder.empty()) {
    GTEST_SKIP() << "set ECHOLANCE_DATA to the folder of real recordings";
  }
  BoneSurfaceDetector detector;
  for (const char* name : {"30.png", "40.png", "45.png", "63.png", "69.png", "74.png"}) {
    const cv::Mat grey = cv::imread((folder / name).string(), cv::IMREAD_GRAYSCALE);
    ASSERT_FALSE(grey.empty()) << name;
    ImageRegion region;
    region.bounds_px = {366, 112, 650, 592};
    EXPECT_LT(detector.detect(grey, region, PixelSpacing{0.0592, 0.0592}).points.size(), 10U)
        << name;
  }
}

TEST(BoneOnRecordings, LiverSweepHasLittleBone) {
  const fs::path folder = recording("sweep_liver");
  if (folder.empty()) {
    GTEST_SKIP() << "set ECHOLANCE_DATA to the folder of real recordings";
  }
  BoneSurfaceDetector detector;
  const auto region =
      find_region(cv::imread((folder / "images" / "000.png").string(), cv::IMREAD_GRAYSCALE));
  ASSERT_TRUE(region);
  int frames = 0;
  double points = 0.0;
  for (const auto& entry : fs::directory_iterator(folder / "images")) {
    const cv::Mat grey = cv::imread(entry.path().string(), cv::IMREAD_GRAYSCALE);
    ASSERT_FALSE(grey.empty()) << entry.path();
    points += static_cast<double>(
        detector.detect(grey, *region, PixelSpacing{0.31482, 0.31482}).points.size());
    ++frames;
  }
  ASSERT_GT(frames, 30);
  std::printf("[ figures  ] %.1f bone points per frame\n", points / frames);
  EXPECT_LT(points / frames, 40.0);
}

}  // namespace
}  // namespace echolance
