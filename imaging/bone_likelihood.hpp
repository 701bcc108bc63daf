// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "imaging/scan_lines.hpp"

namespace echolance {

/// How much each sample of each scan line looks like the near surface of bone: as bright as tissue
/// or brighter, a ridge, and nothing but shadow below it on the same line.
///
///   score = a bright + b dark + c ridge - near field - threshold
///   bright = log(grey / expected)   dark = log(expected / below)
///
/// "expected" is what tissue shows at that depth where nothing shades it, lowered on lines that
/// were dim all the way (lost contact). "below" joins mean, texture and the brightest thing below.
/// All are ratios of grey values, so gain drops out and time gain hardly matters. Buffers are kept
/// between calls. Deterministic. Source: ours, after the ridge and shadow costs of LITERATURE B.
class BoneLikelihood {
 public:
  /// lines: CV_8UC1 as ScanLines::sample gives. The result (CV_32FC1, same size, rows are lines) is
  /// positive where bone is likely; samples shallower than smallest_depth_mm, too close to the end
  /// of their line or outside the region are far below zero. Valid until the next call.
  const cv::Mat& compute(const cv::Mat& lines, const ScanLines& geometry, double smallest_depth_mm);

  /// The result of the last call.
  [[nodiscard]] const cv::Mat& score() const { return score_; }
  /// Ridge strength 0..1 of the last call, CV_32FC1, same size.
  [[nodiscard]] const cv::Mat& ridge() const { return ridge_; }
  /// Grey over expected tissue of the last call: above 1 is brighter than tissue at that depth.
  [[nodiscard]] float level(int line, int sample) const;
  /// Its logarithm.
  [[nodiscard]] float brightness(int line, int sample) const;

 private:
  /// Filter sizes in samples.
  struct Sizes {
    int block = 1;
    int echo_tail = 1;
    int near_below = 1;
    float reach_fade = 1.0F;  ///< per sample
    int first = 0;            ///< samples from the start of a line that are not scored
    int last = 0;             ///< and from its end
  };

  void mark_picture(const cv::Mat& lines, const ScanLines& geometry);
  void normalise(const cv::Mat& lines);
  void measure_ridge(const ScanLines& geometry);
  void expect_tissue(const ScanLines& geometry);
  void look_above(int line, const SampleRange& inside);
  void look_below(int line, const SampleRange& inside, const Sizes& sizes);
  void score_line(int line, const SampleRange& inside, const Sizes& sizes);

  std::vector<SampleRange> inside_;  ///< per line, as far as there is a picture
  std::vector<int> ends_;
  cv::Mat relative_;  ///< grey over tissue level; the maps are CV_32FC1, lines x samples
  cv::Mat smooth_;    ///< at the scale of an echo
  cv::Mat wide_;      ///< at the scale that averages speckle
  cv::Mat ridge_;
  cv::Mat wide_ridge_;
  cv::Mat score_;
  std::vector<float> expected_, near_field_;                      ///< per sample
  std::vector<float> sum_, squares_, brightest_, lit_, scratch_;  ///< one line's, per sample
  std::vector<float> below_, log_grey_, log_below_, log_expected_;
};

}  // namespace echolance
