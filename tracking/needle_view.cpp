// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_view.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

constexpr int kCoarseLongestSide_px = 160;
constexpr int kFineLongestSide_px = 288;
// The ridge filter of the fine scale is then 0.6 mm wide (standard deviation).
constexpr double kThickWorkPixel_mm = 0.4;
constexpr int kShortestThickSide_px = 48;
constexpr double kLeastCaliberRatio = 1.4;
constexpr RidgeScale kCoarseRidge{.sigma_px = 1.2, .neighbourhood_px = 31};
constexpr RidgeScale kFineRidge{.sigma_px = 1.5, .neighbourhood_px = 41};
// Reach of the ridge filter: no response is trusted this close to the region's border.
constexpr int kBorder_px = 3;
// Usual depths, for recordings whose pixel size is not known.
constexpr double kUsualLinearDepth_mm = 45.0;
constexpr double kUsualCurvedDepth_mm = 150.0;

cv::Size working_size(const cv::Size& region, int longest_side_px) {
  const double scale =
      std::min(1.0, static_cast<double>(longest_side_px) / std::max(region.width, region.height));
  return {std::max(1, cvRound(region.width * scale)), std::max(1, cvRound(region.height * scale))};
}

void make_mask(const cv::Mat& region_mask, NeedleScale& scale, int longest_side_px) {
  const cv::Size size = working_size(region_mask.size(), longest_side_px);
  cv::Mat small;
  cv::resize(region_mask, small, size, 0, 0, cv::INTER_AREA);
  cv::Mat inside = small > 200;
  cv::copyMakeBorder(inside, inside, 1, 1, 1, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
  const cv::Mat element =
      cv::getStructuringElement(cv::MORPH_RECT, {2 * kBorder_px + 1, 2 * kBorder_px + 1});
  cv::erode(inside, inside, element);
  inside(cv::Rect(1, 1, size.width, size.height)).convertTo(scale.mask, CV_32F, 1.0 / 255.0);
  scale.px_per_work_px = static_cast<double>(region_mask.cols) / size.width;
}

/// Whether two masks mark the same pixels. Regions share one mask from frame to frame, which then
/// needs no look at its pixels: while a copy is kept its storage holds nothing else.
bool is_same(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size()) return false;
  return a.data == b.data || cv::norm(a, b, cv::NORM_INF) == 0.0;
}

}  // namespace

void NeedleView::load(const cv::Mat& grey, const ImageRegion& region,
                      const std::optional<PixelSpacing>& spacing) {
  bounds_px_ = region.bounds_px;
  grey_ = grey(bounds_px_);
  region_mask_ = region.mask;
  spacing_known_ = spacing.has_value();
  const double usual_depth_mm =
      region.kind == RegionKind::kFan ? kUsualCurvedDepth_mm : kUsualLinearDepth_mm;
  mm_per_px_ = spacing ? spacing->mean_mm_per_px() : usual_depth_mm / bounds_px_.height;
  update_masks();
}

void NeedleView::update_masks() {
  const int longest_px = std::max(bounds_px_.width, bounds_px_.height);
  const int thick_side_px = cvRound(longest_px * mm_per_px_ / kThickWorkPixel_mm);
  const int fine_side_px =
      caliber_ == NeedleCaliber::kUsual
          ? kFineLongestSide_px
          : std::min(longest_px, std::max(thick_side_px, kShortestThickSide_px));
  if (masked_fine_side_px_ == fine_side_px && is_same(masked_region_, region_mask_)) return;
  make_mask(region_mask_, coarse_, std::min(kCoarseLongestSide_px, fine_side_px));
  make_mask(region_mask_, fine_, fine_side_px);
  masked_region_ = region_mask_;
  masked_fine_side_px_ = fine_side_px;
}

bool NeedleView::differs_from_usual() const {
  const int longest_px = std::max(bounds_px_.width, bounds_px_.height);
  const int usual_side_px = std::min(longest_px, kFineLongestSide_px);
  return caliber_ == NeedleCaliber::kThick &&
         kLeastCaliberRatio * masked_fine_side_px_ < usual_side_px;
}

void NeedleView::compute_fine() {
  fine_shrink_.apply(grey_, fine_.mask.size(), fine_.picture);
  compute_ridge_tensor(fine_.picture, fine_.mask, kFineRidge, fine_buffers_, fine_.ridge);
}

void NeedleView::compute_coarse() {
  coarse_shrink_.apply(fine_.picture, coarse_.mask.size(), coarse_.picture);
  compute_ridge_tensor(coarse_.picture, coarse_.mask, kCoarseRidge, coarse_buffers_, coarse_.ridge);
}

bool NeedleView::inside(const Eigen::Vector2d& point) const {
  const int x = cvRound(point.x());
  const int y = cvRound(point.y());
  return x >= 0 && y >= 0 && x < region_mask_.cols && y < region_mask_.rows &&
         region_mask_.at<std::uint8_t>(y, x) != 0;
}

}  // namespace echolance
