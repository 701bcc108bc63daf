// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

constexpr double kRidgeSigma_mm = 0.45;  // a bone echo is 0.5 to 1 mm thick (data README)
constexpr double kBlockSize_mm = 1.6;    // averages speckle before "the brightest below"
constexpr double kEchoTail_mm = 1.0;     // the echo itself is not counted as what lies below
constexpr double kNearBelow_mm = 8.0;
constexpr double kReach_mm = 25.0;    // how fast a bright thing below loses its say
constexpr float kNoiseFloor = 0.06F;  // of the tissue level: black is never quite black
constexpr float kHalfRidge = 0.12F;   // ridge strength, tissue levels, that counts half

constexpr double kTissueFade_mm = 30.0;
constexpr float kDropWeight = 1.0F, kDarkWeight = 1.0F, kRidgeWeight = 1.6F, kThreshold = 1.9F;

float sigma_in(double mm, double step_mm) {
  return static_cast<float>(std::max(0.6, mm / step_mm));
}

}  // namespace

void BoneLikelihood::normalise(const cv::Mat& lines, const ScanLines& geometry) {
  // Tissue level: mean grey weighted by grey. It follows gain and ignores how much is black.
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (int line = 0; line < lines.rows; ++line) {
    const SampleRange range = geometry.inside()[static_cast<std::size_t>(line)];
    const auto* row = lines.ptr<std::uint8_t>(line);
    int line_sum = 0;
    int line_squares = 0;
    for (int sample = range.begin; sample < range.end; ++sample) {
      line_sum += row[sample];
      line_squares += row[sample] * row[sample];
    }
    sum += line_sum;
    sum_of_squares += line_squares;
  }
  const double level = sum > 0.0 ? std::max(4.0, sum_of_squares / sum) : 1.0;
  lines.convertTo(relative_, CV_32F, 1.0 / level);
}

void BoneLikelihood::measure_ridge(const ScanLines& geometry) {
  const double sample_mm = geometry.sample_mm();
  const auto& line_mm = geometry.line_mm();
  const double middle_line_mm = line_mm[line_mm.size() / 2];
  const float along = sigma_in(kRidgeSigma_mm, sample_mm);
  const float across = sigma_in(kRidgeSigma_mm, middle_line_mm);
  cv::GaussianBlur(relative_, smooth_, {}, along, across, cv::BORDER_REPLICATE);

  // Second derivatives at the scale of the echo; the strongest negative one is the ridge.
  ridge_.create(smooth_.size(), CV_32F);
  const int lines = smooth_.rows;
  const int samples = smooth_.cols;
  const float along2 = along * along * 0.25F;
  for (int line = 0; line < lines; ++line) {
    const auto* before = smooth_.ptr<float>(std::max(0, line - 2));
    const auto* here = smooth_.ptr<float>(line);
    const auto* after = smooth_.ptr<float>(std::min(lines - 1, line + 2));
    auto* out = ridge_.ptr<float>(line);
    std::fill_n(out, samples, 0.0F);
    for (int s = 2; s < samples - 2; ++s) {
      const float scale = static_cast<float>(sample_mm) / line_mm[static_cast<std::size_t>(s)];
      const float zz = here[s + 2] - 2.0F * here[s] + here[s - 2];
      const float xx = (after[s] - 2.0F * here[s] + before[s]) * scale * scale;
      const float xz =
          0.25F * (after[s + 2] - after[s - 2] - before[s + 2] + before[s - 2]) * scale;
      const float half = 0.5F * (zz - xx);
      const float steepest = 0.5F * (zz + xx) - std::sqrt(half * half + xz * xz);
      out[s] = std::max(0.0F, -steepest) * along2;
    }
  }
}

void BoneLikelihood::expect_tissue(const ScanLines& geometry) {
  // What tissue shows at each depth where nothing shades it: the level of the brighter lines, and
  // never less than what shallower tissue predicts.
  const auto samples = static_cast<std::size_t>(smooth_.cols);
  sum_.assign(samples, 1e-6F);
  sum_of_squares_.assign(samples, 0.0F);
  for (int line = 0; line < smooth_.rows; ++line) {
    const SampleRange range = geometry.inside()[static_cast<std::size_t>(line)];
    const auto* wide = wide_.ptr<float>(line);
    for (int s = range.begin; s < range.end; ++s) {
      sum_[static_cast<std::size_t>(s)] += wide[s];
      sum_of_squares_[static_cast<std::size_t>(s)] += wide[s] * wide[s];
    }
  }
  const float fade = std::exp(-static_cast<float>(geometry.sample_mm() / kTissueFade_mm));
  expected_.resize(samples);
  float level = 0.0F;
  for (std::size_t s = 0; s < samples; ++s) {
    level = std::max(sum_of_squares_[s] / sum_[s], level * fade);
    expected_[s] = std::min(level, 1.0F);
  }
}

