// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/image_region.hpp"

namespace echolance::testing {

constexpr double kDegree_rad = std::numbers::pi / 180.0;

/// Speckle: the magnitude of blurred complex noise, log-compressed; CV_8U, mean about `level`.
inline cv::Mat make_speckle(cv::Size size, double level, std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat real(size, CV_32F), imaginary(size, CV_32F), magnitude;
  random.fill(real, cv::RNG::NORMAL, 0.0, 1.0);
  random.fill(imaginary, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(real, real, {0, 0}, 2.0, 1.0);
  cv::GaussianBlur(imaginary, imaginary, {0, 0}, 2.0, 1.0);
  cv::magnitude(real, imaginary, magnitude);
  magnitude *= level / cv::mean(magnitude)[0];
  cv::Mat speckle;
  magnitude.convertTo(speckle, CV_8U);
  return speckle;
}

/// Keeps the pixels whose centre `inside` says to be in the region; `gain` maps depth to 0..1.
struct Scene {
  cv::Size size;
  std::function<bool(double x_px, double y_px)> inside;
  std::function<double(double y_px)> gain = [](double) { return 1.0; };
  double level = 70.0;
  std::uint64_t seed = 1;
};

inline cv::Mat render(const Scene& scene) {
  cv::Mat picture = make_speckle(scene.size, scene.level, scene.seed);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      uchar& pixel = picture.at<uchar>(y, x);
      pixel = scene.inside(x, y) ? cv::saturate_cast<uchar>(pixel * scene.gain(y)) : 0;
    }
  }
  return picture;
}

inline bool inside_fan(const FanGeometry& fan, double x_px, double y_px) {
  const double dx = x_px - fan.apex.x_px;
  const double dy = y_px - fan.apex.y_px;
  const double radius_px = std::hypot(dx, dy);
  return radius_px >= fan.inner_radius_px && radius_px <= fan.outer_radius_px &&
         std::abs(std::atan2(dx, dy)) <= fan.half_angle_rad;
}

inline Scene fan_scene(cv::Size size, const FanGeometry& fan, std::uint64_t seed = 1) {
  return {.size = size,
          .inside = [fan](double x, double y) { return inside_fan(fan, x, y); },
          .seed = seed};
}

inline Scene rectangle_scene(cv::Size size, const cv::Rect& rectangle, std::uint64_t seed = 1) {
  return {.size = size,
          .inside =
              [rectangle](double x, double y) {
                return rectangle.contains({static_cast<int>(x), static_cast<int>(y)});
              },
          .seed = seed};
}

inline Scene trapezoid_scene(cv::Size size, const TrapezoidGeometry& shape) {
  return {.size = size, .inside = [shape](double x, double y) {
            const double depth =
                (y - shape.top_left.y_px) / (shape.bottom_left.y_px - shape.top_left.y_px);
            return depth >= 0.0 && depth <= 1.0 &&
                   x >= std::lerp(shape.top_left.x_px, shape.bottom_left.x_px, depth) &&
                   x <= std::lerp(shape.top_right.x_px, shape.bottom_right.x_px, depth);
          }};
}

/// What a scanner's screen has around the picture: text, a ruler, a grey wedge, bars, a logo.
/// `free` is where the ultrasound is and stays untouched.
inline void draw_screen(cv::Mat& picture, const cv::Rect& free) {
  const cv::Scalar white = cv::Scalar::all(220);
  const auto text = [&](const std::string& words, cv::Point at, double size) {
    cv::putText(picture, words, at, cv::FONT_HERSHEY_SIMPLEX, size, white, 1, cv::LINE_AA);
  };
  const int right_px = picture.cols;
  const int bottom_px = picture.rows;
  cv::rectangle(picture, {0, 0}, {right_px, 40}, cv::Scalar::all(45), cv::FILLED);
  cv::rectangle(picture, {0, bottom_px - 50}, {right_px, bottom_px}, cv::Scalar::all(60),
                cv::FILLED);
  text("General Hospital  12/03/2024  10:22:31", {60, 28}, 0.7);
  text("MI 0.9  TIs 0.2", {right_px - 220, 28}, 0.6);
  text("Freeze   Depth   Gain   Focus   Print", {40, bottom_px - 18}, 0.7);
  cv::circle(picture, {28, 20}, 14, white, 2, cv::LINE_AA);
  for (int line = 0; line < 5 && free.br().x + 40 < right_px; ++line) {
    text("Frq 10", {free.br().x + 30, free.y + 40 + 26 * line}, 0.5);
  }
  for (int y = free.y; y < free.br().y; y += 40) {
    cv::line(picture, {free.br().x + 12, y}, {free.br().x + 20, y}, white, 1);
  }
  for (int y = 0; y < 120 && free.x > 50; ++y) {
    cv::line(picture, {free.x - 40, free.y + 20 + y}, {free.x - 24, free.y + 20 + y},
             cv::Scalar::all(250 - 2 * y), 1);
  }
  text("L", {free.x + 3, free.y - 6}, 0.6);
}

}  // namespace echolance::testing
