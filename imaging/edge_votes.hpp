// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace echolance {

/// A place on the border between content and surroundings, half a pixel outside the outermost
/// content pixel, px.
struct EdgePoint {
  Eigen::Vector2d at = Eigen::Vector2d::Zero();
  bool on_picture_border = false;  ///< the content runs out of the picture here
};

/// The outermost content of each row and column that has any.
struct EdgeProfile {
  std::vector<EdgePoint> left, right;  ///< one per row
  std::vector<EdgePoint> top, bottom;  ///< one per column
  int width_px = 0;
  int height_px = 0;
};

[[nodiscard]] EdgeProfile make_edge_profile(const cv::Mat& content);

/// One edge point's place across a family of parallel lines or concentric arcs, px; smaller is
/// further outside.
struct EdgeOffset {
  double offset_px = 0.0;
  bool on_picture_border = false;
};

/// What the picture border means to an edge: it may be the edge itself, or only hide it.
enum class BorderRule { kIsEdge, kHidesEdge };

struct EdgeVote {
  double offset_px = 0.0;
  int support = 0;     ///< points on the edge
  int cut_off = 0;     ///< points at the picture border that the edge lies beyond
  int violations = 0;  ///< points outside the edge
  [[nodiscard]] double score() const { return support + cut_off - 2.0 * violations; }
};

/// The offset with the best score; support needs `tolerance_px`. Ties go to the outermost.
[[nodiscard]] EdgeVote vote_for_edge(const std::vector<EdgeOffset>& offsets, BorderRule rule,
                                     double tolerance_px);

}  // namespace echolance
