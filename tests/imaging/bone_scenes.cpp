// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "bone_scenes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace echolance::test {
namespace {

constexpr double kEcho_mm = 0.35;   // one sigma of the echo's thickness
constexpr double kBehind_mm = 0.3;  // a pulse has length: its echo is brightest behind the surface

double line_echo(const std::optional<double>& interface_mm, double depth_mm) {
  if (!interface_mm) {
    return 0.0;
  }
  const double away = (depth_mm - *interface_mm - kBehind_mm) / kEcho_mm;
  return std::exp(-0.5 * away * away);
}

/// Amplitude of the scene at a line and depth, 1 for tissue.
double amplitude(const BoneScene& scene, double line, double depth_mm) {
  const auto at = [&](const DepthAlongLine& part) { return part ? part(line) : std::nullopt; };
  const auto bone = at(scene.bone);
  const auto darkness = at(scene.darkness);
  const bool shadowed = (bone && depth_mm > *bone) || (darkness && depth_mm > *darkness);
  const double tissue = shadowed ? 0.02 : 1.0;
  return tissue + 6.0 * line_echo(bone, depth_mm) + 6.0 * line_echo(at(scene.fascia), depth_mm);
}

/// Rayleigh speckle of mean 1, correlated over about 0.3 mm.
cv::Mat speckle(cv::Size size, double mm_per_px, unsigned seed) {
  cv::RNG random(seed);
  cv::Mat parts[2];
  for (auto& part : parts) {
    part.create(size, CV_32F);
    random.fill(part, cv::RNG::NORMAL, 0.0, 1.0);
    const double sigma = 0.2 / mm_per_px;
    cv::GaussianBlur(part, part, {}, 2.0 * sigma, sigma);
  }
  cv::Mat result;
  cv::magnitude(parts[0], parts[1], result);
  return result / cv::mean(result)[0];
}

std::uint8_t compress(double value) {
  // 50 dB of dynamic range, tissue at about 110 of 255.
  const double decibel = 20.0 * std::log10(std::max(value, 1e-6));
  return cv::saturate_cast<std::uint8_t>(110.0 + decibel * 255.0 / 50.0 * 0.85);
}

}  // namespace

cv::Mat draw_rectangle(const BoneScene& scene) {
  const cv::Size size(static_cast<int>(scene.width_mm / scene.mm_per_px),
                      static_cast<int>(scene.depth_mm / scene.mm_per_px));
  const cv::Mat noise = speckle(size, scene.mm_per_px, scene.seed);
  cv::Mat grey(size, CV_8U);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double line = 2.0 * (x + 0.5) / size.width - 1.0;
      const double value = amplitude(scene, line, (y + 0.5) * scene.mm_per_px);
      grey.at<std::uint8_t>(y, x) = compress(value * noise.at<float>(y, x));
    }
  }
  return grey;
}

FanPicture draw_fan(const BoneScene& scene) {
  FanPicture picture;
  const double inner_px = 40.0 / picture.mm_per_px;
  const double outer_px = inner_px + scene.depth_mm / picture.mm_per_px;
  const double half_rad = std::numbers::pi / 6.0;
  const double top_px = inner_px * std::cos(half_rad);
  const cv::Size size(static_cast<int>(2.0 * outer_px * std::sin(half_rad)) + 1,
                      static_cast<int>(outer_px - top_px) + 1);
  const FanGeometry fan{{0.5 * (size.width - 1), -top_px}, inner_px, outer_px, half_rad};
  picture.region.kind = RegionKind::kFan;
  picture.region.bounds_px = {{0, 0}, size};
  picture.region.fan = fan;
  picture.region.mask = cv::Mat::zeros(size, CV_8U);
  picture.region.confidence = 1.0;
  picture.grey = cv::Mat::zeros(size, CV_8U);
  const cv::Mat noise = speckle(size, picture.mm_per_px, scene.seed);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double radius_px = std::hypot(x - fan.apex.x_px, y - fan.apex.y_px);
      const double angle_rad = std::atan2(x - fan.apex.x_px, y - fan.apex.y_px);
      if (radius_px < inner_px || radius_px > outer_px || std::abs(angle_rad) > half_rad) {
        continue;
      }
      const double depth_mm = (radius_px - inner_px) * picture.mm_per_px;
      picture.region.mask.at<std::uint8_t>(y, x) = 255;
      picture.grey.at<std::uint8_t>(y, x) =
          compress(amplitude(scene, angle_rad / half_rad, depth_mm) * noise.at<float>(y, x));
    }
  }
  return picture;
}

ImageRegion whole_picture(cv::Size size) {
  ImageRegion region;
  region.bounds_px = {{0, 0}, size};
  region.mask = cv::Mat(size, CV_8U, cv::Scalar(255));
  region.confidence = 1.0;
  return region;
}

}  // namespace echolance::test
