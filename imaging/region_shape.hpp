// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "core/image_region.hpp"

namespace echolance {

/// Fits the outline of a B-mode picture to marked content: two side lines that lean outwards by the
/// same angle, closed by arcs about their intersection (fan) or by straight lines (trapezoid,
/// rectangle). Each line and arc is the one that most outermost content lies on and least content
/// lies outside of; content that is missing inside (a dark sector) costs nothing. Where content
/// runs into the picture's border the outline is cut off there.
///
/// Input: CV_8U, 255 where there is content; not all zero. Output: kind, geometry, bounds and
/// confidence; the mask is left empty. Deterministic. Source: ours.
[[nodiscard]] ImageRegion fit_region_shape(const cv::Mat& content);

/// CV_8U, size of the region's bounds: 255 where a pixel's centre lies inside its outline.
[[nodiscard]] cv::Mat draw_region_mask(const ImageRegion& region);

}  // namespace echolance
