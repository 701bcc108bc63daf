// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "core/bone_surface.hpp"
#include "core/image_region.hpp"

namespace echolance::test {

/// Depth of an interface along scan line u (-1 left edge to 1 right edge), mm; empty: none there.
using DepthAlongLine = std::function<std::optional<double>(double)>;

/// A generated picture with truth: speckle, a bright line over a shadow, and disturbances.
struct BoneScene {
  double width_mm = 45.0;  ///< at the middle depth
  double depth_mm = 44.0;
  double mm_per_px = 0.1;
  DepthAlongLine bone;      ///< bright line, dark below
  DepthAlongLine fascia;    ///< bright line, tissue below
  DepthAlongLine darkness;  ///< no line, dark below: lost contact when 0
  unsigned seed = 7;
};

/// CV_8UC1, log-compressed speckle; columns of the picture are scan lines.
[[nodiscard]] cv::Mat draw_rectangle(const BoneScene& scene);

/// The same scene bent into a fan of 60 degrees, inner radius 40 mm; 0.2 mm per px. Outside: black.
struct FanPicture {
  cv::Mat grey;
  ImageRegion region;
  double mm_per_px = 0.2;
};
[[nodiscard]] FanPicture draw_fan(const BoneScene& scene);

[[nodiscard]] ImageRegion whole_picture(cv::Size size);

}  // namespace echolance::test
