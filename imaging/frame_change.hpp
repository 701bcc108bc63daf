// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>

#include "imaging/area_shrink.hpp"

namespace echolance {

/// How a frame relates to the one before it.
enum class FrameChange {
  kFirst,     ///< nothing before it
  kRepeated,  ///< the same scanner frame captured again (coding noise only)
  kNext,      ///< the scan went on
  kCut,       ///< another scene, depth or freeze released: history does not apply
};

/// Recognises repeated frames and scene cuts against the last distinct frame, of which it keeps a
/// sixteenth of the pixels.
///
/// Repeated: new echoes change speckle by a good part of its contrast, at least somewhere; coding
/// noise is low everywhere. So the 99th percentile of the differences of the lit pixels decides,
/// not their mean. A still scene repeats itself. Cut: after the best shift (within 6 % of the
/// width) what is left of the structure, without its large-scale brightness, does not correlate.
///
/// Input: 8-bit grey region of constant size (a change of size is a cut; an empty picture changes
/// nothing and is a repeat). Causal, deterministic, one thread; cost about 0.15 ms on 820x616 for a
/// distinct frame, half of that for a repeated one. Source: ours.
class FrameChangeDetector {
 public:
  [[nodiscard]] FrameChange update(const cv::Mat& grey);

 private:
  [[nodiscard]] FrameChange compare();
  void make_structure();

  cv::Size size_;        ///< of the pictures
  cv::Mat sample_;       ///< every fourth pixel of every fourth row, CV_8U
  cv::Mat last_sample_;  ///< of the last distinct frame
  AreaShrink shrink_;
  cv::Mat small_;           ///< the sample made small, CV_32F
  cv::Mat blurred_;         ///< its large-scale brightness
  cv::Mat structure_;       ///< small minus blurred
  cv::Mat last_structure_;  ///< of the last distinct frame
  cv::Mat match_;           ///< correlation per shift
};

}  // namespace echolance
