// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/frame_change.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <vector>

#include "tests/imaging/synthetic_screen.hpp"

namespace echolance {
namespace {

using testing::make_speckle;

const cv::Size kSize(640, 480);

/// Speckle with large structures, so that places differ, from which views are cut.
cv::Mat make_tissue(cv::Size size, std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat tissue = make_speckle(size, 60.0, seed);
  for (int layer = 0; layer < 25; ++layer) {
    const cv::Point middle(random.uniform(0, size.width), random.uniform(0, size.height));
    cv::Mat mark(size, CV_8U, cv::Scalar(0));
    cv::ellipse(mark, middle, {random.uniform(20, 120), random.uniform(8, 40)},
                random.uniform(-30, 30), 0, 360, cv::Scalar(80), cv::FILLED);
    cv::GaussianBlur(mark, mark, {0, 0}, 3.0);
    tissue += mark;
  }
  return tissue;
}

cv::Mat view(const cv::Mat& tissue, int x_px) {
  return tissue(cv::Rect(x_px, 20, kSize.width, kSize.height)).clone();
}

/// As a lossy codec gives the same picture again: small, smooth differences.
cv::Mat coded_again(const cv::Mat& picture, std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat noise(picture.rows / 8, picture.cols / 8, CV_16S);
  random.fill(noise, cv::RNG::UNIFORM, -1, 2);
  cv::resize(noise, noise, picture.size(), 0, 0, cv::INTER_NEAREST);
  cv::Mat sum;
  cv::add(picture, noise, sum, cv::noArray(), CV_8U);
  return sum;
}

TEST(FrameChangeDetector, CallsTheFirstFrameFirst) {
  FrameChangeDetector detector;
  EXPECT_EQ(detector.update(make_speckle(kSize, 60.0, 1)), FrameChange::kFirst);
}

TEST(FrameChangeDetector, CallsTheSameFrameRepeatedDespiteCodingNoise) {
  FrameChangeDetector detector;
  const cv::Mat picture = make_speckle(kSize, 60.0, 1);
  static_cast<void>(detector.update(picture));
  EXPECT_EQ(detector.update(picture), FrameChange::kRepeated);
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    EXPECT_EQ(detector.update(coded_again(picture, seed)), FrameChange::kRepeated);
  }
}

TEST(FrameChangeDetector, CallsAMovingScanNextAtAnySpeedUpToAQuarterOfTheWidthPerSecond) {
  const cv::Mat tissue = make_tissue({1200, 520}, 3);
  for (const int step_px : {1, 2, 5, 12, 30}) {
    FrameChangeDetector detector;
    static_cast<void>(detector.update(view(tissue, 0)));
    for (int frame = 1; frame < 10; ++frame) {
      EXPECT_EQ(detector.update(view(tissue, frame * step_px)), FrameChange::kNext)
          << step_px << " px, frame " << frame;
    }
  }
}

TEST(FrameChangeDetector, SeesADarkScanMove) {
  const cv::Mat tissue = make_tissue({1200, 520}, 4) * 0.25;
  FrameChangeDetector detector;
  static_cast<void>(detector.update(view(tissue, 0)));
  EXPECT_EQ(detector.update(view(tissue, 2)), FrameChange::kNext);
  EXPECT_EQ(detector.update(view(tissue, 2)), FrameChange::kRepeated);
}

TEST(FrameChangeDetector, SeesSlowMotionAddUpSinceTheLastDistinctFrame) {
  const cv::Mat tissue = make_tissue({1200, 520}, 5);
  FrameChangeDetector detector;
  static_cast<void>(detector.update(view(tissue, 0)));
  bool moved = false;
  for (int frame = 1; frame <= 20; ++frame) {
    const cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, -0.05 * frame, 0, 1, -20);
    cv::Mat picture;
    cv::warpAffine(tissue, picture, shift, kSize);
    moved = moved || detector.update(picture) == FrameChange::kNext;
  }
  EXPECT_TRUE(moved);
}

