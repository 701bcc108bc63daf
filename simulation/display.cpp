// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/display.hpp"
#include "simulation/fast_loops.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

// White lies this far above muscle at gain 0.
constexpr double kWhite_db = 36.0;
// Scanners stop raising the gain where only noise is left: the noise stays this far below muscle.
constexpr double kNoiseUnderMuscle_db = 22.0;

// A third of a wavelength there and back.
double grain_mm(double frequency_mhz) {
  return 0.66 * 1.54 / frequency_mhz;
}

// log2 of a positive number, error below 0.01. Mantissa by a parabola through 1 and 2.
float quick_log2(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto exponent = static_cast<float>(static_cast<int>(bits >> 23) - 127);
  const float m = std::bit_cast<float>((bits & 0x007fffffU) | 0x3f800000U);
  return exponent + (-m / 3.0F + 2.0F) * m - 5.0F / 3.0F;
}

PictureGeometry picture_geometry(const PolarGrid& grid, const cv::Size& size_px) {
  PictureGeometry geometry;
  geometry.size_px = size_px;
  const double depth = grid.depth_mm();
  double width = grid.line_step * (grid.lines - 1);
  double above = 0.0;
  if (grid.shape == ArrayShape::kCurved) {
    const double half = 0.5 * width;
    above = grid.radius_mm * (1.0 - std::cos(half));
    width = 2.0 * (grid.radius_mm + depth) * std::sin(half);
  }
  geometry.mm_per_px =
      std::max((depth + above) / (size_px.height - 1), width / (size_px.width - 1));
  geometry.face_px = {0.5 * (size_px.width - 1), above / geometry.mm_per_px};
  return geometry;
}

}  // namespace

Display::Display(const PolarGrid& grid, const ScannerSettings& settings, double frequency_mhz)
    : grid_(grid), geometry_(picture_geometry(grid, settings.size_px)) {
  smoothing_ = settings.smoothing;
  // About a speckle grain, and not less than a pixel.
  along_sigma_ = std::max(grain_mm(frequency_mhz), 0.45 * geometry_.mm_per_px) / grid.sample_mm;
  across_sigma_ = 1.2;
  const double grey_per_db = 255.0 / settings.dynamic_range_db;
  // Ten decibels a decade of power; the logarithm is taken of the amplitude squared.
  grey_per_octave_ = static_cast<float>(grey_per_db * 10.0 * std::log10(2.0));
  const double most_db = -settings.noise_db - kNoiseUnderMuscle_db;
  for (int i = 0; i < grid.samples; ++i) {
    const double depth_cm = 0.1 * i * grid.sample_mm;
    const double tgc_db =
        std::min(2.0 * settings.tgc_db_per_cm_mhz * frequency_mhz * depth_cm, most_db);
    const double db = tgc_db + settings.gain_db - kWhite_db + settings.dynamic_range_db;
    offset_.push_back(static_cast<float>(grey_per_db * db));
  }
  cv::Mat x(settings.size_px, CV_32FC1);
  cv::Mat y(settings.size_px, CV_32FC1);
  for (int row = 0; row < settings.size_px.height; ++row) {
    for (int column = 0; column < settings.size_px.width; ++column) {
      const auto place =
          grid_.polar(static_cast<float>((column - geometry_.face_px.x_px) * geometry_.mm_per_px),
                      static_cast<float>((row - geometry_.face_px.y_px) * geometry_.mm_per_px));
      x.at<float>(row, column) = place.depth_mm / grid_.sample_mm;
      y.at<float>(row, column) = place.line;
    }
  }
  cv::convertMaps(x, y, map_, map_rest_, CV_16SC2);
}

ECHOLANCE_FAST_LOOPS
void Display::compress(const float* envelope, std::uint8_t* grey) const {
  const float* offset = offset_.data();
  const float per_octave = grey_per_octave_;
  const int samples = grid_.samples;  // bytes may alias anything but what is local
  for (int i = 0; i < samples; ++i) {
    const float power = envelope[i] * envelope[i] + 1e-20F;
    // Whole first: comparing floats would keep the loop off wide registers.
    const int value = static_cast<int>(per_octave * quick_log2(power) + offset[i] + 0.5F);
    grey[i] = static_cast<std::uint8_t>(std::min(std::max(value, 0), 255));
  }
}

void Display::smooth(const cv::Mat& grey, cv::Mat& smoothed) const {
  if (smoothing_ <= 0.0) {
    grey.copyTo(smoothed);
    return;
  }
  const auto taps = [](double sigma) { return 2 * static_cast<int>(std::ceil(2.0 * sigma)) + 1; };
  cv::GaussianBlur(grey, smoothed, cv::Size(taps(along_sigma_), taps(across_sigma_)), along_sigma_,
                   across_sigma_, cv::BORDER_REPLICATE);
  cv::addWeighted(grey, 1.0 - smoothing_, smoothed, smoothing_, 0.0, smoothed);
}

void Display::convert(const cv::Mat& grey, cv::Mat& picture) const {
  cv::remap(grey, picture, map_, map_rest_, cv::INTER_LINEAR, cv::BORDER_CONSTANT, 0);
}

PixelPoint Display::pixel(float line, float depth_mm) const {
  const Eigen::Vector3f place = grid_.origin(line) + depth_mm * grid_.direction(line);
  return {geometry_.face_px.x_px + place.x() / geometry_.mm_per_px,
          geometry_.face_px.y_px + place.y() / geometry_.mm_per_px};
}

}  // namespace echolance
