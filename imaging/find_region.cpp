// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/find_region.hpp"
namespace echolance {
Result<ImageRegion> find_region(const cv::Mat& p) {
  ImageRegion r;
  r.bounds_px = {0, 0, p.cols, p.rows};
  r.mask = cv::Mat(p.size(), CV_8U, 255.0);
  r.confidence = 1;
  return r;
}
Result<ImageRegion> RegionFinder::update(const cv::Mat& p) {
  return find_region(p);
}
}  // namespace echolance
