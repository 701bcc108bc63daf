// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/double_echo.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace echolance {
namespace {

constexpr double kStep = SurfaceProfile::kStep_mm;
constexpr double kAroundHalf_mm = 1.5;
constexpr double kEcho_mm = 1.0;  // thick
constexpr double kBrighter = 1.15;
constexpr double kShadow = 0.3;  // of the bone's echo
constexpr double kUnderEcho_mm = 3.0, kOverSecond_mm = 1.5;
constexpr double kNearest_mm = 12.0;  // beam depth of the second echo
constexpr double kShortest_mm = 4.0;
constexpr int kLongestGap = 2;  // columns
constexpr double kConfidence = 0.7;

struct Echo {
  double y_mm = 0.0;
  double grey = 0.0;
};

double grey_of(const LandmarkPicture& picture, double x_mm, double from_mm, double to_mm) {
  return picture.mean_grey({x_mm - kStep, from_mm, 2.0 * kStep, to_mm - from_mm}).value_or(0.0);
}

Echo brightest(const LandmarkPicture& picture, double x_mm, double around_mm) {
  Echo best;
  for (double y = around_mm - kAroundHalf_mm; y <= around_mm + kAroundHalf_mm; y += 0.5 * kStep) {
    const double grey = grey_of(picture, x_mm, y, y + kEcho_mm);
    if (grey > best.grey) best = {y, grey};
  }
  return best;
}

struct Lifted {
  int column = 0;
  double y_mm = 0.0;
};

// The bone of which this column shows the second echo.
std::optional<Lifted> first_echo(const LandmarkPicture& picture, int column) {
  const double x_mm = SurfaceProfile::x_mm(column), y_mm = picture.surface.depth_mm(column);
  if (picture.surface.beam_depth_mm(x_mm, y_mm) < kNearest_mm) return std::nullopt;
  const Eigen::Vector2d half = picture.surface.half_way_mm(x_mm, y_mm);
  const Echo first = brightest(picture, half.x(), half.y());
  const Echo second = brightest(picture, x_mm, y_mm);
  if (first.grey < kBrighter * second.grey) return std::nullopt;
  const double between = grey_of(picture, x_mm, first.y_mm + kUnderEcho_mm, y_mm - kOverSecond_mm);
  if (between > kShadow * first.grey) return std::nullopt;
  return Lifted{SurfaceProfile::column_of(half.x()), first.y_mm};
}

}  // namespace

void lift_double_echoes(const LandmarkPicture& picture, SurfaceProfile& surface) {
  std::vector<Lifted> all, run;
  int last = -1;
  const auto end_run = [&] {
    if (static_cast<double>(run.size()) * kStep >= kShortest_mm) {
      all.insert(all.end(), run.begin(), run.end());
    }
    run.clear();
  };
  for (int column = 0; column < surface.columns(); ++column) {
    const auto first = surface.has(column) ? first_echo(picture, column) : std::nullopt;
    if (!first) continue;
    if (column - last > kLongestGap + 1) end_run();
    run.push_back(*first);
    last = column;
  }
  end_run();
  for (const auto& place : all) surface.add(place.column, place.y_mm, kConfidence);
}

}  // namespace echolance
