// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cmath>

#include "gui/panels/picture_mapping.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;

const PixelBox kArea{{100.0, 50.0}, {900.0, 650.0}};

TEST(PictureMapping, GoesThereAndBackAtAnyZoom) {
  for (const double zoom : {0.7, 1.0, 3.5}) {
    const PictureMapping mapping(whole_picture(820, 616), kArea, 1.3, {zoom, {31.0, -12.0}});
    for (const PixelPoint place : {PixelPoint{0.0, 0.0}, {819.0, 615.0}, {-40.5, 700.25}}) {
      const PixelPoint back = mapping.to_picture(mapping.to_screen(place));
      EXPECT_NEAR(back.x_px, place.x_px, 1e-9);
      EXPECT_NEAR(back.y_px, place.y_px, 1e-9);
    }
  }
}

TEST(PictureMapping, ShowsTheWholePictureFromEdgeToEdgeInTheMiddle) {
  const PictureMapping mapping(whole_picture(400, 100), kArea);
  EXPECT_NEAR(mapping.scale(), 2.0, 1e-12);
  const Vector2d corner = mapping.to_screen({-0.5, -0.5});
  EXPECT_NEAR(corner.x(), 100.0, 1e-9);
  EXPECT_NEAR(corner.y(), 250.0, 1e-9);
  // The centre of the first pixel is half a pixel inside.
  EXPECT_NEAR(mapping.to_screen({0.0, 0.0}).x(), 101.0, 1e-9);
}

TEST(PictureMapping, KeepsShapesWherePixelsAreNotSquare) {
  // 2 px along y are as long as 1 px along x: y must be half as large on the screen.
  const PictureMapping mapping(whole_picture(200, 200), kArea, 0.5);
  EXPECT_NEAR(mapping.scales().y(), 0.5 * mapping.scales().x(), 1e-12);
}

TEST(PictureMapping, ZoomKeepsThePlaceUnderTheMouse) {
  const PixelBox picture = whole_picture(300, 200);
  const Vector2d mouse(333.0, 444.0);
  ZoomPan view{1.2, {14.0, -30.0}};
  for (const double factor : {1.15, 2.0, 0.4}) {
    const PixelPoint before = PictureMapping(picture, kArea, 1.0, view).to_picture(mouse);
    view = zoom_about(view, kArea, mouse, factor);
    const PixelPoint after = PictureMapping(picture, kArea, 1.0, view).to_picture(mouse);
    EXPECT_NEAR(after.x_px, before.x_px, 1e-9);
    EXPECT_NEAR(after.y_px, before.y_px, 1e-9);
  }
}

TEST(PictureMapping, ZoomStaysWithinItsLimits) {
  ZoomPan view;
  for (int i = 0; i < 50; ++i) view = zoom_about(view, kArea, {200.0, 200.0}, 2.0);
  EXPECT_LE(view.zoom, kMostZoom);
  for (int i = 0; i < 80; ++i) view = zoom_about(view, kArea, {200.0, 200.0}, 0.5);
  EXPECT_GE(view.zoom, kLeastZoom);
  EXPECT_TRUE(view.pan_px.allFinite());
}

TEST(PictureMapping, MeasuresWithBothPixelSizes) {
  EXPECT_NEAR(length_mm({0.0, 0.0}, {30.0, 40.0}, {0.1, 0.2}), std::hypot(3.0, 8.0), 1e-12);
}

}  // namespace
}  // namespace echolance
