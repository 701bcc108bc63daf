// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/bone_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

constexpr double kLargestStep_mm = 3.0;

void join(const PixelPoint& a, const PixelPoint& b, std::vector<double>& rows) {
  const auto& left = a.x_px <= b.x_px ? a : b;
  const auto& right = a.x_px <= b.x_px ? b : a;
  const int last =
      std::min(static_cast<int>(std::floor(right.x_px)), static_cast<int>(rows.size()) - 1);
  for (int x = std::max(0, static_cast<int>(std::ceil(left.x_px))); x <= last; ++x) {
    const double width = right.x_px - left.x_px;
    const double share = width > 0.0 ? (x - left.x_px) / width : 0.0;
    double& row = rows[static_cast<std::size_t>(x)];
    row = std::min(row, left.y_px + share * (right.y_px - left.y_px));
  }
}

}  // namespace

std::vector<PixelPoint> bone_by_column(const std::vector<std::optional<PixelPoint>>& by_line,
                                       const PictureGeometry& geometry) {
  constexpr double kNone = std::numeric_limits<double>::max();
  std::vector<double> rows(static_cast<std::size_t>(geometry.size_px.width), kNone);
  for (std::size_t i = 1; i < by_line.size(); ++i) {
    if (!by_line[i - 1] || !by_line[i]) continue;
    const double apart = std::abs(by_line[i]->y_px - by_line[i - 1]->y_px);
    if (apart * geometry.mm_per_px < kLargestStep_mm) join(*by_line[i - 1], *by_line[i], rows);
  }
  std::vector<PixelPoint> points;
  for (std::size_t x = 0; x < rows.size(); ++x) {
    if (rows[x] < geometry.size_px.height) points.push_back({static_cast<double>(x), rows[x]});
  }
  return points;
}

}  // namespace echolance
