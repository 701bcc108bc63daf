// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/height_map.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

namespace echolance {

MapArea MapArea::between(const Eigen::Vector2d& first_mm, const Eigen::Vector2d& last_mm,
                         double step_mm) {
  const Eigen::Vector2d steps = (last_mm - first_mm) / step_mm;
  return {first_mm,
          {static_cast<int>(std::ceil(steps.x())) + 1, static_cast<int>(std::ceil(steps.y())) + 1},
          step_mm};
}

HeightMap::HeightMap(const MapArea& area, const cv::Mat& heights_mm)
    : area_(area), height_and_cosine_(area.size, CV_32FC2) {
  const auto across = [&](int row, int column, int by_row, int by_column) {
    const int low_row = std::max(row - by_row, 0), low_column = std::max(column - by_column, 0);
    const int high_row = std::min(row + by_row, area.size.height - 1);
    const int high_column = std::min(column + by_column, area.size.width - 1);
    const double way = area.step_mm * (high_row - low_row + high_column - low_column);
    return (heights_mm.at<float>(high_row, high_column) -
            heights_mm.at<float>(low_row, low_column)) /
           way;
  };
  for (int row = 0; row < area.size.height; ++row) {
    for (int column = 0; column < area.size.width; ++column) {
      const double u = across(row, column, 0, 1), w = across(row, column, 1, 0);
      height_and_cosine_.at<cv::Vec2f>(row, column) = {
          heights_mm.at<float>(row, column),
          static_cast<float>(1.0 / std::sqrt(1.0 + u * u + w * w))};
    }
  }
}

cv::Mat HeightMap::heights_mm() const {
  cv::Mat heights;
  cv::extractChannel(height_and_cosine_, heights, 0);
  return heights;
}

cv::Vec2f HeightMap::look_up(double x_mm, double z_mm) const {
  const auto last_column = static_cast<float>(area_.size.width - 1) - 1e-3F;
  const auto last_row = static_cast<float>(area_.size.height - 1) - 1e-3F;
  const auto inverse = 1.0 / area_.step_mm;
  const float u =
      std::clamp(static_cast<float>((x_mm - area_.first_mm.x()) * inverse), 0.0F, last_column);
  const float w =
      std::clamp(static_cast<float>((z_mm - area_.first_mm.y()) * inverse), 0.0F, last_row);
  const int column = static_cast<int>(u), row = static_cast<int>(w);
  const float s = u - static_cast<float>(column), t = w - static_cast<float>(row);
  const cv::Vec2f* low = height_and_cosine_.ptr<cv::Vec2f>(row) + column;
  const cv::Vec2f* high = height_and_cosine_.ptr<cv::Vec2f>(row + 1) + column;
  cv::Vec2f both;
  for (int i = 0; i < 2; ++i) {
    const float below = low[0][i] + s * (low[1][i] - low[0][i]);
    const float above = high[0][i] + s * (high[1][i] - high[0][i]);
    both[i] = below + t * (above - below);
  }
  return both;
}

Eigen::Vector3d HeightMap::normal(double x_mm, double z_mm) const {
  const double step = area_.step_mm;
  const double u = (at(x_mm + step, z_mm) - at(x_mm - step, z_mm)) / (2.0 * step);
  const double w = (at(x_mm, z_mm + step) - at(x_mm, z_mm - step)) / (2.0 * step);
  return Eigen::Vector3d(-u, 1.0, -w).normalized();
}

}  // namespace echolance
