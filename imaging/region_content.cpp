// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/region_content.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

constexpr double kCleanPart = 0.9;    // of the dark windows that are flat without coding noise
constexpr int kSaturated = 250;       // echoes at the top of the scale are flat but no panel
constexpr double kSolid_part = 0.03;  // of the picture's shorter side: more than a line of text
constexpr double kGap_part = 0.02;    // of it: between patches of faint noise that hang together
constexpr double kFaintDensity = 0.2;
constexpr int kFaintLevels = 60;  // above the background: brighter specks apart may be text
constexpr double kSmallestPatch_part = 0.008;  // of the picture's area

cv::Mat box(int side) {
  return cv::getStructuringElement(cv::MORPH_RECT, {side, side});
}

int odd(double value) {
  return 2 * static_cast<int>(value / 2.0) + 1;
}

/// What counts as lit: levels above the background, and the range inside a 5x5 window that a drawn
/// surface does not exceed.
struct Thresholds {
  int above_background = 3;  // coding noise of a black border stays below
  int flat_range = 1;
};

Thresholds thresholds_of(ContentSensitivity sensitivity) {
  return sensitivity == ContentSensitivity::kUsual ? Thresholds{} : Thresholds{1, 0};
}

/// Range of grey levels in the 5x5 window around each pixel.
cv::Mat local_range(const cv::Mat& grey) {
  cv::Mat lowest, highest;
  cv::erode(grey, lowest, box(5));
  cv::dilate(grey, highest, box(5));
  return highest - lowest;
}

/// The commonest level of the flat, dark pixels; 0 where nearly nothing is flat.
int background_level(const cv::Mat& grey, const cv::Mat& flat) {
  constexpr int kBrightestBackground = 80;
  if (cv::countNonZero(flat) < grey.rows * grey.cols / 100) return 0;
  cv::Mat counts;
  const int bins = kBrightestBackground;
  const float range[] = {0.0F, static_cast<float>(kBrightestBackground)};
  const float* ranges = range;
  cv::calcHist(&grey, 1, nullptr, flat, counts, 1, &bins, &ranges);
  cv::Point commonest;
  cv::minMaxLoc(counts, nullptr, nullptr, nullptr, &commonest);
  return commonest.y;
}

/// Drops lit pixels far below the mean of the lit ones around them: ringing of lossy coding
/// follows bright edges at a small part of their height, speckle seldom falls that low.
void drop_ringing(const cv::Mat& grey, cv::Mat& lit) {
  constexpr int kWindow_px = 17;
  constexpr double kRinging_part = 0.3;
  cv::Mat levels = cv::Mat::zeros(grey.size(), CV_8U);
  grey.copyTo(levels, lit);
  cv::Mat sum, count;
  cv::boxFilter(levels, sum, CV_32S, {kWindow_px, kWindow_px}, {-1, -1}, false);
  cv::boxFilter(lit, count, CV_32S, {kWindow_px, kWindow_px}, {-1, -1}, false);
  for (int y = 0; y < grey.rows; ++y) {
    const uchar* level = grey.ptr<uchar>(y);
    const int* sums = sum.ptr<int>(y);
    const int* counts = count.ptr<int>(y);
    uchar* out = lit.ptr<uchar>(y);
    for (int x = 0; x < grey.cols; ++x) {
      // counts are 255 per lit pixel.
      if (level[x] * (counts[x] / 255.0) < kRinging_part * sums[x]) out[x] = 0;
    }
  }
}

/// Every second pixel of every second row: what hangs together is wider than that, and labelling
/// is the dearest step of the search.
cv::Mat halved(const cv::Mat& picture) {
  cv::Mat half;
  cv::resize(picture, half, {(picture.cols + 1) / 2, (picture.rows + 1) / 2}, 0.0, 0.0,
             cv::INTER_NEAREST);
  return half;
}

/// Marks of a halved picture at full size, a pixel wider on all sides.
cv::Mat doubled(const cv::Mat& marks, const cv::Size& size) {
  cv::Mat full;
  cv::resize(marks, full, size, 0.0, 0.0, cv::INTER_NEAREST);
  cv::dilate(full, full, box(3));
  return full;
}

/// How much a component looks like the ultrasound picture: large, neither a long bar nor of one
/// shade.
double patch_score(const cv::Mat& grey, const cv::Mat& labels, int label, const int* statistics) {
  const cv::Rect box(statistics[cv::CC_STAT_LEFT], statistics[cv::CC_STAT_TOP],
                     statistics[cv::CC_STAT_WIDTH], statistics[cv::CC_STAT_HEIGHT]);
  const double aspect = static_cast<double>(std::min(box.width, box.height)) /
                        static_cast<double>(std::max(box.width, box.height));
  cv::Scalar mean, deviation;
  cv::meanStdDev(grey(box), mean, deviation, labels(box) == label);
  return statistics[cv::CC_STAT_AREA] * aspect * deviation[0];
}

