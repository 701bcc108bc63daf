// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "core/image_region.hpp"
#include "core/landmark.hpp"
#include "imaging/surface_profile.hpp"

namespace echolance {

/// A picture with its surface, in Image space; not owned.
struct LandmarkPicture {
  const cv::Mat& grey;  ///< CV_8UC1, whole picture
  const SurfaceProfile& surface;

  /// Mean grey value of an upright rectangle in Image space, over its part inside the region;
  /// nothing where less than half of it is inside.
  [[nodiscard]] std::optional<double> mean_grey(const cv::Rect2d& box_mm) const;
};

/// A place found as part of a layout.
struct LayoutPoint {
  LandmarkKind kind = LandmarkKind::kPsis;
  double x_mm = 0.0;  ///< Image
  double y_mm = 0.0;
  double std_mm = 0.0;
  double confidence = 1.0;  ///< that it is this, if the layout is right
};

/// One reading of a picture: a view, how well the surface fits it (0..1), and its landmarks.
struct Layout {
  PlanarView view = PlanarView::kUnknown;
  double fit = 0.0;
  std::vector<LayoutPoint> points;
};

/// The best reading of each view so far.
class LayoutTable {
 public:
  void clear();
  /// Takes the place of the view's reading when it fits better.
  void offer(Layout&& layout);
  [[nodiscard]] const Layout& best(PlanarView view) const {
    return layouts_[static_cast<std::size_t>(view)];
  }
  [[nodiscard]] Layout& best(PlanarView view) { return layouts_[static_cast<std::size_t>(view)]; }

 private:
  std::array<Layout, kPlanarViewCount> layouts_;
};

/// 0 up to `none_below`, 1 from `full_from` to `full_to`, 0 from `none_above` on; even between.
struct SoftRange {
  double none_below, full_from, full_to, none_above;
  [[nodiscard]] double holds(double value) const;
};

/// Readings of the surface, each tried in both directions where it has one. Dimensions: CLINICAL 1
/// and 2 (PSIS cap, foramina, vertebral spacing, facets), with room for oblique planes.
void read_ilium(const LandmarkPicture& picture, LayoutTable& table);
void read_sacrum(const LandmarkPicture& picture, LayoutTable& table);
void read_transverse_spine(const LandmarkPicture& picture, LayoutTable& table);
void read_sagittal_spine(const LandmarkPicture& picture, LayoutTable& table);

}  // namespace echolance
