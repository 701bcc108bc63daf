// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/region_content.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace echolance {

namespace {

constexpr int kFlatRange = 1;         // grey levels inside a 5x5 window of a drawn surface
constexpr int kAboveBackground = 3;   // grey levels; coding noise of a black border stays below
constexpr int kSaturated = 250;       // echoes at the top of the scale are flat but no panel
constexpr double kSolid_part = 0.03;  // of the picture's shorter side: more than a line of text
constexpr double kReach_part = 0.06;  // of it: how far faint noise may lie from the patch
constexpr double kFaintDensity = 0.2;
constexpr int kFaintLevels = 60;  // above the background: brighter specks apart may be text
constexpr double kSmallestPatch_part = 0.008;  // of the picture's area

cv::Mat box(int side) {
  return cv::getStructuringElement(cv::MORPH_RECT, {side, side});
}

int odd(double value) {
  return 2 * static_cast<int>(value / 2.0) + 1;
}

/// 255 where a 5x5 window is flat.
cv::Mat find_flat(const cv::Mat& grey) {
  cv::Mat lowest, highest;
  cv::erode(grey, lowest, box(5));
  cv::dilate(grey, highest, box(5));
  return (highest - lowest) <= kFlatRange;
}

/// The commonest level of the flat, dark pixels; 0 where nearly nothing is flat.
int background_level(const cv::Mat& grey, const cv::Mat& flat) {
  constexpr int kBrightestBackground = 80;
  std::vector<int> counts(256, 0);
  int flat_count = 0;
  for (int y = 0; y < grey.rows; ++y) {
    for (int x = 0; x < grey.cols; ++x) {
      if (flat.at<uchar>(y, x) == 0) continue;
      ++counts[grey.at<uchar>(y, x)];
      ++flat_count;
    }
  }
  if (flat_count < grey.rows * grey.cols / 100) return 0;
  return static_cast<int>(std::max_element(counts.begin(), counts.begin() + kBrightestBackground) -
                          counts.begin());
}

/// The component of `solid` with the largest area; empty where all are small.
cv::Mat largest_component(const cv::Mat& solid) {
  cv::Mat labels, statistics, centres;
  const int count = cv::connectedComponentsWithStats(solid, labels, statistics, centres, 8, CV_32S);
  int best = 0;
  double best_area_px = kSmallestPatch_part * solid.rows * solid.cols;
  for (int label = 1; label < count; ++label) {
    const double area_px = statistics.at<int>(label, cv::CC_STAT_AREA);
    if (area_px > best_area_px) {
      best = label;
      best_area_px = area_px;
    }
  }
  return best == 0 ? cv::Mat() : cv::Mat(labels == best);
}

/// Grows `seed` inside `allowed` by at most `reach_px`.
cv::Mat grow_inside(const cv::Mat& seed, const cv::Mat& allowed, int reach_px) {
  constexpr int kStep_px = 4;
  cv::Mat grown = seed & allowed;
  for (int grown_px = 0; grown_px < reach_px; grown_px += kStep_px) {
    cv::dilate(grown, grown, box(2 * kStep_px + 1));
    grown &= allowed;
  }
  return grown;
}

/// Faint noise in dense patches that hang together with the patch: the dark part of a sector.
cv::Mat faint_content(const cv::Mat& grey, const cv::Mat& lit, const cv::Mat& patch,
                      int background) {
  const int shorter_px = std::min(grey.rows, grey.cols);
  cv::Mat bright = grey > background + kFaintLevels;
  cv::dilate(bright, bright, box(7));
  cv::Mat faint = lit & ~bright;
  cv::Mat density;
  cv::boxFilter(faint, density, CV_8U, {15, 15}, {-1, -1}, true, cv::BORDER_REPLICATE);
  cv::Mat dense = (density > 255.0 * kFaintDensity) | patch;
  const int gap = odd(kReach_part * shorter_px);
  cv::morphologyEx(dense, dense, cv::MORPH_CLOSE, box(gap));
  cv::Mat labels;
  cv::connectedComponents(dense, labels, 8, CV_32S);
  // The component that the patch lies in.
  std::vector<cv::Point> inside;
  cv::findNonZero(patch, inside);
  const int own = labels.at<int>(inside.front());
  return faint & (density > 255.0 * kFaintDensity) & (labels == own);
}

}  // namespace

Result<cv::Mat> find_content(const cv::Mat& grey) {
  const int shorter_px = std::min(grey.rows, grey.cols);
  const cv::Mat flat = find_flat(grey);
  const int background = background_level(grey, flat);
  const cv::Mat lit = (grey >= background + kAboveBackground) & (~flat | (grey >= kSaturated));

  // Solid patches are wider than a line of text is high.
  const int solid_px = std::max(5, odd(kSolid_part * shorter_px));
  cv::Mat closed, solid;
  cv::morphologyEx(lit, closed, cv::MORPH_CLOSE, box(5));
  cv::morphologyEx(closed, solid, cv::MORPH_OPEN, box(solid_px));
  const cv::Mat patch = largest_component(solid);
  if (patch.empty()) {
    return fail(ErrorCode::kNoData,
                "the picture shows no ultrasound (no large patch of speckle); give a frame with "
                "echoes in it");
  }
  return cv::Mat(grow_inside(patch, closed, solid_px) & lit) |
         faint_content(grey, lit, patch, background);
}

}  // namespace echolance
