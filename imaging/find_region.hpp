// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "core/error.hpp"
#include "core/image_region.hpp"

namespace echolance {

/// Finds the ultrasound picture inside a picture that may hold text, rulers, logos and black
/// borders, and its shape.
/// Input: 8-bit, 1 or 3 channels (BGR), any size. Output px of that picture. Deterministic.
/// kNoData where there is no ultrasound to be found (empty, uniform or text only).
[[nodiscard]] Result<ImageRegion> find_region(const cv::Mat& picture);

/// Finds the region over the first frames of a recording and keeps it: more frames show more of a
/// dark sector than one does. The picture content changes, the region does not.
class RegionFinder {
 public:
  /// Takes the frame's pixels into account while the region is not settled, and returns the best
  /// region so far. Cost: find_region on each of the first frames, then nothing.
  [[nodiscard]] Result<ImageRegion> update(const cv::Mat& picture);

 private:
  cv::Mat brightest_;  ///< per-pixel maximum of the frames so far, same type as the picture
  ImageRegion region_;
  int frames_seen_ = 0;
  int frames_at_last_search_ = 0;
};

}  // namespace echolance