/// The component of `whole` that looks most like ultrasound; empty where all are small.
cv::Mat find_patch(const cv::Mat& whole_grey, const cv::Mat& whole) {
  const cv::Mat grey = halved(whole_grey);
  const cv::Mat solid = halved(whole);
  cv::Mat labels, statistics, centres;
  const int count = cv::connectedComponentsWithStats(solid, labels, statistics, centres, 8, CV_32S);
  int best = 0;
  double best_score = 0.0;
  const double smallest_px = kSmallestPatch_part * solid.rows * solid.cols;
  for (int label = 1; label < count; ++label) {
    const int* row = statistics.ptr<int>(label);
    if (row[cv::CC_STAT_AREA] < smallest_px) continue;
    const double score = patch_score(grey, labels, label, row);
    if (score <= best_score) continue;
    best = label;
    best_score = score;
  }
  return best == 0 ? cv::Mat() : cv::Mat(doubled(labels == best, whole.size()) & whole);
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
  const int gap = odd(kGap_part * shorter_px);
  cv::morphologyEx(dense, dense, cv::MORPH_CLOSE, box(gap));
  cv::Mat labels;
  cv::connectedComponents(halved(dense), labels, 8, CV_32S);
  // The component that the patch lies in.
  cv::Point inside;
  cv::minMaxLoc(halved(patch), nullptr, nullptr, nullptr, &inside);
  const int own = labels.at<int>(inside);
  return faint & (density > 255.0 * kFaintDensity) & doubled(labels == own, faint.size());
}

/// Wide unbroken bands above or below the patch and within its sides: the probe's face over a
/// standoff, a far wall under a shadow. Text breaks between letters, frames are thinner.
cv::Mat band_content(const cv::Mat& lit, const cv::Mat& patch) {
  constexpr int kThinnest_px = 4;
  constexpr double kWidth_part = 0.8;     // of the patch's width: header boxes are narrower
  constexpr double kDistance_part = 0.1;  // of the picture's shorter side
  constexpr double kOverhang_part = 0.02;
  const cv::Rect around = cv::boundingRect(patch);
  const double shorter_px = std::min(lit.rows, lit.cols);
  cv::Mat bands;
  cv::morphologyEx(lit, bands, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_RECT, {1, kThinnest_px}));
  cv::morphologyEx(bands, bands, cv::MORPH_CLOSE, box(3));
  cv::Mat labels, statistics, centres;
  const int count =
      cv::connectedComponentsWithStats(halved(bands), labels, statistics, centres, 8, CV_32S);
  cv::Mat content(labels.size(), CV_8U, cv::Scalar(0));
  for (int label = 1; label < count; ++label) {
    const int* row = statistics.ptr<int>(label);
    const cv::Rect band(2 * row[cv::CC_STAT_LEFT], 2 * row[cv::CC_STAT_TOP],
                        2 * row[cv::CC_STAT_WIDTH], 2 * row[cv::CC_STAT_HEIGHT]);
    const double gap_px = std::max(around.y - band.br().y, band.y - around.br().y);
    const double overhang_px = kOverhang_part * around.width;
    const bool between_sides =
        band.x >= around.x - overhang_px && band.br().x <= around.br().x + overhang_px;
    if (between_sides && band.width >= kWidth_part * around.width &&
        gap_px < kDistance_part * shorter_px) {
      content |= labels == label;
    }
  }
  return doubled(content, lit.size()) & lit;
}

}  // namespace

bool has_clean_background(const cv::Mat& grey) {
  const cv::Mat range = local_range(grey);
  const int background = background_level(grey, range <= 1);
  const cv::Mat dark = (range <= 1) & (grey <= background + 1) & (grey >= background);
  const cv::Mat clean = (range == 0) & (grey == background);
  return cv::countNonZero(clean) > kCleanPart * std::max(1, cv::countNonZero(dark));
}

Result<cv::Mat> find_content(const cv::Mat& grey, ContentSensitivity sensitivity) {
  const int shorter_px = std::min(grey.rows, grey.cols);
  const Thresholds thresholds = thresholds_of(sensitivity);
  const cv::Mat flat = local_range(grey) <= thresholds.flat_range;
  const int background = background_level(grey, flat);
  cv::Mat lit = (grey >= background + thresholds.above_background) & (~flat | (grey >= kSaturated));
  drop_ringing(grey, lit);

  // Solid patches are wider than a line of text is high.
  const int solid_px = std::max(5, odd(kSolid_part * shorter_px));
  cv::Mat closed, solid;
  cv::morphologyEx(lit, closed, cv::MORPH_CLOSE, box(5));
  cv::morphologyEx(closed, solid, cv::MORPH_OPEN, box(solid_px));
  const cv::Mat patch = find_patch(grey, solid);
  if (patch.empty()) {
    return fail(ErrorCode::kNoData,
                "the picture shows no ultrasound (no large patch of speckle); give a frame with "
                "echoes in it");
  }
  return cv::Mat(grow_inside(patch, closed, solid_px) & lit) |
         faint_content(grey, lit, patch, background) | band_content(lit, patch);
}

}  // namespace echolance
