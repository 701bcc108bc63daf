// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/phantom_needle.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

namespace {

constexpr double kReverberationBelow_mm = 1.2;
constexpr double kTipEdge_mm = 0.25;  // how sharply the echo ends at the tip
constexpr double kShortest_mm = 0.5;  // less of a needle than this is no needle

std::vector<NeedleLength> default_lengths(const PhantomOptions& options) {
  const int n = options.frames;
  return {{n / 8, 0.0},
          {n / 2, options.needle->default_length_mm},
          {(n * 5) / 8, options.needle->default_length_mm},
          {(n * 7) / 8, 0.0}};
}

double length_at_mm(const PhantomOptions& options, int index) {
  const auto lengths =
      options.needle->lengths.empty() ? default_lengths(options) : options.needle->lengths;
  if (index <= lengths.front().frame) return lengths.front().length_mm;
  for (std::size_t i = 1; i < lengths.size(); ++i) {
    if (index > lengths[i].frame) continue;
    const auto& a = lengths[i - 1];
    const auto& b = lengths[i];
    const double part = static_cast<double>(index - a.frame) / std::max(1, b.frame - a.frame);
    return a.length_mm + part * (b.length_mm - a.length_mm);
  }
  return lengths.back().length_mm;
}

bool out_of_plane(const NeedleScript& needle, int index) {
  return index >= needle.out_of_plane_first_frame && index <= needle.out_of_plane_last_frame;
}

double echo_length_mm(const NeedleScript& needle, int index, double length_mm) {
  return out_of_plane(needle, index) ? length_mm * (1.0 - needle.out_of_plane_fraction) : length_mm;
}

// The axis in needle coordinates, mm: origin at the entry, u to the inside, v downwards.
struct AxisPlace {
  double along_mm, across_mm;
};

AxisPlace place_on_axis(const NeedleScript& needle, double u_mm, double v_mm) {
  const double c = std::cos(needle.angle_rad);
  const double s = std::sin(needle.angle_rad);
  const double along = u_mm * c + v_mm * s;
  const double across = -u_mm * s + v_mm * c;
  if (!std::isfinite(needle.bend_radius_mm)) return {along, across};
  // Circle that leaves the entry along the axis; a negative radius mirrors it across the axis.
  const double mirror = needle.bend_radius_mm > 0.0 ? 1.0 : -1.0;
  const double radius = std::abs(needle.bend_radius_mm);
  const double to_centre = radius - mirror * across;
  return {radius * std::atan2(along, to_centre), mirror * (radius - std::hypot(along, to_centre))};
}

PixelPoint point_at(const PhantomOptions& options, double along_mm) {
  const auto& needle = *options.needle;
  double along = along_mm;
  double across = 0.0;
  if (std::isfinite(needle.bend_radius_mm)) {
    along = needle.bend_radius_mm * std::sin(along_mm / needle.bend_radius_mm);
    across = needle.bend_radius_mm * (1.0 - std::cos(along_mm / needle.bend_radius_mm));
  }
  const double c = std::cos(needle.angle_rad);
  const double s = std::sin(needle.angle_rad);
  const double u_px = (along * c - across * s) / options.mm_per_px;
  const double v_px = (needle.entry_depth_mm + along * s + across * c) / options.mm_per_px;
  const double right_px = options.size_px.width - 1.0;
  return {needle.entry_side == EntrySide::kLeft ? u_px : right_px - u_px, v_px};
}

// Slow brightness changes along the shaft that move with the needle, about 0.6 to 1.3.
double shaft_texture(double from_tip_mm) {
  return 1.0 + 0.2 * std::sin(2.1 * from_tip_mm) + 0.12 * std::sin(5.3 * from_tip_mm + 1.0);
}

double needle_echo(const NeedleScript& needle, AxisPlace place, double length_mm,
                   double echo_length_mm) {
  const double sigma_mm = needle.width_mm / 2.355;
  const double across = place.across_mm / sigma_mm;
  if (place.along_mm < -1.0 || std::abs(across) > 5.0) return 0.0;
  const double end = 0.5 * std::erfc((place.along_mm - echo_length_mm) / kTipEdge_mm);
  return std::exp(-0.5 * across * across) * end * shaft_texture(length_mm - place.along_mm);
}

}  // namespace

std::optional<NeedleTruth> phantom_needle_truth(const PhantomOptions& options, int index) {
  const double length_mm = length_at_mm(options, index);
  if (length_mm < kShortest_mm) return std::nullopt;
  NeedleTruth truth;
  truth.tip = point_at(options, length_mm);
  truth.shaft = point_at(options, 0.0);
  truth.angle_rad =
      std::atan2(truth.tip.y_px - truth.shaft.y_px, truth.tip.x_px - truth.shaft.x_px);
  const double seen_mm = echo_length_mm(*options.needle, index, length_mm);
  truth.visible = seen_mm >= kShortest_mm;
  truth.tip_visible = truth.visible && seen_mm >= length_mm;
  return truth;
}

void draw_phantom_needle(const PhantomOptions& options, int index, cv::Mat& echo) {
  const auto& needle = *options.needle;
  const double length_mm = length_at_mm(options, index);
  const double seen_mm = echo_length_mm(needle, index, length_mm);
  if (length_mm < kShortest_mm || seen_mm < kShortest_mm) return;
  const double gain = std::pow(10.0, needle.brightness_db / 20.0);
  const double copy_gain = gain * std::pow(10.0, needle.reverberation_db / 20.0);
  for (int y = 0; y < echo.rows; ++y) {
    const double v_mm = y * options.mm_per_px - needle.entry_depth_mm;
    auto* row = echo.ptr<cv::Vec2f>(y);
    for (int x = 0; x < echo.cols; ++x) {
      const int from_edge_px = needle.entry_side == EntrySide::kLeft ? x : echo.cols - 1 - x;
      const double u_mm = from_edge_px * options.mm_per_px;
      const auto place = place_on_axis(needle, u_mm, v_mm);
      const auto copy = place_on_axis(needle, u_mm, v_mm - kReverberationBelow_mm);
      row[x][0] += static_cast<float>(gain * needle_echo(needle, place, length_mm, seen_mm) +
                                      copy_gain * needle_echo(needle, copy, length_mm, seen_mm));
    }
  }
}

}  // namespace echolance
