// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "low_back_scenes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace echolance::test {
namespace {

constexpr double kMm_per_px = 0.15;

std::optional<double> depth_at(const BoneStretch& stretch, double x_mm) {
  if (x_mm < stretch.from_mm || x_mm > stretch.to_mm) return std::nullopt;
  const double part = (x_mm - stretch.from_mm) / (stretch.to_mm - stretch.from_mm);
  return stretch.from_depth_mm + part * (stretch.to_depth_mm - stretch.from_depth_mm) -
         4.0 * stretch.bulge_mm * part * (1.0 - part);
}

std::optional<double> shallowest(const std::vector<BoneStretch>& stretches, double x_mm) {
  std::optional<double> best;
  for (const auto& stretch : stretches) {
    const auto depth = depth_at(stretch, x_mm);
    if (depth && (!best || *depth < *best)) best = depth;
  }
  return best;
}

DepthAlongLine along(const std::vector<BoneStretch>& stretches, double width_mm) {
  return [stretches, width_mm](double line) {
    return shallowest(stretches, 0.5 * (line + 1.0) * width_mm);
  };
}

}  // namespace

DrawnScene draw(const LowBackScene& scene) {
  BoneScene picture;
  picture.width_mm = scene.width_mm;
  picture.depth_mm = scene.depth_mm;
  picture.mm_per_px = kMm_per_px;
  picture.bone = along(scene.bones, scene.width_mm);
  picture.darkness = along(scene.shadows, scene.width_mm);
  picture.fascia = along(scene.bright, scene.width_mm);
  DrawnScene drawn;
  drawn.grey = draw_rectangle(picture);
  drawn.region = whole_picture(drawn.grey.size());
  drawn.spacing = PixelSpacing{kMm_per_px, kMm_per_px};
  for (double x_mm = 0.0; x_mm < scene.width_mm - kMm_per_px; x_mm += 0.3) {
    const auto depth_mm = shallowest(scene.bones, x_mm);
    if (!depth_mm) continue;
    drawn.bone.points.push_back({{x_mm / kMm_per_px, *depth_mm / kMm_per_px}, {0.0, -1.0}, 1.0});
  }
  return drawn;
}

LowBackScene mirrored(const LowBackScene& scene) {
  LowBackScene result = scene;
  for (auto* stretches : {&result.bones, &result.shadows, &result.bright}) {
    for (auto& stretch : *stretches) {
      stretch = {scene.width_mm - stretch.to_mm, scene.width_mm - stretch.from_mm,
                 stretch.to_depth_mm, stretch.from_depth_mm, stretch.bulge_mm};
    }
    std::reverse(stretches->begin(), stretches->end());
  }
  return result;
}

LowBackScene iliac_spine() {
  LowBackScene scene;
  scene.bones = {
      {0.0, 14.0, 23.0, 12.5, 0.0}, {14.0, 22.5, 12.5, 13.0, 1.2}, {23.0, 45.0, 24.0, 26.0, 0.5}};
  return scene;
}

// Laminae on both sides of the midline.
LowBackScene laminae_across(double inner_mm, double inner_depth_mm) {
  LowBackScene scene;
  scene.width_mm = 80.0;
  scene.depth_mm = 60.0;
  scene.bones = {{14.0, 40.0 - inner_mm, 37.0, inner_depth_mm, 1.0},
                 {40.0 + inner_mm, 66.0, inner_depth_mm, 37.0, 1.0}};
  return scene;
}

LowBackScene spinous_process() {
  LowBackScene scene = laminae_across(3.5, 33.0);
  scene.bones.insert(scene.bones.begin() + 1, {37.5, 42.5, 13.0, 13.0, 0.8});
  return scene;
}

LowBackScene spinous_shadow() {
  LowBackScene scene = laminae_across(6.0, 34.0);
  scene.shadows = {{36.5, 43.5, 14.0, 14.0, 0.0}};
  return scene;
}

LowBackScene interlaminar_window() {
  LowBackScene scene;
  scene.width_mm = 80.0;
  scene.depth_mm = 70.0;
  scene.bones = {
      {10.0, 29.0, 38.0, 36.0, 2.0}, {31.0, 49.0, 53.0, 53.0, 0.0}, {51.0, 70.0, 36.0, 38.0, 2.0}};
  scene.bright = {{31.0, 49.0, 33.0, 33.0, 0.0}};
  return scene;
}

LowBackScene transverse_processes() {
  LowBackScene scene;
  scene.width_mm = 110.0;
  scene.depth_mm = 60.0;
  for (const double at_mm : {10.0, 42.0, 75.0}) {
    scene.bones.push_back({at_mm, at_mm + 10.0, 38.0, 38.0, 2.5});
  }
  return scene;
}

LowBackScene laminae() {
  LowBackScene scene;
  scene.width_mm = 110.0;
  scene.depth_mm = 70.0;
  for (const double at_mm : {6.0, 39.0, 72.0}) {
    scene.bones.push_back({at_mm, at_mm + 22.0, 40.0, 43.0, 1.5});
    scene.bones.push_back({at_mm + 22.5, at_mm + 32.5, 57.0, 57.0, 0.0});
  }
  return scene;
}

LowBackScene sacrum_along() {
  LowBackScene scene = laminae();
  scene.bones = {
      {4.0, 24.0, 42.0, 42.0, 1.5}, {37.0, 57.0, 42.0, 42.0, 1.5}, {68.0, 110.0, 36.0, 22.0, 0.0}};
  return scene;
}

LowBackScene sacrum_across() {
  LowBackScene scene;
  scene.width_mm = 60.0;
  scene.bones = {{2.0, 18.0, 27.0, 24.0, 0.0}, {25.0, 60.0, 24.0, 24.0, 0.0}};
  return scene;
}

LowBackScene long_bone_across() {
  LowBackScene scene;
  scene.bones = {{10.0, 36.0, 26.0, 26.0, 11.0}};
  return scene;
}

LowBackScene long_bone_along() {
  LowBackScene scene;
  scene.bones = {{0.0, 45.0, 20.0, 23.0, 0.0}};
  return scene;
}

}  // namespace echolance::test
