// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <optional>

#include "core/geometry.hpp"

namespace echolance {

/// Shape of the ultrasound picture inside the whole picture.
enum class RegionKind { kRectangle, kFan, kTrapezoid };

[[nodiscard]] const char* to_string(RegionKind kind);

/// The fan of a curved probe. Beams start on the inner arc and run away from the apex.
///
///            apex
///             +            half angle: from the vertical through the apex
///          __/ \__         to either edge, rad
///         /inner  \        radii from the apex, px
///        /         \       (pixels are taken as square)
///        \__outer__/
struct FanGeometry {
  PixelPoint apex;
  double inner_radius_px = 0.0;
  double outer_radius_px = 0.0;
  double half_angle_rad = 0.0;
};

/// A virtual-convex linear probe: straight top, edges leaning outwards. Corners in the picture, px.
struct TrapezoidGeometry {
  PixelPoint top_left, top_right, bottom_left, bottom_right;
};

/// Where the ultrasound is in the picture.
struct ImageRegion {
  RegionKind kind = RegionKind::kRectangle;
  cv::Rect bounds_px;  ///< smallest upright rectangle that holds the region, in the picture
  std::optional<FanGeometry> fan;              ///< when kind is kFan
  std::optional<TrapezoidGeometry> trapezoid;  ///< when kind is kTrapezoid
  cv::Mat mask;             ///< CV_8U, size of bounds_px: 255 where there is ultrasound
  double confidence = 0.0;  ///< 0..1: how well the picture bears the shape out

  /// The pixel size turned into Image coordinates of a place in the picture: mm from the centre
  /// of the region's top-left pixel.
  [[nodiscard]] Point<space::Image> to_image(const PixelPoint& point,
                                             const PixelSpacing& spacing) const;
};

}  // namespace echolance
