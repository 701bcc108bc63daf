// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/phantom_layer.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

namespace {

constexpr double kDarkest_db = 30.0;  // below its full brightness when it has not yet come
constexpr double kWaves_per_mm = 0.22;

// 0 before the layer has come at `along_mm`, 1 when it is all there.
double brightness_share(const PhantomLayer& layer, int index, double along_mm, double length_mm) {
  if (layer.last_coming_frame < layer.first_coming_frame) return 1.0;
  const double frames = std::max(1, layer.last_coming_frame - layer.first_coming_frame);
  const double share = (index - layer.first_coming_frame) / frames;
  if (layer.front_width_mm <= 0.0) return std::clamp(share, 0.0, 1.0);
  const double front_mm = share * (length_mm + layer.front_width_mm);
  return std::clamp((front_mm - along_mm) / layer.front_width_mm, 0.0, 1.0);
}

}  // namespace

void draw_phantom_layer(const PhantomOptions& options, int index, cv::Mat& echo) {
  const auto& layer = *options.layer;
  const double sigma_mm = layer.width_mm / 2.355;
  const double length_mm = echo.cols * options.mm_per_px;
  for (int x = 0; x < echo.cols; ++x) {
    const int from_edge_px = layer.entry_side == EntrySide::kLeft ? x : echo.cols - 1 - x;
    const double along_mm = from_edge_px * options.mm_per_px;
    const double wave_at_mm = along_mm + layer.along_mm_per_frame * index;
    const double row_mm = layer.depth_mm + along_mm * std::tan(layer.angle_rad) +
                          layer.wave_mm * std::sin(kWaves_per_mm * wave_at_mm) +
                          layer.down_mm_per_frame * index;
    const double share = brightness_share(layer, index, along_mm, length_mm);
    const double level_db = layer.brightness_db - kDarkest_db * (1.0 - share);
    const auto gain = static_cast<float>(std::pow(10.0, level_db / 20.0));
    for (int y = 0; y < echo.rows; ++y) {
      const double off = (y * options.mm_per_px - row_mm) * std::cos(layer.angle_rad) / sigma_mm;
      if (std::abs(off) > 5.0) continue;
      echo.at<cv::Vec2f>(y, x)[0] += gain * static_cast<float>(std::exp(-0.5 * off * off));
    }
  }
}

}  // namespace echolance
