// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/landmark_layouts.hpp"

#include <cmath>
#include <utility>

namespace echolance {

namespace {
constexpr double kSampleStep_mm = 0.5;
}  // namespace

std::optional<double> LandmarkPicture::mean_grey(const cv::Rect2d& box_mm) const {
  double sum = 0.0;
  int count = 0, asked = 0;
  for (double y = box_mm.y; y < box_mm.y + box_mm.height; y += kSampleStep_mm) {
    for (double x = box_mm.x; x < box_mm.x + box_mm.width; x += kSampleStep_mm) {
      ++asked;
      if (!surface.inside(x, y)) continue;
      const PixelPoint px = surface.pixel(x, y);
      const int column = static_cast<int>(std::lround(px.x_px));
      const int row = static_cast<int>(std::lround(px.y_px));
      if (column < 0 || row < 0 || column >= grey.cols || row >= grey.rows) continue;
      sum += grey.at<std::uint8_t>(row, column);
      ++count;
    }
  }
  if (count == 0 || 2 * count < asked) return std::nullopt;
  return sum / count;
}

void LayoutTable::clear() {
  for (auto& layout : layouts_) {
    layout.fit = 0.0;
    layout.points.clear();
  }
}

void LayoutTable::offer(Layout&& layout) {
  auto& place = layouts_[static_cast<std::size_t>(layout.view)];
  if (layout.fit > place.fit) place = std::move(layout);
}

double SoftRange::holds(double value) const {
  if (value <= none_below || value >= none_above) return 0.0;
  if (value < full_from) return (value - none_below) / (full_from - none_below);
  if (value > full_to) return (none_above - value) / (none_above - full_to);
  return 1.0;
}

}  // namespace echolance
