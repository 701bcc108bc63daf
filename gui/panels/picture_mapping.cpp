// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/picture_mapping.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

using Eigen::Vector2d;

PictureMapping::PictureMapping(const PixelBox& picture, const PixelBox& area, double pixel_aspect,
                               const ZoomPan& view) {
  const double aspect = std::clamp(pixel_aspect, 0.1, 10.0);
  const Vector2d size = picture.size().cwiseMax(1e-6);
  const Vector2d room = area.size().cwiseMax(1.0);
  const double fit = std::min(room.x() / size.x(), room.y() / (aspect * size.y()));
  const double zoom = std::clamp(view.zoom, kLeastZoom, kMostZoom);
  scale_ = Vector2d(1.0, aspect) * (fit * zoom);
  origin_ = area.centre() + view.pan_px - picture.centre().cwiseProduct(scale_);
}

Vector2d PictureMapping::to_screen(const PixelPoint& place) const {
  return origin_ + place.vector().cwiseProduct(scale_);
}

PixelPoint PictureMapping::to_picture(const Vector2d& screen) const {
  const Vector2d place = (screen - origin_).cwiseQuotient(scale_);
  return {place.x(), place.y()};
}

PixelBox whole_picture(int width_px, int height_px) {
  return {{-0.5, -0.5}, {std::max(1, width_px) - 0.5, std::max(1, height_px) - 0.5}};
}

ZoomPan zoom_about(const ZoomPan& view, const PixelBox& area, const Vector2d& mouse,
                   double factor) {
  const double before = std::clamp(view.zoom, kLeastZoom, kMostZoom);
  const double after = std::clamp(before * factor, kLeastZoom, kMostZoom);
  const Vector2d from_middle = mouse - area.centre();
  return {after, from_middle + (view.pan_px - from_middle) * (after / before)};
}

double length_mm(const PixelPoint& from, const PixelPoint& to, const PixelSpacing& spacing) {
  return std::hypot((to.x_px - from.x_px) * spacing.x_mm_per_px,
                    (to.y_px - from.y_px) * spacing.y_mm_per_px);
}

}  // namespace echolance
