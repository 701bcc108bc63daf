// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "bone_scenes.hpp"
#include "core/bone_surface.hpp"
#include "core/image_region.hpp"
#include "imaging/frame_landmarks.hpp"

namespace echolance::test {

/// A stretch of bone between two places across the picture, mm, with its depths at the ends and a
/// bulge towards the probe in its middle.
struct BoneStretch {
  double from_mm = 0.0, to_mm = 0.0;
  double from_depth_mm = 0.0, to_depth_mm = 0.0;
  double bulge_mm = 0.0;
};

/// A drawn picture with the surface that a perfect detector would find in it.
struct LowBackScene {
  double width_mm = 45.0;
  double depth_mm = 44.0;
  std::vector<BoneStretch> bones;
  std::vector<BoneStretch> shadows;  ///< dark from here on, no bone recognised
  std::vector<BoneStretch> bright;   ///< a line over tissue
};

struct DrawnScene {
  cv::Mat grey;
  ImageRegion region;
  std::optional<PixelSpacing> spacing;
  BoneSurface bone;

  [[nodiscard]] LandmarkScene scene() const { return {grey, region, spacing, bone}; }
};

[[nodiscard]] DrawnScene draw(const LowBackScene& scene);
[[nodiscard]] LowBackScene mirrored(const LowBackScene& scene);

/// What the views look like, from CLINICAL 1 and 2; ilium and sacrum with the lateral side left.
[[nodiscard]] LowBackScene iliac_spine();
[[nodiscard]] LowBackScene spinous_process();
[[nodiscard]] LowBackScene spinous_shadow();
[[nodiscard]] LowBackScene interlaminar_window();
[[nodiscard]] LowBackScene transverse_processes();
[[nodiscard]] LowBackScene laminae();
[[nodiscard]] LowBackScene sacrum_along();
[[nodiscard]] LowBackScene sacrum_across();
[[nodiscard]] LowBackScene long_bone_across();
[[nodiscard]] LowBackScene long_bone_along();

}  // namespace echolance::test
