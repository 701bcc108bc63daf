// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>

#include "core/error.hpp"
#include "core/image_region.hpp"

namespace echolance {

/// Finds the ultrasound picture inside a picture that may hold text, rulers, logos and black
/// borders, and its shape. The mask leaves out text and rulers burnt into it where they can be
/// told from echoes.
/// Input: 8-bit, 1 or 3 channels (BGR), any size; above 1400 px it is searched at a whole fraction
/// of its size. Output px of that picture. Deterministic. kNoData where there is no ultrasound to
/// be found (empty, uniform or text only); kUnsupportedFormat for other pixel types.
[[nodiscard]] Result<ImageRegion> find_region(const cv::Mat& picture);

/// Finds the region over the first frames of a recording and keeps it: more frames show more of a
/// dark sector than one does. The picture content changes, the region does not.
class RegionFinder {
 public:
  /// Takes the frame's pixels into account while the region is not settled (32 frames), and returns
  /// the best region so far. Looks again at frames 1, 2, 4, 8, 16 and 32 of a picture size, and
  /// searches anew where the region is doubtful or something outside it has lit up since; after
  /// that it costs nothing. A new finding within 3 px of the old one is left aside. A picture of
  /// another size or type starts over. While no region has been found, each frame is searched.
  /// Errors as find_region; an error forgets nothing.
  [[nodiscard]] Result<ImageRegion> update(const cv::Mat& picture);

 private:
  void add(const cv::Mat& grey);
  [[nodiscard]] Result<void> search();

  // The root mean square shows what was lit in one frame only, yet coding noise beside an edge does
  // not add up in it as it does in a maximum.
  cv::Mat squares_;   ///< sum of the squared grey levels of the frames so far, CV_32F
  cv::Mat darkest_;   ///< per-pixel minimum of the frames so far, grey
  cv::Mat searched_;  ///< the average at the last search, grey
  std::optional<ImageRegion> region_;  ///< of the frames as searched
  ImageRegion reported_;               ///< the same in the picture
  cv::Size size_;
  int type_ = -1;
  int frames_seen_ = 0;
};

}  // namespace echolance
