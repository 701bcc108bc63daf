// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/scan_lines.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

constexpr int kMaxLines = 256;
constexpr int kMaxSamples = 256;
constexpr int kMinLines = 16;
constexpr int kMinSamples = 32;
constexpr double kFinestStep_mm = 0.17;  // about half the wavelength of a 5 MHz probe
constexpr double kAssumedDepth_mm = 45.0;
constexpr double kAssumedFanDepth_mm = 150.0;

bool same_pixels(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type()) {
    return false;
  }
  for (int row = 0; row < a.rows; ++row) {
    if (std::memcmp(a.ptr(row), b.ptr(row), static_cast<std::size_t>(a.cols) * a.elemSize()) != 0) {
      return false;
    }
  }
  return true;
}

bool same_fan(const FanGeometry& a, const FanGeometry& b) {
  return a.apex == b.apex && a.inner_radius_px == b.inner_radius_px &&
         a.outer_radius_px == b.outer_radius_px && a.half_angle_rad == b.half_angle_rad;
}

bool same_trapezoid(const TrapezoidGeometry& a, const TrapezoidGeometry& b) {
  return a.top_left == b.top_left && a.top_right == b.top_right && a.bottom_left == b.bottom_left &&
         a.bottom_right == b.bottom_right;
}

PixelPoint between(const PixelPoint& a, const PixelPoint& b, double part) {
  return {a.x_px + part * (b.x_px - a.x_px), a.y_px + part * (b.y_px - a.y_px)};
}

/// Lengths along and across the lines, px.
struct Extent {
  double depth_px = 0.0;
  double middle_width_px = 0.0;
};

Extent extent_of(const ImageRegion& region) {
  if (region.kind == RegionKind::kFan && region.fan) {
    const auto& fan = *region.fan;
    const double middle_px = 0.5 * (fan.inner_radius_px + fan.outer_radius_px);
    return {fan.outer_radius_px - fan.inner_radius_px, 2.0 * fan.half_angle_rad * middle_px};
  }
  if (region.kind == RegionKind::kTrapezoid && region.trapezoid) {
    const auto& t = *region.trapezoid;
    const double top_px = t.top_right.x_px - t.top_left.x_px;
    const double bottom_px = t.bottom_right.x_px - t.bottom_left.x_px;
    return {0.5 * (t.bottom_left.y_px + t.bottom_right.y_px - t.top_left.y_px - t.top_right.y_px),
            0.5 * (top_px + bottom_px)};
  }
  return {static_cast<double>(region.bounds_px.height),
          static_cast<double>(region.bounds_px.width)};
}

}  // namespace

bool ScanLines::same_region(const ImageRegion& region) const {
  if (region.kind != region_.kind || region.bounds_px != region_.bounds_px ||
      region.fan.has_value() != region_.fan.has_value() ||
      region.trapezoid.has_value() != region_.trapezoid.has_value()) {
    return false;
  }
  return (!region.fan || same_fan(*region.fan, *region_.fan)) &&
         (!region.trapezoid || same_trapezoid(*region.trapezoid, *region_.trapezoid)) &&
         same_pixels(region.mask, region_.mask);
}

bool ScanLines::prepare(const ImageRegion& region, const std::optional<PixelSpacing>& spacing,
                        cv::Size picture_px) {
  if (picture_px == picture_px_ && spacing == spacing_ && same_region(region)) {
    return usable_;
  }
  region_ = region;
  region_.mask = region.mask.clone();
  spacing_ = spacing;
  picture_px_ = picture_px;
  const cv::Rect picture({0, 0}, picture_px);
  usable_ = region.bounds_px.area() > 0 && (region.bounds_px & picture) == region.bounds_px &&
            (region.mask.empty() ||
             (region.mask.type() == CV_8UC1 && region.mask.size() == region.bounds_px.size()));
  if (usable_) {
    choose_grid();
    usable_ = line_count_ >= kMinLines && sample_count_ >= kMinSamples;
  }
  if (usable_) {
    build_tables();
  }
  return usable_;
}

void ScanLines::choose_grid() {
  const Extent extent = extent_of(region_);
  const bool fan = region_.kind == RegionKind::kFan && region_.fan;
  const double assumed_mm =
      (fan ? kAssumedFanDepth_mm : kAssumedDepth_mm) / std::max(1.0, extent.depth_px);
  scale_ = spacing_.value_or(PixelSpacing{assumed_mm, assumed_mm});
  const double beam_mm_per_px = fan ? scale_.mean_mm_per_px() : scale_.y_mm_per_px;
  const double across_mm_per_px = fan ? scale_.mean_mm_per_px() : scale_.x_mm_per_px;
  const double depth_mm = extent.depth_px * beam_mm_per_px;
  const double width_mm = extent.middle_width_px * across_mm_per_px;
  sample_mm_ = std::max({depth_mm / kMaxSamples, kFinestStep_mm, beam_mm_per_px});
  const double line_step_mm = std::max({width_mm / kMaxLines, sample_mm_, across_mm_per_px});
  sample_count_ = std::min(kMaxSamples, static_cast<int>(depth_mm / sample_mm_));
  line_count_ = std::min(kMaxLines, static_cast<int>(width_mm / line_step_mm));
  reduction_ = {std::max(1, static_cast<int>(line_step_mm / across_mm_per_px)),
                std::max(1, static_cast<int>(sample_mm_ / beam_mm_per_px))};
}

