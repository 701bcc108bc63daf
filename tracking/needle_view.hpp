// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "core/image_region.hpp"
#include "imaging/area_shrink.hpp"
#include "tracking/ridge_tensor.hpp"

namespace echolance {

/// One scale of the region as the needle search works on it.
struct NeedleScale {
  double px_per_work_px = 1.0;  ///< picture pixels per working pixel
  cv::Mat picture;              ///< CV_32F grey levels
  cv::Mat mask;                 ///< CV_32F, 1 where the ridge filter sees tissue only
  RidgeTensor ridge;

  /// Between px of the region and working px; pixel centres are whole numbers in both.
  [[nodiscard]] Eigen::Vector2d to_work(const Eigen::Vector2d& region_px) const {
    return (region_px.array() + 0.5) / px_per_work_px - 0.5;
  }
  [[nodiscard]] Eigen::Vector2d to_region(const Eigen::Vector2d& work_px) const {
    return (work_px.array() + 0.5) * px_per_work_px - 0.5;
  }
};

/// The width of the echo looked for. Needle echoes are mostly 2 to 5 fine pixels wide, because beam
/// width grows with depth and the usual scales with the region. Biopsy needles close to a
/// high-frequency probe give lumpy echoes 1.5 to 3 mm wide, for which there is a scale in mm.
enum class NeedleCaliber { kUsual, kThick };

/// The ultrasound region of one frame at the two scales of the needle search: coarse to find lines
/// anywhere, fine to place them. For a thick needle the two are the same.
class NeedleView {
 public:
  explicit NeedleView(NeedleCaliber caliber = NeedleCaliber::kUsual) : caliber_(caliber) {}

  /// Loads a frame. `grey` CV_8UC1 whole picture; spacing where known, else a usual depth for the
  /// kind of region is assumed (only lengths in thresholds depend on it).
  void load(const cv::Mat& grey, const ImageRegion& region,
            const std::optional<PixelSpacing>& spacing);

  /// Ridge tensors over the whole region; the fine one is needed for any search.
  void compute_coarse();
  void compute_fine();

  [[nodiscard]] NeedleCaliber caliber() const { return caliber_; }
  /// Whether this caliber's echoes are clearly wider than the usual ones in the loaded frame; in
  /// pictures of deep regions the usual scales hold the thickest needles too.
  [[nodiscard]] bool differs_from_usual() const;

  [[nodiscard]] const NeedleScale& coarse() const { return coarse_; }
  [[nodiscard]] const NeedleScale& fine() const { return fine_; }
  /// The fine picture as the ridge filter smooths it, CV_32F grey levels.
  [[nodiscard]] const cv::Mat& smooth_picture() const { return fine_buffers_.smooth; }
  [[nodiscard]] const cv::Mat& grey() const { return grey_; }  ///< region, CV_8UC1, full resolution
  [[nodiscard]] const cv::Mat& region_mask() const { return region_mask_; }
  [[nodiscard]] double mm_per_px() const { return mm_per_px_; }
  [[nodiscard]] bool spacing_known() const { return spacing_known_; }
  [[nodiscard]] cv::Rect bounds_px() const { return bounds_px_; }

  /// True where a point, px of the region, lies on ultrasound.
  [[nodiscard]] bool inside(const Eigen::Vector2d& point) const;

 private:
  void update_masks();

  NeedleCaliber caliber_;
  cv::Mat grey_, region_mask_;
  cv::Rect bounds_px_;
  double mm_per_px_ = 0.1;
  bool spacing_known_ = false;
  NeedleScale coarse_, fine_;
  RidgeTensorBuffers coarse_buffers_, fine_buffers_;
  AreaShrink fine_shrink_, coarse_shrink_;
  cv::Mat masked_region_;        ///< the mask the two scale masks were made from
  int masked_fine_side_px_ = 0;  ///< and the longest side of the fine one
};

}  // namespace echolance