void BoneLikelihood::measure_shadow(const ScanLines& geometry) {
  const double sample_mm = geometry.sample_mm();
  const auto steps = [&](double mm) {
    return std::max(1, static_cast<int>(std::lround(mm / sample_mm)));
  };
  const int block = steps(kBlockSize_mm) | 1;
  cv::blur(smooth_, wide_, {block, 3}, {-1, -1}, cv::BORDER_REPLICATE);
  expect_tissue(geometry);
  const int tail = steps(kEchoTail_mm);
  const int near = steps(kNearBelow_mm);
  const float fade = std::exp(-static_cast<float>(sample_mm / kReach_mm));
  const auto samples = static_cast<std::size_t>(smooth_.cols);
  below_.create(smooth_.size(), CV_32F);
  sum_.resize(samples + 1);
  worst_.resize(samples + 1);
  for (int line = 0; line < smooth_.rows; ++line) {
    const SampleRange range = geometry.inside()[static_cast<std::size_t>(line)];
    const auto* grey = smooth_.ptr<float>(line);
    const auto* wide = wide_.ptr<float>(line);
    auto* below = below_.ptr<float>(line);
    std::fill_n(below, samples, 1.0F);
    float* const sum = sum_.data();
    float* const worst = worst_.data();
    sum[range.begin] = 0.0F;
    for (int s = range.begin; s < range.end; ++s) {
      sum[s + 1] = sum[s] + grey[s];
    }
    float brightest = 0.0F;
    for (int s = range.end - 1; s >= range.begin; --s) {
      brightest = std::max(wide[s], brightest * fade);
      worst[s] = brightest;
    }
    for (int s = range.begin; s + tail + 2 < range.end; ++s) {
      const int from = s + tail;
      const int to = std::min(range.end, from + near);
      const float mean = (sum[to] - sum[from]) / static_cast<float>(to - from);
      const int block_from = std::min(range.end - 1, from + block / 2);
      below[s] = 0.5F * (mean + worst[block_from]);
    }
  }
}

void BoneLikelihood::combine(const ScanLines& geometry) {
  const double sample_mm = geometry.sample_mm();
  score_.create(smooth_.size(), CV_32F);
  shadow_.create(smooth_.size(), CV_32F);
  const int samples = smooth_.cols;
  for (int line = 0; line < smooth_.rows; ++line) {
    const SampleRange range = geometry.inside()[static_cast<std::size_t>(line)];
    const auto* below = below_.ptr<float>(line);
    const auto* grey = smooth_.ptr<float>(line);
    auto* shadow = shadow_.ptr<float>(line);
    auto* ridge = ridge_.ptr<float>(line);
    auto* out = score_.ptr<float>(line);
    for (int s = 0; s < samples; ++s) {
      ridge[s] = ridge[s] / (ridge[s] + kHalfRidge);
    }
    std::fill_n(out, samples, -4.0F);
    std::fill_n(shadow, samples, 0.F);
    const int first = range.begin + static_cast<int>(3.0 / sample_mm);
    const int last = range.end - static_cast<int>(3.0 / sample_mm);
    for (int s = first; s < last; ++s) {
      const float drop = std::log((grey[s] + kNoiseFloor) / (below[s] + kNoiseFloor));
      const float dark = std::log((expected_[static_cast<std::size_t>(s)] + kNoiseFloor) /
                                  (below[s] + kNoiseFloor));
      shadow[s] = dark;
      out[s] = kDropWeight * std::clamp(drop, -1.0F, 2.0F) +
               kDarkWeight * std::clamp(dark, -1.0F, 1.5F) + kRidgeWeight * ridge[s] - kThreshold;
    }
  }
}

const cv::Mat& BoneLikelihood::compute(const cv::Mat& lines, const ScanLines& geometry) {
  normalise(lines, geometry);
  measure_ridge(geometry);
  measure_shadow(geometry);
  combine(geometry);
  return score_;
}

}  // namespace echolance
