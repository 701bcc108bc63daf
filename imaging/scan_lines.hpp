// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "core/image_region.hpp"

namespace echolance {

/// Samples of one scan line that lie inside the region: [begin, end).
struct SampleRange {
  int begin = 0;
  int end = 0;

  [[nodiscard]] int size() const { return end - begin; }
};

/// The probe's own geometry: the region resampled so that row i is scan line i (left to right) and
/// column j is depth (from the probe away). Rectangle: columns of the picture. Trapezoid: lines
/// from top edge to bottom edge. Fan: beams from the inner arc to the outer one.
///
/// At most 256 lines of 256 samples, not finer than about 0.17 mm. Where the spacing is unknown the
/// scale is assumed from the region (45 mm deep, a fan 150 mm); it only chooses filter sizes then.
/// Tables are kept while region and spacing stay the same. Deterministic.
class ScanLines {
 public:
  /// Builds the tables where region, spacing or picture size changed. False where the region is
  /// too small to work on, or does not fit the picture.
  [[nodiscard]] bool prepare(const ImageRegion& region, const std::optional<PixelSpacing>& spacing,
                             cv::Size picture_px);

  /// grey: CV_8UC1, the whole picture. lines: CV_8UC1, line_count x sample_count; samples outside
  /// the region repeat the nearest one inside on the same line.
  void sample(const cv::Mat& grey, cv::Mat& lines);

  [[nodiscard]] int line_count() const { return line_count_; }
  [[nodiscard]] int sample_count() const { return sample_count_; }
  [[nodiscard]] double sample_mm() const { return sample_mm_; }
  /// Distance between neighbouring lines at each sample, mm.
  [[nodiscard]] const std::vector<float>& line_mm() const { return line_mm_; }
  [[nodiscard]] const std::vector<SampleRange>& inside() const { return inside_; }

  /// Where a (fractional) line and sample lie in the whole picture, px.
  [[nodiscard]] PixelPoint position(double line, double sample) const;
  /// Picture px to mm, assumed where the spacing is unknown.
  [[nodiscard]] const PixelSpacing& scale() const { return scale_; }

 private:
  [[nodiscard]] bool same_region(const ImageRegion& region) const;
  void choose_grid();
  void build_tables();
  void mark_inside(const cv::Mat& eroded_mask);

  ImageRegion region_;
  std::optional<PixelSpacing> spacing_;
  cv::Size picture_px_;
  bool usable_ = false;

  PixelSpacing scale_;
  int line_count_ = 0;
  int sample_count_ = 0;
  double sample_mm_ = 0.0;
  std::vector<float> line_mm_;
  std::vector<SampleRange> inside_;
  cv::Size reduction_;    ///< picture pixels averaged before resampling, against aliasing
  cv::Mat map_xy_;        ///< CV_16SC2, fixed point, into the reduced region
  cv::Mat map_fraction_;  ///< CV_16UC1
  cv::Mat reduced_;       ///< CV_8UC1
};

}  // namespace echolance
