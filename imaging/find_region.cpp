// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/find_region.hpp"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <opencv2/imgproc.hpp>

#include "imaging/burnt_in.hpp"
#include "imaging/grey_image.hpp"
#include "imaging/region_content.hpp"
#include "imaging/region_shape.hpp"

namespace echolance {

namespace {

constexpr int kFramesUntilSettled = 32;
constexpr int kSmallestSide_px = 32;

// Larger pictures are searched at a whole fraction of their size: no scanner has more pixels of its
// own, and speckle that is drawn larger looks flat close by.
constexpr int kLargestSide_px = 1400;

bool is_power_of_two(int value) {
  return (value & (value - 1)) == 0;
}

Result<cv::Mat> to_grey(const cv::Mat& picture) {
  if (picture.empty()) {
    return fail(ErrorCode::kNoData, "the picture is empty; give one with pixels");
  }
  if (picture.type() != CV_8UC1 && picture.type() != CV_8UC3) {
    return fail(ErrorCode::kUnsupportedFormat,
                fmt::format("the picture has {} channels of depth code {}; convert it to 8-bit "
                            "grey or BGR",
                            picture.channels(), picture.depth()));
  }
  if (picture.rows < kSmallestSide_px || picture.cols < kSmallestSide_px) {
    return fail(ErrorCode::kNoData,
                fmt::format("a picture of {} x {} px is too small to hold ultrasound; give one of "
                            "at least {} px",
                            picture.cols, picture.rows, kSmallestSide_px));
  }
  return grey_of(picture);
}

int reduction_of(const cv::Size& size) {
  return (std::max(size.width, size.height) + kLargestSide_px - 1) / kLargestSide_px;
}

cv::Mat reduced(const cv::Mat& grey, int factor) {
  if (factor == 1) return grey;
  cv::Mat small;
  const cv::Rect whole_blocks(0, 0, grey.cols / factor * factor, grey.rows / factor * factor);
  cv::resize(grey(whole_blocks), small, {grey.cols / factor, grey.rows / factor}, 0.0, 0.0,
             cv::INTER_AREA);
  return small;
}

PixelPoint enlarged(const PixelPoint& point, int factor) {
  return {(point.x_px + 0.5) * factor - 0.5, (point.y_px + 0.5) * factor - 0.5};
}

/// The region of a reduced picture in the picture itself.
ImageRegion enlarged(const ImageRegion& small, int factor) {
  if (factor == 1) return small;
  ImageRegion region = small;
  region.bounds_px = {small.bounds_px.tl() * factor, small.bounds_px.size() * factor};
  if (region.fan) {
    region.fan->apex = enlarged(small.fan->apex, factor);
    region.fan->inner_radius_px *= factor;
    region.fan->outer_radius_px *= factor;
  }
  if (region.trapezoid) {
    for (PixelPoint* corner : {&region.trapezoid->top_left, &region.trapezoid->top_right,
                               &region.trapezoid->bottom_left, &region.trapezoid->bottom_right}) {
      *corner = enlarged(*corner, factor);
    }
  }
  region.mask = draw_region_mask(region);
  cv::Mat left_out = draw_region_mask(small) & ~small.mask;
  cv::resize(left_out, left_out, region.mask.size(), 0.0, 0.0, cv::INTER_NEAREST);
  region.mask.setTo(0, left_out);
  return region;
}

Result<ImageRegion> fit_content(const cv::Mat& grey, ContentSensitivity sensitivity) {
  return find_content(grey, sensitivity).map(fit_region_shape);
}

/// A second look with all faint levels where the first one found little and the picture allows it.
Result<ImageRegion> fit_picture(const cv::Mat& grey) {
  constexpr double kDoubtful = 0.6;
  Result<ImageRegion> usual = fit_content(grey, ContentSensitivity::kUsual);
  if ((usual && usual->confidence >= kDoubtful) || !has_clean_background(grey)) return usual;
  Result<ImageRegion> sensitive = fit_content(grey, ContentSensitivity::kHighest);
  if (!sensitive || (usual && usual->confidence >= sensitive->confidence)) return usual;
  return sensitive;
}

/// `average` shows the extent of the echoes, `darkest` what never changes: text and rulers.
Result<ImageRegion> search_region(const cv::Mat& average, const cv::Mat& darkest) {
  return fit_picture(average).map([&](ImageRegion region) {
    region.mask = draw_region_mask(region);
    region.mask.setTo(0, find_burnt_in(darkest(region.bounds_px)));
    return region;
  });
}

Result<ImageRegion> search_safely(const cv::Mat& average, const cv::Mat& darkest) {
  try {
    return search_region(average, darkest);
  } catch (const std::exception& problem) {
    return fail(ErrorCode::kNoData, fmt::format("the ultrasound region could not be searched ({}); "
                                                "free memory and try again",
                                                problem.what()));
  }
}

/// Whether two regions differ by more than a few pixels: a region that trembles would make every
/// later stage start over.
bool differ(const ImageRegion& a, const ImageRegion& b) {
  constexpr double kTremble_px = 3.0;
  const auto apart = [](double one, double other) { return std::abs(one - other) > kTremble_px; };
  if (a.kind != b.kind || apart(a.bounds_px.x, b.bounds_px.x) ||
      apart(a.bounds_px.y, b.bounds_px.y) || apart(a.bounds_px.br().x, b.bounds_px.br().x) ||
      apart(a.bounds_px.br().y, b.bounds_px.br().y)) {
    return true;
  }
  return a.fan &&
         (apart(a.fan->apex.x_px, b.fan->apex.x_px) || apart(a.fan->apex.y_px, b.fan->apex.y_px) ||
          apart(a.fan->inner_radius_px, b.fan->inner_radius_px) ||
          apart(a.fan->outer_radius_px, b.fan->outer_radius_px));
}

/// Whether anything outside the region has lit up between two averages: more than a cursor or a
/// clock is large.
bool lights_up_outside(const ImageRegion& region, const cv::Mat& before, const cv::Mat& now) {
  constexpr int kChange = 3;  // grey levels
  constexpr double kNew_part = 0.0005;
  cv::Mat changed;
  cv::absdiff(before, now, changed);
  changed(region.bounds_px).setTo(0, region.mask);
  return cv::countNonZero(changed > kChange) > kNew_part * static_cast<double>(changed.total());
}

}  // namespace

Result<ImageRegion> find_region(const cv::Mat& picture) {
  return to_grey(picture).and_then([](const cv::Mat& grey) {
    const int factor = reduction_of(grey.size());
    const cv::Mat small = reduced(grey, factor);
    return search_safely(small, small).map([&](const ImageRegion& region) {
      return enlarged(region, factor);
    });
  });
}

Result<ImageRegion> RegionFinder::update(const cv::Mat& picture) {
  if (picture.size() != size_ || picture.type() != type_) {
    *this = RegionFinder();
    size_ = picture.size();
    type_ = picture.type();
  }
  if (frames_seen_ >= kFramesUntilSettled && region_) return reported_;
  const Result<cv::Mat> grey = to_grey(picture);
  if (!grey) return tl::unexpected(grey.error());
  add(reduced(*grey, reduction_of(size_)));
  if (is_power_of_two(frames_seen_) || !region_) {
    const Result<void> searched = search();
    if (!searched && !region_) return tl::unexpected(searched.error());
  }
  return reported_;
}

void RegionFinder::add(const cv::Mat& grey) {
  if (frames_seen_ == 0) {
    squares_ = cv::Mat::zeros(grey.size(), CV_32F);
    darkest_ = grey.clone();
  }
  cv::accumulateSquare(grey, squares_);
  cv::min(darkest_, grey, darkest_);
  ++frames_seen_;
}

Result<void> RegionFinder::search() {
  cv::Mat average;
  cv::sqrt(squares_ / frames_seen_, average);
  average.convertTo(average, CV_8U);
  constexpr double kSure = 0.9;
  const bool sure = region_ && region_->confidence >= kSure;
  if (sure && !lights_up_outside(*region_, searched_, average)) return {};
  searched_ = average;
  return search_safely(average, darkest_).map([this](ImageRegion region) {
    if (region_ && !differ(*region_, region)) return;
    reported_ = enlarged(region, reduction_of(size_));
    region_ = std::move(region);
  });
}

}  // namespace echolance
