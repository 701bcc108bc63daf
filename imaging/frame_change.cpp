// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/frame_change.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

namespace echolance {

namespace {

constexpr int kStride_px = 4;
constexpr int kLitLevel = 8;                             // darker pixels hold no speckle to compare
constexpr double kLitPart = 0.005;                       // of the pixels; below it all pixels count
constexpr double kHighPart = 0.99;                       // percentile of the differences
constexpr double kLowestStep = 2.0, kHighestStep = 4.0;  // grey levels
constexpr double kStepPerLevel = 0.06;                   // speckle contrast grows with brightness

constexpr int kSmallWidth_px = 80;
constexpr int kShift_px = 5;             // of the small picture, either way
constexpr double kStructure_px = 4.0;    // sigma; larger scales are brightness, not structure
constexpr double kLeastStructure = 0.5;  // grey levels rms; below it there is nothing to compare
constexpr double kLeastCorrelation = 0.4;

/// Writes every fourth pixel of every fourth row.
void take_sample(const cv::Mat& grey, cv::Mat& sample) {
  sample.create((grey.rows + kStride_px - 1) / kStride_px,
                (grey.cols + kStride_px - 1) / kStride_px, CV_8U);
  for (int y = 0; y < sample.rows; ++y) {
    const uchar* from = grey.ptr<uchar>(y * kStride_px);
    uchar* to = sample.ptr<uchar>(y);
    for (int x = 0; x < sample.cols; ++x) to[x] = from[x * kStride_px];
  }
}

/// Differences and levels of the pixels that are lit in either of two samples.
struct Differences {
  std::array<int, 256> counts{};
  int count = 0;
  double level_sum = 0.0;

  /// The grey levels that `kHighPart` of the differences stay below, interpolated.
  [[nodiscard]] double high() const {
    const double wanted = kHighPart * count;
    double below = 0.0;
    for (std::size_t step = 0; step < counts.size(); ++step) {
      if (below + counts[step] >= wanted) {
        return static_cast<double>(step) + (wanted - below) / std::max(1, counts[step]);
      }
      below += counts[step];
    }
    return 256.0;
  }
};

Differences measure(const cv::Mat& sample, const cv::Mat& last, int lit_level) {
  Differences differences;
  for (int y = 0; y < sample.rows; ++y) {
    const uchar* now = sample.ptr<uchar>(y);
    const uchar* before = last.ptr<uchar>(y);
    for (int x = 0; x < sample.cols; ++x) {
      const int level = std::max(now[x], before[x]);
      if (level <= lit_level) continue;
      ++differences.counts[static_cast<std::size_t>(std::abs(now[x] - before[x]))];
      ++differences.count;
      differences.level_sum += level;
    }
  }
  return differences;
}

bool is_repeated(const cv::Mat& sample, const cv::Mat& last) {
  Differences differences = measure(sample, last, kLitLevel);
  if (differences.count < kLitPart * static_cast<double>(sample.total())) {
    differences = measure(sample, last, -1);
  }
  const double mean_level = differences.level_sum / std::max(1, differences.count);
  return differences.high() < std::clamp(kStepPerLevel * mean_level, kLowestStep, kHighestStep);
}

bool has_structure(const cv::Mat& structure) {
  return cv::norm(structure, cv::NORM_L2SQR) >
         kLeastStructure * kLeastStructure * static_cast<double>(structure.total());
}

/// Normalised correlation of two pictures of one size, as cv::TM_CCOEFF_NORMED.
double correlation(const cv::Mat& a, const cv::Mat& b) {
  cv::Scalar mean_a, std_a, mean_b, std_b;
  cv::meanStdDev(a, mean_a, std_a);
  cv::meanStdDev(b, mean_b, std_b);
  const double covariance = a.dot(b) / static_cast<double>(a.total()) - mean_a[0] * mean_b[0];
  const double scale = std_a[0] * std_b[0];
  return scale > 0.0 ? covariance / scale : 0.0;
}

}  // namespace

FrameChange FrameChangeDetector::update(const cv::Mat& grey) {
  if (grey.empty()) return size_.empty() ? FrameChange::kFirst : FrameChange::kRepeated;
  take_sample(grey, sample_);
  FrameChange change = FrameChange::kFirst;
  if (grey.size() == size_) {
    if (is_repeated(sample_, last_sample_)) return FrameChange::kRepeated;
    make_structure();
    change = compare();
  } else {
    if (!size_.empty()) change = FrameChange::kCut;
    size_ = grey.size();
    make_structure();
  }
  std::swap(sample_, last_sample_);
  std::swap(structure_, last_structure_);
  return change;
}

void FrameChangeDetector::make_structure() {
  const int height_px = sample_.rows * kSmallWidth_px / sample_.cols;
  const cv::Size size(kSmallWidth_px, std::clamp(height_px, 3 * kShift_px, 2 * kSmallWidth_px));
  shrink_.apply(sample_, size, small_);
  cv::GaussianBlur(small_, blurred_, {0, 0}, kStructure_px);
  cv::subtract(small_, blurred_, structure_);
}

FrameChange FrameChangeDetector::compare() {
  // Two dark pictures have nothing that could have been cut.
  if (!has_structure(structure_) && !has_structure(last_structure_)) return FrameChange::kNext;
  const cv::Rect inner(kShift_px, kShift_px, structure_.cols - 2 * kShift_px,
                       structure_.rows - 2 * kShift_px);
  // Nearly always enough, and far cheaper than all shifts.
  if (correlation(structure_(inner), last_structure_(inner)) >= kLeastCorrelation) {
    return FrameChange::kNext;
  }
  cv::matchTemplate(structure_, last_structure_(inner), match_, cv::TM_CCOEFF_NORMED);
  double best = 0.0;
  cv::minMaxLoc(match_, nullptr, &best);
  return best < kLeastCorrelation ? FrameChange::kCut : FrameChange::kNext;
}

}  // namespace echolance