TEST(FrameChangeDetector, CallsAnotherPlaceACut) {
  FrameChangeDetector detector;
  static_cast<void>(detector.update(view(make_tissue({700, 520}, 10), 0)));
  for (std::uint64_t seed = 11; seed < 20; ++seed) {
    EXPECT_EQ(detector.update(view(make_tissue({700, 520}, seed), 0)), FrameChange::kCut) << seed;
  }
}

TEST(FrameChangeDetector, CallsAnotherDepthACut) {
  const cv::Mat picture = view(make_tissue({700, 520}, 21), 0);
  cv::Mat deeper;
  cv::resize(picture(cv::Rect(130, 0, 380, 285)), deeper, kSize);
  FrameChangeDetector detector;
  static_cast<void>(detector.update(picture));
  EXPECT_EQ(detector.update(deeper), FrameChange::kCut);
}

TEST(FrameChangeDetector, CallsAnotherSizeACutAndGoesOnFromThere) {
  FrameChangeDetector detector;
  static_cast<void>(detector.update(make_speckle(kSize, 60.0, 1)));
  const cv::Mat other = make_speckle({320, 240}, 60.0, 1);
  EXPECT_EQ(detector.update(other), FrameChange::kCut);
  EXPECT_EQ(detector.update(other), FrameChange::kRepeated);
}

TEST(FrameChangeDetector, TakesBlackAndTinyAndEmptyPictures) {
  FrameChangeDetector detector;
  EXPECT_EQ(detector.update(cv::Mat()), FrameChange::kFirst);
  const cv::Mat black(kSize, CV_8U, cv::Scalar(0));
  EXPECT_EQ(detector.update(black), FrameChange::kFirst);
  EXPECT_EQ(detector.update(black), FrameChange::kRepeated);
  EXPECT_EQ(detector.update(cv::Mat()), FrameChange::kRepeated);
  EXPECT_EQ(detector.update(cv::Mat(1, 1, CV_8U, cv::Scalar(9))), FrameChange::kCut);
  EXPECT_EQ(detector.update(cv::Mat(1, 1, CV_8U, cv::Scalar(90))), FrameChange::kNext);
}

std::filesystem::path data(const std::string& name) {
  const char* root = std::getenv("ECHOLANCE_DATA");
  return root == nullptr ? std::filesystem::path() : std::filesystem::path(root) / name;
}

TEST(FrameChangeDetectorOnData, FindsTheRepeatsOfAScreenRecordingAndNoCut) {
  const auto file = data("needle_clarius/insertion.mp4");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "ECHOLANCE_DATA has no needle_clarius";
  cv::VideoCapture video(file.string());
  FrameChangeDetector detector;
  std::vector<int> counts(4, 0);
  cv::Mat frame, grey;
  while (video.read(frame)) {
    cv::cvtColor(frame, grey, cv::COLOR_BGR2GRAY);
    ++counts[static_cast<std::size_t>(detector.update(grey))];
  }
  std::cout << "repeated " << counts[1] << ", next " << counts[2] << ", cut " << counts[3] << "\n";
  EXPECT_NEAR(counts[1], 224, 45);  // "about half"
  EXPECT_EQ(counts[3], 0);
}

TEST(FrameChangeDetectorOnData, TellsPatientsFromOneSweep) {
  const auto nerves = data("nerve_usgra/images");
  const auto sweep = data("sweep_liver/images");
  if (!std::filesystem::exists(nerves)) GTEST_SKIP() << "ECHOLANCE_DATA has no nerve_usgra";
  for (const auto& [folder, expected] :
       {std::pair(nerves, FrameChange::kCut), std::pair(sweep, FrameChange::kNext)}) {
    std::vector<std::string> paths;
    cv::glob((folder / "*.png").string(), paths);
    FrameChangeDetector detector;
    static_cast<void>(detector.update(cv::imread(paths.front(), cv::IMREAD_GRAYSCALE)));
    for (std::size_t index = 1; index < paths.size(); ++index) {
      EXPECT_EQ(detector.update(cv::imread(paths[index], cv::IMREAD_GRAYSCALE)), expected)
          << paths[index];
    }
  }
}

}  // namespace
}  // namespace echolance
