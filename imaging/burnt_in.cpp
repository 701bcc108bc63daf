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

/// Upright rows share a middle, level rows a middle or a base line.
bool same_row(const Speck& a, const Speck& b, double shorter_px) {
  constexpr double kOff_px = 2.0;
  constexpr double kTextPitch = 2.0;  // of the taller letter's height
  if (std::abs(a.centre.x - b.centre.x) < kOff_px) {
    return std::abs(a.centre.y - b.centre.y) < 0.3 * shorter_px;
  }
  const bool level = std::abs(a.centre.y - b.centre.y) < kOff_px ||
                     std::abs(a.box.br().y - b.box.br().y) < kOff_px;
  return level && std::abs(a.centre.x - b.centre.x) <
                      kTextPitch * std::max({a.box.height, b.box.height, a.box.width});
}

}  // namespace

cv::Mat find_burnt_in(const cv::Mat& grey) {
  constexpr int kMargin_px = 3;
  const std::vector<Speck> specks = find_specks(grey);
  const double shorter_px = std::min(grey.rows, grey.cols);
  const cv::Rect picture(0, 0, grey.cols, grey.rows);
  cv::Mat burnt_in(grey.size(), CV_8U, cv::Scalar(0));
  for (const Speck& speck : specks) {
    const auto in_row = std::count_if(specks.begin(), specks.end(), [&](const Speck& other) {
      return same_row(speck, other, shorter_px);
    });
    if (in_row < kLeastInRow) continue;
    const cv::Rect box(speck.box.x - kMargin_px, speck.box.y - kMargin_px,
                       speck.box.width + 2 * kMargin_px, speck.box.height + 2 * kMargin_px);
    burnt_in(box & picture).setTo(255);
  }
  return burnt_in;
}

}  // namespace echolance
