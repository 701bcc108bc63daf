// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/image_region.hpp"

namespace echolance {

const char* to_string(RegionKind kind) {
  switch (kind) {
    case RegionKind::kRectangle:
      return "rectangle";
    case RegionKind::kFan:
      return "fan";
    case RegionKind::kTrapezoid:
      return "trapezoid";
  }
  return "unknown";
}

Point<space::Image> ImageRegion::to_image(const PixelPoint& point,
                                          const PixelSpacing& spacing) const {
  return {Eigen::Vector3d((point.x_px - bounds_px.x) * spacing.x_mm_per_px,
                          (point.y_px - bounds_px.y) * spacing.y_mm_per_px, 0.0)};
}

}  // namespace echolance
