// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/overlay.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace echolance {
namespace {

constexpr int kSide_px = 700;

FrameReport needle_report(NeedleState state) {
  FrameReport report;
  report.needle.state = state;
  report.needle.line = NeedleLine{{200, 300}, {600, 100}};
  report.needle.tip_std_px = 4.0;
  return report;
}

// Pixels of the picture part that are not grey: what was drawn in colour.
int coloured_pixels(const FrameReport& report, cv::Rect where = {0, 0, kSide_px, kSide_px}) {
  OverlayPainter painter({kSide_px, kSide_px});
  const cv::Mat canvas = painter.paint(cv::Mat(kSide_px, kSide_px, CV_8UC1, 60.0), report);
  int count = 0;
  for (int y = where.y; y < where.br().y; ++y) {
    for (int x = where.x; x < where.br().x; ++x) {
      const auto& pixel = canvas.at<cv::Vec3b>(y, x);
      if (std::abs(pixel[1] - pixel[0]) > 40) ++count;
    }
  }
  return count;
}

TEST(Overlay, DrawsSeenAndPredictedNeedlesDifferentlyAndNothingWhenNotSeen) {
  const int seen = coloured_pixels(needle_report(NeedleState::kSeen));
  const int predicted = coloured_pixels(needle_report(NeedleState::kPredicted));
  EXPECT_GT(seen, 300);
  EXPECT_GT(predicted, 200);
  const cv::Rect around_tip(185, 285, 12, 30);  // beyond the line's end: only the cross is here
  EXPECT_GT(coloured_pixels(needle_report(NeedleState::kSeen), around_tip), 0);
  EXPECT_EQ(coloured_pixels(needle_report(NeedleState::kPredicted), around_tip), 0);
  EXPECT_EQ(coloured_pixels(needle_report(NeedleState::kNotSeen)), 0);
}

TEST(Overlay, DrawsBoneWhereItIs) {
  FrameReport report;
  report.bone.points = {{{350.0, 200.0}, {0, -1}, 1.0}};
  EXPECT_GT(coloured_pixels(report, {347, 197, 7, 7}), 0);
  EXPECT_EQ(coloured_pixels(report), coloured_pixels(report, {347, 197, 7, 7}));
}

TEST(Overlay, KeepsLabelsOfLandmarksInsideThePicture) {
  const auto report_at = [](double x_px) {
    FrameReport report;
    report.spacing = PixelSpacing{0.1, 0.1};
    PlanarLandmark psis;
    psis.kind = LandmarkKind::kPsis;
    psis.position = PixelPoint{x_px, 300.0};
    psis.std_mm = 0.3;  // a circle of 3 px, so that the label is most of what is drawn
    psis.confidence = 0.9;
    report.landmarks.landmarks = {psis};
    return report;
  };
  const int inside = coloured_pixels(report_at(300.0));
  const int at_edge = coloured_pixels(report_at(kSide_px - 5.0));
  EXPECT_GT(inside, 60);
  EXPECT_GT(at_edge, inside - 30);  // where the label lies over the circle
}

TEST(Overlay, WritesCountedLevelsAtTheirPlaces) {
  FrameReport report;
  report.spacing = PixelSpacing{0.1, 0.1};
  report.landmarks.levels = {{4, {350.0, 200.0}, 0.9}};
  EXPECT_GT(coloured_pixels(report, {340, 170, 100, 40}), 20);
  EXPECT_EQ(coloured_pixels(report), coloured_pixels(report, {340, 170, 100, 40}));
}

TEST(Overlay, HasEvenSidesForAnyPicture) {
  for (const cv::Size size :
       {cv::Size(0, 0), cv::Size(1, 1), cv::Size(641, 333), cv::Size(97, 2)}) {
    OverlayPainter painter(size);
    const cv::Mat image = size.empty() ? cv::Mat() : cv::Mat(size, CV_8UC3, cv::Scalar::all(9));
    const cv::Mat& canvas = painter.paint(image, needle_report(NeedleState::kSeen));
    EXPECT_EQ(canvas.cols % 2, 0);
    EXPECT_EQ(canvas.rows % 2, 0);
    EXPECT_EQ(canvas.size(), painter.canvas_size());
  }
}

}  // namespace
}  // namespace echolance
