// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/find_region.hpp"

#include <fmt/format.h>

#include <opencv2/imgproc.hpp>

#include "imaging/burnt_in.hpp"
#include "imaging/region_content.hpp"
#include "imaging/region_shape.hpp"

namespace echolance {

namespace {

constexpr int kFramesUntilSettled = 32;
constexpr int kSmallestSide_px = 32;

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
  cv::Mat grey = picture;
  if (picture.channels() == 3) cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

/// `brightest` shows the extent of the echoes, `darkest` what never changes: text and rulers.
Result<ImageRegion> search_region(const cv::Mat& brightest, const cv::Mat& darkest) {
  return find_content(brightest).map([&](const cv::Mat& content) {
    ImageRegion region = fit_region_shape(content);
    region.mask = draw_region_mask(region);
    region.mask.setTo(0, find_burnt_in(darkest(region.bounds_px)));
    return region;
  });
}

Result<ImageRegion> search_safely(const cv::Mat& brightest, const cv::Mat& darkest) {
  try {
    return search_region(brightest, darkest);
  } catch (const std::exception& problem) {
    return fail(ErrorCode::kNoData, fmt::format("the ultrasound region could not be searched ({}); "
                                                "free memory and try again",
                                                problem.what()));
  }
}

}  // namespace

Result<ImageRegion> find_region(const cv::Mat& picture) {
  return to_grey(picture).and_then([](const cv::Mat& grey) { return search_safely(grey, grey); });
}

Result<ImageRegion> RegionFinder::update(const cv::Mat& picture) {
  if (picture.size() != size_ || picture.type() != type_) {
    *this = RegionFinder();
    size_ = picture.size();
    type_ = picture.type();
  }
  if (frames_seen_ >= kFramesUntilSettled && region_) return *region_;
  const Result<cv::Mat> grey = to_grey(picture);
  if (!grey) return tl::unexpected(grey.error());
  if (frames_seen_ == 0) {
    brightest_ = grey->clone();
    darkest_ = grey->clone();
  } else {
    cv::max(brightest_, *grey, brightest_);
    cv::min(darkest_, *grey, darkest_);
  }
  ++frames_seen_;
  if (is_power_of_two(frames_seen_) || !region_) {
    const Result<void> searched = search();
    if (!searched && !region_) return tl::unexpected(searched.error());
  }
  return *region_;
}

Result<void> RegionFinder::search() {
  return search_safely(brightest_, darkest_).map([this](ImageRegion region) {
    region_ = std::move(region);
  });
}

}  // namespace echolance
