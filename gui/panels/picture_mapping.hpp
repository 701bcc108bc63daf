// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

#include "core/geometry.hpp"

namespace echolance {

/// A rectangle of pictures or screens, px.
struct PixelBox {
  Eigen::Vector2d low = Eigen::Vector2d::Zero();
  Eigen::Vector2d high = Eigen::Vector2d::Ones();

  [[nodiscard]] Eigen::Vector2d size() const { return high - low; }
  [[nodiscard]] Eigen::Vector2d centre() const { return 0.5 * (low + high); }
};

/// What of a picture is shown: enlarged `zoom` times about the middle, then moved by `pan_px` on
/// the screen.
struct ZoomPan {
  double zoom = 1.0;
  Eigen::Vector2d pan_px = Eigen::Vector2d::Zero();
};
inline constexpr double kLeastZoom = 0.5;
inline constexpr double kMostZoom = 20.0;

/// Where places of a picture are on the screen. A picture's pixel (0, 0) is the centre of its top
/// left pixel, as everywhere; a screen's (0, 0) is a corner.
class PictureMapping {
 public:
  PictureMapping() = default;
  /// Shows the box (px of the picture, from edge to edge: -0.5 .. width - 0.5) as large as it fits
  /// into `area`, in the middle. `pixel_aspect`: height of a pixel through its width.
  PictureMapping(const PixelBox& picture, const PixelBox& area, double pixel_aspect = 1.0,
                 const ZoomPan& view = {});

  [[nodiscard]] Eigen::Vector2d to_screen(const PixelPoint& place) const;
  [[nodiscard]] PixelPoint to_picture(const Eigen::Vector2d& screen) const;
  /// Screen px of a length of 1 px along x.
  [[nodiscard]] double scale() const { return scale_.x(); }
  [[nodiscard]] const Eigen::Vector2d& scales() const { return scale_; }

 private:
  Eigen::Vector2d origin_ = Eigen::Vector2d::Zero();  // screen place of (0, 0)
  Eigen::Vector2d scale_ = Eigen::Vector2d::Ones();
};

/// The whole of a picture of that size.
[[nodiscard]] PixelBox whole_picture(int width_px, int height_px);

/// The view after zooming by `factor` so that the place under the mouse stays there; the zoom is
/// kept within its limits.
[[nodiscard]] ZoomPan zoom_about(const ZoomPan& view, const PixelBox& area,
                                 const Eigen::Vector2d& mouse, double factor);

/// Length between two places, mm.
[[nodiscard]] double length_mm(const PixelPoint& from, const PixelPoint& to,
                               const PixelSpacing& spacing);

}  // namespace echolance
