// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace echolance {

/// Makes pictures smaller: each pixel of the result is the mean of the area it covers, with the
/// pixels on its border in part. The same as cv::resize with INTER_AREA to rounding, and several
/// times faster where the sizes do not divide.
/// Keeps tables and a row between calls with the same sizes; then it allocates nothing.
class AreaShrink {
 public:
  /// `from` CV_8UC1 or CV_32FC1, not empty; `to` becomes CV_32FC1 of `size`, not rounded. A larger
  /// `size` repeats pixels. Deterministic, one thread; 0.3 ms from 820x616 to 288x216.
  void apply(const cv::Mat& from, const cv::Size& size, cv::Mat& to);

 private:
  /// Source pixels that one pixel of the result covers, along one axis.
  struct Cover {
    int first = 0;
    int count = 0;
    int weights_from = 0;  ///< of the first one's weight; they sum up to 1
  };
  struct Axis {
    int from = 0;
    int to = 0;
    std::vector<Cover> covers;
    std::vector<float> weights;

    void prepare(int new_from, int new_to);
  };

  template <typename Pixel>
  void shrink(const cv::Mat& from, cv::Mat& to);

  Axis columns_, rows_;
  std::vector<float> row_;  ///< one row of the result at the source's width
};

}  // namespace echolance
