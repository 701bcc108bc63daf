// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/region_shape.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "imaging/edge_votes.hpp"
#include "imaging/fan_fit.hpp"

namespace echolance {

namespace {

constexpr double kTolerance_px = 2.0;
// Leaning sides must explain this much more of the rows than upright ones.
constexpr double kLeaningGain_part = 0.1;

cv::Rect bounds_of(cv::Point2d low, cv::Point2d high, const EdgeProfile& profile) {
  // Edges lie between pixel centres: the first pixel inside -0.5 is 0.
  const int x0 = std::max(0, static_cast<int>(std::ceil(low.x - 1e-6)));
  const int y0 = std::max(0, static_cast<int>(std::ceil(low.y - 1e-6)));
  const int x1 = std::min(profile.width_px - 1, static_cast<int>(std::floor(high.x + 1e-6)));
  const int y1 = std::min(profile.height_px - 1, static_cast<int>(std::floor(high.y + 1e-6)));
  return {x0, y0, std::max(1, x1 - x0 + 1), std::max(1, y1 - y0 + 1)};
}

double part(int count, double of) {
  return of > 0.0 ? std::clamp(count / of, 0.0, 1.0) : 0.0;
}

/// Mean of the square roots: one dark edge lowers the confidence, it does not end it.
double confidence_of(std::initializer_list<double> parts) {
  double sum = 0.0;
  for (const double value : parts) sum += std::sqrt(value);
  return sum / static_cast<double>(parts.size());
}

enum class Side { kTop, kBottom };

/// The best level edge over the columns from `from_px` to `to_px`.
EdgeVote vote_for_level(const EdgeProfile& profile, Side side, double from_px, double to_px) {
  std::vector<EdgeOffset> offsets;
  for (const EdgePoint& point : side == Side::kTop ? profile.top : profile.bottom) {
    if (point.at.x() < from_px || point.at.x() > to_px) continue;
    offsets.push_back({side == Side::kTop ? point.at.y() : -point.at.y(), point.on_picture_border});
  }
  return vote_for_edge(offsets, BorderRule::kIsEdge, kTolerance_px);
}

ImageRegion fit_rectangle(const EdgeProfile& profile, const SideLines& sides) {
  const double left_px = sides.left.offset_px;
  const double right_px = -sides.right.offset_px;
  const EdgeVote top = vote_for_level(profile, Side::kTop, left_px, right_px);
  const EdgeVote bottom = vote_for_level(profile, Side::kBottom, left_px, right_px);
  ImageRegion region;
  region.kind = RegionKind::kRectangle;
  // The vote's offset is good to half a pixel: the edge lies on the nearest half.
  const auto half = [](double edge_px) { return std::floor(edge_px) + 0.5; };
  region.bounds_px = bounds_of({half(left_px), half(top.offset_px)},
                               {half(right_px), half(-bottom.offset_px)}, profile);
  region.confidence = confidence_of({part(sides.left.support, region.bounds_px.height),
                                     part(sides.right.support, region.bounds_px.height),
                                     part(top.support, region.bounds_px.width),
                                     part(bottom.support, region.bounds_px.width)});
  return region;
}

ImageRegion make_fan(const EdgeProfile& profile, const SideLines& sides, const FanFit& fit) {
  const FanGeometry fan = refine_fan(profile, fit.fan);
  const double sine = std::sin(fan.half_angle_rad);
  const double cosine = std::cos(fan.half_angle_rad);
  ImageRegion region;
  region.kind = RegionKind::kFan;
  region.fan = fan;
  region.bounds_px = bounds_of(
      {fan.apex.x_px - fan.outer_radius_px * sine, fan.apex.y_px + fan.inner_radius_px * cosine},
      {fan.apex.x_px + fan.outer_radius_px * sine, fan.apex.y_px + fan.outer_radius_px}, profile);
  const double side_px = (fan.outer_radius_px - fan.inner_radius_px) * cosine;
  region.confidence = confidence_of({part(sides.left.support + sides.left.cut_off, side_px),
                                     part(sides.right.support + sides.right.cut_off, side_px),
                                     part(fit.inner.support, 2.0 * fan.inner_radius_px * sine),
                                     part(fit.outer.support, 2.0 * fan.outer_radius_px * sine)});
  return region;
}

struct LevelEdges {
  EdgeVote top, bottom;
};

ImageRegion make_trapezoid(const EdgeProfile& profile, const SideLines& sides,
                           const LevelEdges& levels) {
  const double slope = std::tan(sides.half_angle_rad);
  const PixelPoint apex = sides.apex();
  const double top_px = levels.top.offset_px;
  const double bottom_px = -levels.bottom.offset_px;
  const auto corner = [&](double side, double y_px) {
    return PixelPoint{apex.x_px + side * slope * (y_px - apex.y_px), y_px};
  };
  ImageRegion region;
  region.kind = RegionKind::kTrapezoid;
  region.trapezoid = TrapezoidGeometry{corner(-1.0, top_px), corner(1.0, top_px),
                                       corner(-1.0, bottom_px), corner(1.0, bottom_px)};
  region.bounds_px = bounds_of({region.trapezoid->bottom_left.x_px, top_px},
                               {region.trapezoid->bottom_right.x_px, bottom_px}, profile);
  const double width_px = 2.0 * slope * (top_px - apex.y_px);
  const double height_px = bottom_px - top_px;
  region.confidence =
      confidence_of({part(sides.left.support, height_px), part(sides.right.support, height_px),
                     part(levels.top.support, width_px),
                     part(levels.bottom.support, 2.0 * slope * (bottom_px - apex.y_px))});
  return region;
}

/// Level edges between the side lines; the top is looked for in its upper half only.
LevelEdges find_levels(const EdgeProfile& profile, const FanGeometry& fan) {
  const double slope = std::tan(fan.half_angle_rad);
  const auto level = [&](Side side, double y_px) {
    const double half_px = slope * std::max(0.0, y_px - fan.apex.y_px);
    return vote_for_level(profile, side, fan.apex.x_px - half_px, fan.apex.x_px + half_px);
  };
  return {level(Side::kTop, fan.apex.y_px + fan.inner_radius_px),
          level(Side::kBottom, fan.apex.y_px + fan.outer_radius_px)};
}

/// The top decides between fan and trapezoid where it is clearly one of the two, else both ends.
bool is_trapezoid(const FanFit& fit, const LevelEdges& levels) {
  const double top_gain = levels.top.score() - fit.inner.score();
  const double top_px = std::max(fit.inner.support, levels.top.support);
  constexpr double kClear_part = 0.3;
  if (fit.inner.cut_off == 0 && std::abs(top_gain) > kClear_part * top_px) return top_gain > 0.0;
  return top_gain + levels.bottom.score() - fit.outer.score() > 0.0;
}

/// A fan or a trapezoid; nothing where the sides lean more than those of any trapezoid.
std::optional<ImageRegion> fit_leaning(const EdgeProfile& profile, const SideLines& sides) {
  constexpr double kWidestTrapezoid_rad = 0.7;
  const FanFit fit = fit_fan(profile, sides);
  const LevelEdges levels = find_levels(profile, fit.fan);
  if (!is_trapezoid(fit, levels)) return make_fan(profile, sides, fit);
  if (sides.half_angle_rad > kWidestTrapezoid_rad) return std::nullopt;
  return make_trapezoid(profile, sides, levels);
}

/// Columns of one row that lie inside the outline, px: those at least `inner_px` and at most
/// `outer_px` away from `middle_px`. None where outer is below inner.
struct RowSpan {
  double middle_px = 0.0, inner_px = 0.0, outer_px = -1.0;
};

RowSpan fan_span(const FanGeometry& fan, double y_px) {
  const double depth_px = y_px - fan.apex.y_px;
  if (depth_px <= 0.0 || depth_px > fan.outer_radius_px) return {};
  const auto arc_px = [&](double radius_px) {
    return std::sqrt(std::max(0.0, radius_px * radius_px - depth_px * depth_px));
  };
  return {fan.apex.x_px, arc_px(fan.inner_radius_px),
          std::min(arc_px(fan.outer_radius_px), depth_px * std::tan(fan.half_angle_rad))};
}

RowSpan trapezoid_span(const TrapezoidGeometry& shape, double y_px) {
  const double height_px = shape.bottom_left.y_px - shape.top_left.y_px;
  const double depth = (y_px - shape.top_left.y_px) / height_px;
  if (depth < 0.0 || depth > 1.0) return {};
  const double left_px = std::lerp(shape.top_left.x_px, shape.bottom_left.x_px, depth);
  const double right_px = std::lerp(shape.top_right.x_px, shape.bottom_right.x_px, depth);
  return {0.5 * (left_px + right_px), 0.0, 0.5 * (right_px - left_px)};
}

}  // namespace

ImageRegion fit_region_shape(const cv::Mat& content) {
  const EdgeProfile profile = make_edge_profile(content);
  const SideLines upright = vote_for_sides(profile, 0.0);
  const std::optional<SideLines> leaning = find_leaning_sides(profile);
  const double needed = kLeaningGain_part * 2.0 * static_cast<double>(profile.left.size());
  if (leaning && leaning->score() > upright.score() + needed) {
    const std::optional<ImageRegion> region = fit_leaning(profile, *leaning);
    if (region) return *region;
  }
  return fit_rectangle(profile, upright);
}

cv::Mat draw_region_mask(const ImageRegion& region) {
  cv::Mat mask(region.bounds_px.size(), CV_8U, cv::Scalar(255));
  if (region.kind == RegionKind::kRectangle) return mask;
  for (int y = 0; y < mask.rows; ++y) {
    const double y_px = y + region.bounds_px.y;
    const RowSpan span =
        region.fan ? fan_span(*region.fan, y_px) : trapezoid_span(*region.trapezoid, y_px);
    uchar* row = mask.ptr<uchar>(y);
    for (int x = 0; x < mask.cols; ++x) {
      const double away_px = std::abs(x + region.bounds_px.x - span.middle_px);
      row[x] = away_px >= span.inner_px && away_px <= span.outer_px ? 255 : 0;
    }
  }
  return mask;
}

}  // namespace echolance
