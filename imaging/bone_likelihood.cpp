// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/core/hal/hal.hpp>
#include <opencv2/imgproc.hpp>

namespace echolance {
namespace {

constexpr double kRidgeSigma_mm = 0.45;  // a bone echo is 0.5 to 1 mm thick
constexpr double kBlock_mm = 1.6;        // averages speckle before "the brightest below"
constexpr double kEchoTail_mm = 1.5;     // the echo itself does not count as what lies below
constexpr double kNearBelow_mm = 8.0;    // where mean and texture below are taken
constexpr double kReach_mm = 60.0;       // how fast a bright thing below loses its say
constexpr double kTissueFade_mm = 20.0;  // how fast tissue may get darker with depth
constexpr double kLeastBelow_mm = 3.0;   // less picture below shows no shadow

// Where all lines turn black at one depth the picture ends there (a still with black bars, a
// smaller sector than the region was found for); no bone is that flat and that even.
constexpr int kBlack = 3;           // grey levels
constexpr double kFlatShare = 0.8;  // of the lines
constexpr double kEdgeEcho = 1.3;

constexpr float kNoiseFloor = 0.06F;  // of the tissue level: black is never quite black
constexpr float kHalfRidge = 0.12F;   // curvature, of the tissue level, that counts half
constexpr float kTextureShare = 0.5F;
constexpr float kRidgeShare = 1.0F;  // a line of ridge strength 1 below counts as bright as tissue
constexpr float kDimLine = 1.3F;     // a line is dim below 1/1.3 of the light expected so far

constexpr float kBrightWeight = 1.0F;
constexpr float kDarkWeight = 2.3F;
constexpr float kRidgeWeight = 1.6F;
constexpr float kThreshold = 0.9F;
constexpr float kMostBright = 0.6F;  // fascia is as bright as bone: more says no more
constexpr float kMostDark = 1.0F;    // shadows on flanks are grey: blacker says no more
// Near the probe strong fascia, reverberation and clutter are the rule: there only a clean shadow
// makes bone. Fades over this part of the depth.
constexpr float kNearFieldCost = 3.0F;
constexpr float kNearFieldPart = 0.15F;
constexpr float kNever = -10.0F;

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

/// Whether the lines are hardly brighter just above this sample than further up: the edge of a
/// picture carries no echo, bone does.
bool ends_without_echo(const cv::Mat& lines, int end, int echo_samples) {
  const int echo_begin = end - echo_samples;
  const int above_begin = std::max(0, echo_begin - 3 * echo_samples);
  if (echo_begin <= above_begin) {
    return false;
  }
  double echo = 0.0;
  for (int sample = echo_begin; sample < end; ++sample) {
    echo = std::max(echo, cv::mean(lines.col(sample))[0]);
  }
  const double above = cv::mean(lines.colRange(above_begin, echo_begin))[0];
  return echo < kEdgeEcho * above;
}

float sigma_in(double mm, double step_mm) {
  return static_cast<float>(std::max(0.6, mm / step_mm));
}

}  // namespace

void BoneLikelihood::mark_picture(const cv::Mat& lines, const ScanLines& geometry) {
  inside_ = geometry.inside();
  ends_.clear();
  for (int line = 0; line < lines.rows; ++line) {
    const SampleRange& range = inside_[at(line)];
    const auto* row = lines.ptr<std::uint8_t>(line);
    int end = range.end;
    while (end > range.begin && row[end - 1] <= kBlack) {
      --end;
    }
    if (end > range.begin) {
      ends_.push_back(end);
    }
  }
  if (ends_.empty()) {
    return;
  }
  const auto middle = ends_.begin() + static_cast<std::ptrdiff_t>(ends_.size() / 2);
  std::nth_element(ends_.begin(), middle, ends_.end());
  const int end = *middle;
  const auto agreeing = std::count_if(ends_.begin(), ends_.end(),
                                      [&](int other) { return std::abs(other - end) <= 1; });
  const int echo_samples = std::max(2, static_cast<int>(kEchoTail_mm / geometry.sample_mm()));
  if (static_cast<double>(agreeing) >= kFlatShare * lines.rows &&
      ends_without_echo(lines, end, echo_samples)) {
    for (auto& range : inside_) {
      range.end = std::min(range.end, std::max(range.begin, end - 1));
    }
  }
}

void BoneLikelihood::normalise(const cv::Mat& lines) {
  // Tissue level: mean grey weighted by grey. It follows gain and ignores how much is black.
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (int line = 0; line < lines.rows; ++line) {
    const SampleRange range = inside_[at(line)];
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
  const double level = sum > 0.0 ? std::max(4.0, sum_of_squares / sum) : 255.0;
  lines.convertTo(relative_, CV_32F, 1.0 / level);
}

void BoneLikelihood::measure_ridge(const ScanLines& geometry) {
  const double sample_mm = geometry.sample_mm();
  const auto& line_mm = geometry.line_mm();
  const float along = sigma_in(kRidgeSigma_mm, sample_mm);
  const float across = sigma_in(kRidgeSigma_mm, line_mm[line_mm.size() / 2]);
  cv::GaussianBlur(relative_, smooth_, {}, along, across, cv::BORDER_REPLICATE);

  // Second derivatives at the scale of the echo, steps of two samples; the most negative
  // curvature in any direction is the ridge: (zz+xx)/2 - sqrt(((zz-xx)/2)^2 + xz^2).
  ridge_.create(smooth_.size(), CV_32F);
  const int lines = smooth_.rows;
  const int samples = smooth_.cols;
  const float unit = 0.25F * along * along;
  scratch_.assign(at(samples), 0.0F);
  for (int line = 0; line < lines; ++line) {
    const auto* before = smooth_.ptr<float>(std::max(0, line - 2));
    const auto* here = smooth_.ptr<float>(line);
    const auto* after = smooth_.ptr<float>(std::min(lines - 1, line + 2));
    auto* out = ridge_.ptr<float>(line);
    auto* root = scratch_.data();
    std::fill_n(out, samples, 0.0F);
    for (int s = 2; s < samples - 2; ++s) {
      const float scale = static_cast<float>(sample_mm) / line_mm[at(s)];
      const float zz = here[s + 2] - 2.0F * here[s] + here[s - 2];
      const float xx = (after[s] - 2.0F * here[s] + before[s]) * scale * scale;
      const float xz =
          0.25F * (after[s + 2] - after[s - 2] - before[s + 2] + before[s - 2]) * scale;
      root[s] = 0.25F * (zz - xx) * (zz - xx) + xz * xz;
      out[s] = 0.5F * (zz + xx);
    }
    cv::hal::sqrt32f(root, root, samples);
    for (int s = 2; s < samples - 2; ++s) {
      const float curvature = std::max(0.0F, root[s] - out[s]) * unit;
      out[s] = curvature / (curvature + kHalfRidge);
    }
  }
}

void BoneLikelihood::expect_tissue(const ScanLines& geometry) {
  // The level of the brighter lines at each depth, and never much less than shallower tissue.
  const auto samples = at(smooth_.cols);
  sum_.assign(samples + 1, 1e-6F);
  squares_.assign(samples + 1, 0.0F);
  for (int line = 0; line < smooth_.rows; ++line) {
    const SampleRange range = inside_[at(line)];
    const auto* wide = wide_.ptr<float>(line);
    float* const sum = sum_.data();
    float* const squares = squares_.data();
    for (int s = range.begin; s < range.end; ++s) {
      sum[s] += wide[s];
      squares[s] += wide[s] * wide[s];
    }
  }
  const float fade = std::exp(-static_cast<float>(geometry.sample_mm() / kTissueFade_mm));
  const float near_field = kNearFieldPart * static_cast<float>(samples);
  expected_.resize(samples);
  near_field_.resize(samples);
  float level = 0.0F;
  for (std::size_t s = 0; s < samples; ++s) {
    level = std::max(squares_[s] / sum_[s], level * fade);
    expected_[s] = std::min(level, 1.0F);
    near_field_[s] = kNearFieldCost * std::exp(-static_cast<float>(s) / near_field);
  }
}

void BoneLikelihood::look_above(int line, const SampleRange& inside) {
  const auto* grey = smooth_.ptr<float>(line);
  float light = 0.0F;
  float expected_light = 1e-6F;
  for (int s = inside.begin; s < inside.end; ++s) {
    light += std::min(grey[s], expected_[at(s)]);
    expected_light += expected_[at(s)];
    lit_[at(s)] = std::min(1.0F, kDimLine * light / expected_light);
  }
}

void BoneLikelihood::look_below(int line, const SampleRange& inside, const Sizes& sizes) {
  const auto* grey = smooth_.ptr<float>(line);
  const auto* wide = wide_.ptr<float>(line);
  const auto* wide_ridge = wide_ridge_.ptr<float>(line);
  sum_[at(inside.begin)] = 0.0F;
  squares_[at(inside.begin)] = 0.0F;
  for (int s = inside.begin; s < inside.end; ++s) {
    sum_[at(s + 1)] = sum_[at(s)] + grey[s];
    squares_[at(s + 1)] = squares_[at(s)] + grey[s] * grey[s];
  }
  float brightest = 0.0F;
  for (int s = inside.end - 1; s >= inside.begin; --s) {
    brightest = std::max(wide[s] + kRidgeShare * wide_ridge[s], brightest * sizes.reach_fade);
    brightest_[at(s)] = brightest;
  }
  const int end = inside.end - sizes.last;
  for (int s = inside.begin + sizes.first; s < end; ++s) {
    const int from = s + sizes.echo_tail;
    const int to = std::min(inside.end, from + sizes.near_below);
    const float share = 1.0F / static_cast<float>(to - from);
    const float mean = (sum_[at(to)] - sum_[at(from)]) * share;
    const float variance = (squares_[at(to)] - squares_[at(from)]) * share - mean * mean;
    scratch_[at(s)] = std::max(0.0F, variance);
    const int block = std::min(inside.end - 1, from + sizes.block / 2);
    below_[at(s)] = 0.5F * (mean + brightest_[at(block)]);
  }
}

void BoneLikelihood::score_line(int line, const SampleRange& inside, const Sizes& sizes) {
  auto* const out = score_.ptr<float>(line);
  std::fill_n(out, score_.cols, kNever);
  const int begin = inside.begin + sizes.first;
  const int count = inside.end - sizes.last - begin;
  if (count <= 0) {
    return;
  }
  look_above(line, inside);
  look_below(line, inside, sizes);
  const auto* grey = smooth_.ptr<float>(line) + begin;
  const auto* ridge = ridge_.ptr<float>(line) + begin;
  const float* const below = below_.data() + begin;
  const float* const expected = expected_.data() + begin;
  const float* const lit = lit_.data() + begin;
  const float* const near_field = near_field_.data() + begin;
  float* const texture = scratch_.data() + begin;
  float* const log_grey = log_grey_.data();
  float* const log_below = log_below_.data();
  float* const log_expected = log_expected_.data();
  cv::hal::sqrt32f(texture, texture, count);
  for (int s = 0; s < count; ++s) {
    log_grey[s] = grey[s] + kNoiseFloor;
    log_below[s] = below[s] + 0.5F * kTextureShare * texture[s] + kNoiseFloor;
    log_expected[s] = expected[s] * lit[s] + kNoiseFloor;
  }
  cv::hal::log32f(log_grey, log_grey, count);
  cv::hal::log32f(log_below, log_below, count);
  cv::hal::log32f(log_expected, log_expected, count);
  for (int s = 0; s < count; ++s) {
    const float bright = std::clamp(log_grey[s] - log_expected[s], -1.5F, kMostBright);
    const float dark = std::clamp(log_expected[s] - log_below[s], -1.0F, kMostDark);
    out[begin + s] = kBrightWeight * bright + kDarkWeight * dark + kRidgeWeight * ridge[s] -
                     near_field[s] - kThreshold;
  }
}

float BoneLikelihood::level(int line, int sample) const {
  return (smooth_.at<float>(line, sample) + kNoiseFloor) / (expected_[at(sample)] + kNoiseFloor);
}

float BoneLikelihood::brightness(int line, int sample) const {
  return std::log(level(line, sample));
}

const cv::Mat& BoneLikelihood::compute(const cv::Mat& lines, const ScanLines& geometry,
                                       double smallest_depth_mm) {
  const double sample_mm = geometry.sample_mm();
  const auto samples_in = [&](double mm) {
    return std::max(1, static_cast<int>(std::lround(mm / sample_mm)));
  };
  Sizes sizes;
  sizes.block = samples_in(kBlock_mm) | 1;
  sizes.echo_tail = samples_in(kEchoTail_mm);
  sizes.near_below = samples_in(kNearBelow_mm);
  sizes.reach_fade = std::exp(-static_cast<float>(sample_mm / kReach_mm));
  sizes.first = samples_in(smallest_depth_mm);
  sizes.last = std::max(samples_in(kLeastBelow_mm), sizes.echo_tail + 2);

  mark_picture(lines, geometry);
  normalise(lines);
  measure_ridge(geometry);
  cv::blur(smooth_, wide_, {sizes.block, 3}, {-1, -1}, cv::BORDER_REPLICATE);
  cv::blur(ridge_, wide_ridge_, {3, 9}, {-1, -1}, cv::BORDER_REPLICATE);
  expect_tissue(geometry);
  score_.create(lines.size(), CV_32F);
  for (auto* buffer :
       {&brightest_, &lit_, &scratch_, &below_, &log_grey_, &log_below_, &log_expected_}) {
    buffer->resize(at(lines.cols));
  }
  for (int line = 0; line < lines.rows; ++line) {
    score_line(line, inside_[at(line)], sizes);
  }
  return score_;
}

}  // namespace echolance
