// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/burnt_in.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace echolance {

namespace {

constexpr double kLargestSpeck_part = 0.06;  // of the shorter side
constexpr double kNearEdge_part = 0.15;      // of either side
constexpr int kLeastInRow = 3;

struct Speck {
  cv::Rect box;
  cv::Point2d centre;
};

/// Mean level of the frame one to three pixels around a box that lies in the picture.
double surroundings(const cv::Mat& grey, const cv::Rect& box) {
  const cv::Rect picture(0, 0, grey.cols, grey.rows);
  const cv::Rect outer = cv::Rect(box.x - 4, box.y - 4, box.width + 8, box.height + 8) & picture;
  const cv::Rect inner = cv::Rect(box.x - 2, box.y - 2, box.width + 4, box.height + 4) & picture;
  const int pixels = outer.area() - inner.area();
  if (pixels <= 0) return 255.0;
  return (cv::sum(grey(outer))[0] - cv::sum(grey(inner))[0]) / pixels;
}

bool near_edge(const cv::Point2d& at, const cv::Size& size) {
  const double x_px = kNearEdge_part * size.width;
  const double y_px = kNearEdge_part * size.height;
  return at.x < x_px || at.y < y_px || at.x > size.width - 1 - x_px ||
         at.y > size.height - 1 - y_px;
}

std::vector<Speck> find_specks(const cv::Mat& grey) {
  constexpr double kDarkerAround = 0.25;
  constexpr int kBright = 130;
  cv::Mat labels, statistics, centres;
  const int count = cv::connectedComponentsWithStats(grey > kBright, labels, statistics, centres);
  const double largest_px = kLargestSpeck_part * std::min(grey.rows, grey.cols);
  std::vector<Speck> specks;
  for (int label = 1; label < count; ++label) {
    const int* row = statistics.ptr<int>(label);
    const cv::Rect box(row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP], row[cv::CC_STAT_WIDTH],
                       row[cv::CC_STAT_HEIGHT]);
    const cv::Point2d centre(centres.at<double>(label, 0), centres.at<double>(label, 1));
    if (box.width > largest_px || box.height > largest_px) continue;
    if (!near_edge(centre, grey.size())) continue;
    double peak = 0.0;
    cv::minMaxLoc(grey(box), nullptr, &peak);
    if (surroundings(grey, box) < kDarkerAround * peak) specks.push_back({box, centre});
  }
  return specks;
}

enum class Row { kNone, kUpright, kLevel };

/// Upright rows share a middle, level rows a middle or a base line.
Row shared_row(const Speck& a, const Speck& b, double shorter_px) {
  constexpr double kOff_px = 2.0;
  constexpr double kRulerPitch_part = 0.3;
  constexpr double kTextPitch = 3.0;  // of the largest letter's side
  const double dx = std::abs(a.centre.x - b.centre.x);
  const double dy = std::abs(a.centre.y - b.centre.y);
  if (dx < kOff_px) return dy < kRulerPitch_part * shorter_px ? Row::kUpright : Row::kNone;
  const bool level = dy < kOff_px || std::abs(a.box.br().y - b.box.br().y) < kOff_px;
  const int letter_px = std::max({a.box.height, b.box.height, a.box.width, b.box.width});
  return level && dx < kTextPitch * letter_px ? Row::kLevel : Row::kNone;
}

/// The speck with its margin; letters get half their height, which covers the badge behind them.
cv::Rect covering(const Speck& speck, Row row) {
  const int margin_px = row == Row::kLevel ? std::max(3, speck.box.height / 2) : 3;
  return {speck.box.x - margin_px, speck.box.y - margin_px, speck.box.width + 2 * margin_px,
          speck.box.height + 2 * margin_px};
}

}  // namespace

cv::Mat find_burnt_in(const cv::Mat& grey) {
  const std::vector<Speck> specks = find_specks(grey);
  const double shorter_px = std::min(grey.rows, grey.cols);
  const cv::Rect picture(0, 0, grey.cols, grey.rows);
  cv::Mat burnt_in(grey.size(), CV_8U, cv::Scalar(0));
  for (const Speck& speck : specks) {
    for (const Row row : {Row::kUpright, Row::kLevel}) {
      // A speck is in both kinds of row with itself.
      const auto others = std::count_if(specks.begin(), specks.end(), [&](const Speck& other) {
        return &other != &speck && shared_row(speck, other, shorter_px) == row;
      });
      if (others + 1 >= kLeastInRow) burnt_in(covering(speck, row) & picture).setTo(255);
    }
  }
  return burnt_in;
}

}  // namespace echolance
