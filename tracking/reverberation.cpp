// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/reverberation.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <optional>

namespace echolance {

namespace {

constexpr double kNearest_mm = 2.0;  // from the line, clear of its own echo
constexpr double kFarthest_mm = 6.0;
constexpr double kStep_mm = 0.25;
constexpr int kSampleStep = 2;
constexpr double kTailLength_mm = 3.0;  // of the line, back from its tip
constexpr double kTailNearest_mm = 1.5;
constexpr double kBeyondNearest_mm = 1.5;  // of the tip, across the picture
constexpr double kBeyondFarthest_mm = 5.0;
constexpr int kFewestPixels = 20;
// Keeps ratios of almost black places from meaning anything.
constexpr double kFloor_grey = 5.0;

double log_ratio(double upper, double lower) {
  return std::log((upper + kFloor_grey) / (lower + kFloor_grey));
}

/// Mean grey level of the band on one side of the visible shaft; `sign` +1 below, -1 above.
std::optional<double> band_mean(const NeedleView& view, const ShaftProfile& profile, double sign) {
  double sum = 0.0;
  int count = 0;
  for (int s = profile.visible_begin; s <= profile.visible_end; s += kSampleStep) {
    const Eigen::Vector2d on_axis = profile.at(s);
    for (double off_mm = kNearest_mm; off_mm <= kFarthest_mm; off_mm += kStep_mm) {
      const Eigen::Vector2d place =
          on_axis + Eigen::Vector2d(0.0, sign * off_mm / view.mm_per_px());
      if (!view.inside(place)) continue;
      sum += view.grey().at<std::uint8_t>(cvRound(place.y()), cvRound(place.x()));
      ++count;
    }
  }
  if (count < kFewestPixels) return std::nullopt;
  return sum / count;
}

/// Mean grey level between two columns in the rows below the tip.
std::optional<double> tail_mean(const NeedleView& view, double tip_y, double x0, double x1) {
  const double top = tip_y + kTailNearest_mm / view.mm_per_px();
  const double bottom = tip_y + kFarthest_mm / view.mm_per_px();
  const cv::Rect wanted(cv::Point(cvRound(std::min(x0, x1)), cvRound(top)),
                        cv::Point(cvRound(std::max(x0, x1)), cvRound(bottom)));
  const cv::Rect rect = wanted & cv::Rect({0, 0}, view.grey().size());
  if (rect.area() == 0) return std::nullopt;
  const cv::Mat inside = view.region_mask()(rect);
  if (cv::countNonZero(inside) < kFewestPixels) return std::nullopt;
  return cv::mean(view.grey()(rect), inside)[0];
}

}  // namespace

Reverberation measure_reverberation(const NeedleView& view, const ShaftProfile& profile) {
  Reverberation found;
  const auto below = band_mean(view, profile, 1.0);
  const auto above = band_mean(view, profile, -1.0);
  if (below && above) found.below = log_ratio(*below, *above);

  const Eigen::Vector2d tip = profile.at(profile.visible_end);
  const double ahead_px = std::copysign(1.0 / view.mm_per_px(), profile.axis.direction.x());
  const auto tail = tail_mean(view, tip.y(), tip.x() - kTailLength_mm * ahead_px, tip.x());
  const auto beyond = tail_mean(view, tip.y(), tip.x() + kBeyondNearest_mm * ahead_px,
                                tip.x() + kBeyondFarthest_mm * ahead_px);
  const auto on_the_whole = tail_mean(view, tip.y(), 0.0, view.grey().cols);
  if (tail && beyond && on_the_whole) {
    found.at_tip = log_ratio(*tail, std::max(*beyond, *on_the_whole));
  }
  return found;
}

}  // namespace echolance
