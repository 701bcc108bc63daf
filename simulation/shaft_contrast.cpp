// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/shaft_contrast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace echolance {
namespace {

constexpr double kPiece_mm = 2.0;
constexpr std::array<float, 3> kOnShaft_mm = {-0.2F, 0.0F, 0.2F};
constexpr float kAround_mm = 4.0F;  // to both sides and ends: a background is an area
constexpr float kAroundStep_mm = 0.4F;
constexpr double kMedian = 0.5;

class Greys {
 public:
  Greys(const ShownPicture& picture, const cv::Mat& grey) : picture_(picture), grey_(grey) {}

  [[nodiscard]] std::optional<int> at(const Eigen::Vector2f& at_mm) const {
    const PolarPoint polar = picture_.grid.polar(at_mm.x(), at_mm.y());
    if (polar.line < 0.0F || polar.line > static_cast<float>(picture_.grid.lines - 1) ||
        polar.depth_mm < 0.0F || polar.depth_mm > picture_.grid.depth_mm()) {
      return std::nullopt;
    }
    const auto& geometry = picture_.geometry;
    const auto x = std::lround(geometry.face_px.x_px + at_mm.x() / geometry.mm_per_px);
    const auto y = std::lround(geometry.face_px.y_px + at_mm.y() / geometry.mm_per_px);
    if (x < 0 || x >= grey_.cols || y < 0 || y >= grey_.rows) return std::nullopt;
    return grey_.at<std::uint8_t>(static_cast<int>(y), static_cast<int>(x));
  }

 private:
  const ShownPicture& picture_;
  const cv::Mat& grey_;
};

// Grey values as counts: mean and median without sorting or allocating.
struct Histogram {
  std::array<int, 256> counts{};
  int total = 0;

  void add(std::optional<int> grey) {
    if (!grey) return;
    ++counts[static_cast<std::size_t>(*grey)];
    ++total;
  }
  [[nodiscard]] double mean() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += static_cast<double>(i) * counts[i];
    return total > 0 ? sum / total : 0.0;
  }
  [[nodiscard]] double quantile(double part) const {
    int seen = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      seen += counts[i];
      if (total > 0 && seen >= part * total) return static_cast<double>(i);
    }
    return 0.0;
  }
};

Eigen::Vector2f across(const ShaftPlace& place) {
  return {-place.along.y(), place.along.x()};
}

void add_on(const ShaftPlace& place, const Greys& greys, Histogram& levels) {
  for (const float off : kOnShaft_mm) levels.add(greys.at(place.at_mm + off * across(place)));
}

void add_around(const ShaftPlace& place, const Greys& greys, Histogram& levels) {
  for (float off = -kAround_mm; off <= kAround_mm; off += kAroundStep_mm) {
    levels.add(greys.at(place.at_mm + off * across(place)));
  }
}

double median_of(std::vector<double>& values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

ShaftContrast shaft_contrast(const ShownPicture& picture, std::span<const ShaftPlace> places,
                             double step_mm) {
  const Greys with(picture, picture.grey);
  const Greys without(picture, picture.without);
  const auto per_piece = static_cast<std::size_t>(std::max(1L, std::lround(kPiece_mm / step_mm)));
  const auto around = static_cast<std::size_t>(std::lround(kAround_mm / step_mm));
  ShaftContrast contrast;
  std::vector<double> in_slice_db;
  for (std::size_t first = 0; first < places.size(); first += per_piece) {
    const std::size_t end = std::min(first + per_piece, places.size());
    if (!places[first + (end - first) / 2].in_slice) continue;
    Histogram shaft, tissue, background;
    for (std::size_t i = first; i < end; ++i) {
      add_on(places[i], with, shaft);
      add_on(places[i], without, tissue);
    }
    const std::size_t area_end = std::min(end + around, places.size());
    for (std::size_t i = first > around ? first - around : 0; i < area_end; ++i) {
      add_around(places[i], without, background);
    }
    const double rest = std::max(tissue.mean(), background.quantile(kMedian));
    const double db = picture.db_per_grey * (shaft.mean() - rest);
    in_slice_db.push_back(db);
    if (db >= kBright_db) contrast.bright_length_mm += static_cast<double>(end - first) * step_mm;
  }
  contrast.median_db = median_of(in_slice_db);
  return contrast;
}

}  // namespace echolance