PixelPoint ScanLines::position(double line, double sample) const {
  const double across = (line + 0.5) / line_count_;
  const double along = (sample + 0.5) / sample_count_;
  if (region_.kind == RegionKind::kFan && region_.fan) {
    const auto& fan = *region_.fan;
    const double angle_rad = (2.0 * across - 1.0) * fan.half_angle_rad;
    const double radius_px =
        fan.inner_radius_px + along * (fan.outer_radius_px - fan.inner_radius_px);
    return {fan.apex.x_px + radius_px * std::sin(angle_rad),
            fan.apex.y_px + radius_px * std::cos(angle_rad)};
  }
  if (region_.kind == RegionKind::kTrapezoid && region_.trapezoid) {
    const auto& t = *region_.trapezoid;
    return between(between(t.top_left, t.top_right, across),
                   between(t.bottom_left, t.bottom_right, across), along);
  }
  const auto& box = region_.bounds_px;
  return {box.x + across * box.width - 0.5, box.y + along * box.height - 0.5};
}

void ScanLines::mark_inside(const cv::Mat& eroded_mask) {
  inside_.assign(static_cast<std::size_t>(line_count_), {});
  const auto is_inside = [&](int line, int sample) {
    const PixelPoint place = position(line, sample);
    const int x = static_cast<int>(std::lround(place.x_px)) - region_.bounds_px.x;
    const int y = static_cast<int>(std::lround(place.y_px)) - region_.bounds_px.y;
    return x >= 0 && y >= 0 && x < eroded_mask.cols && y < eroded_mask.rows &&
           eroded_mask.at<std::uint8_t>(y, x) != 0;
  };
  for (int line = 0; line < line_count_; ++line) {
    // The longest stretch inside: small holes of a mask (a mark, a letter) do not end a line.
    SampleRange range{sample_count_, 0};
    for (int sample = 0; sample < sample_count_; ++sample) {
      if (is_inside(line, sample)) {
        range.begin = std::min(range.begin, sample);
        range.end = sample + 1;
      }
    }
    inside_[static_cast<std::size_t>(line)] = range.end > range.begin ? range : SampleRange{};
  }
}

void ScanLines::build_tables() {
  cv::Mat mask(region_.bounds_px.size(), CV_8UC1, cv::Scalar(255));
  if (!region_.mask.empty()) {
    mask = region_.mask;
  }
  cv::Mat eroded;
  const cv::Mat footprint =
      cv::Mat::ones(2 * reduction_.height + 1, 2 * reduction_.width + 1, CV_8U);
  // Outside the picture counts as inside: a mask that reaches the border loses nothing there.
  cv::erode(mask, eroded, footprint, {-1, -1}, 1, cv::BORDER_REPLICATE);
  mark_inside(eroded);

  cv::Mat map(line_count_, sample_count_, CV_32FC2);
  for (int line = 0; line < line_count_; ++line) {
    const SampleRange range = inside_[static_cast<std::size_t>(line)];
    auto* row = map.ptr<cv::Vec2f>(line);
    for (int sample = 0; sample < sample_count_; ++sample) {
      const int nearest =
          range.size() > 0 ? std::clamp(sample, range.begin, range.end - 1) : sample;
      const PixelPoint place = position(line, nearest);
      row[sample] = {
          static_cast<float>((place.x_px - region_.bounds_px.x + 0.5) / reduction_.width - 0.5),
          static_cast<float>((place.y_px - region_.bounds_px.y + 0.5) / reduction_.height - 0.5)};
    }
  }
  cv::convertMaps(map, cv::noArray(), map_xy_, map_fraction_, CV_16SC2);

  line_mm_.resize(static_cast<std::size_t>(sample_count_));
  for (int sample = 0; sample < sample_count_; ++sample) {
    const double middle = 0.5 * line_count_;
    const Eigen::Vector2d step_px =
        position(middle + 0.5, sample).vector() - position(middle - 0.5, sample).vector();
    line_mm_[static_cast<std::size_t>(sample)] = static_cast<float>(
        std::hypot(step_px.x() * scale_.x_mm_per_px, step_px.y() * scale_.y_mm_per_px));
  }
}

void ScanLines::sample(const cv::Mat& grey, cv::Mat& lines) {
  cv::Rect box = region_.bounds_px;
  const cv::Size reduced(std::max(1, box.width / reduction_.width),
                         std::max(1, box.height / reduction_.height));
  box.width = reduced.width * reduction_.width;
  box.height = reduced.height * reduction_.height;
  cv::resize(grey(box & region_.bounds_px), reduced_, reduced, 0, 0, cv::INTER_AREA);
  cv::remap(reduced_, lines, map_xy_, map_fraction_, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
}

}  // namespace echolance
