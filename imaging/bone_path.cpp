// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace echolance {
namespace {

constexpr int kFromNoBone = 127;
constexpr float kImpossible = -1e9F;

}  // namespace

void BonePath::step_from(const float* before, int line, const BonePathCosts& costs) {
  const int samples = choice_.cols;
  float* const now = next_.data() + costs.max_step;
  int* const chosen = chosen_.data();
  std::fill_n(now, samples, no_bone_ - costs.begin_or_end_cost);
  std::fill_n(chosen, samples, kFromNoBone);
  for (int step = -costs.max_step; step <= costs.max_step; ++step) {
    const float cost = costs.step_cost * static_cast<float>(std::abs(step));
    const float* const from = before + step;
    for (int sample = 0; sample < samples; ++sample) {
      const float value = from[sample] - cost;
      chosen[sample] = value > now[sample] ? step : chosen[sample];
      now[sample] = std::max(value, now[sample]);
    }
  }
  auto* const row = choice_.ptr<signed char>(line);
  std::transform(chosen, chosen + samples, row, [](int c) { return static_cast<signed char>(c); });
}

void BonePath::walk_back(int last_sample) {
  int sample = last_sample;
  for (int line = choice_.rows - 1; line >= 0; --line) {
    path_[static_cast<std::size_t>(line)] = sample;
    if (sample == kNoBone) {
      sample = entry_[static_cast<std::size_t>(line)];
      continue;
    }
    const int step = choice_.at<signed char>(line, sample);
    sample = step == kFromNoBone ? kNoBone : sample + step;
  }
}

std::vector<int>& BonePath::trace(const cv::Mat& score, const BonePathCosts& costs) {
  const int samples = score.cols;
  const auto padded = static_cast<std::size_t>(samples + 2 * costs.max_step);
  best_.assign(padded, kImpossible);
  next_.assign(padded, kImpossible);
  chosen_.resize(static_cast<std::size_t>(samples));
  choice_.create(score.size(), CV_8SC1);
  entry_.assign(static_cast<std::size_t>(score.rows), kNoBone);
  path_.assign(static_cast<std::size_t>(score.rows), kNoBone);
  no_bone_ = 0.0F;
  int best_sample = kNoBone;
  for (int line = 0; line < score.rows; ++line) {
    const float no_bone_before = no_bone_;
    const float leave = best_sample == kNoBone
                            ? kImpossible
                            : best_[static_cast<std::size_t>(costs.max_step + best_sample)] -
                                  costs.begin_or_end_cost;
    step_from(best_.data() + costs.max_step, line, costs);
    if (leave > no_bone_before) {
      no_bone_ = leave;
      entry_[static_cast<std::size_t>(line)] = best_sample;
    }
    std::swap(best_, next_);
    float* const now = best_.data() + costs.max_step;
    const auto* const gain = score.ptr<float>(line);
    for (int sample = 0; sample < samples; ++sample) {
      now[sample] += gain[sample];
    }
    best_sample = static_cast<int>(std::max_element(now, now + samples) - now);
  }
  // A surface that runs out of the picture pays nothing there.
  const bool ends_in_bone =
      best_sample != kNoBone &&
      best_[static_cast<std::size_t>(costs.max_step + best_sample)] > no_bone_;
  walk_back(ends_in_bone ? best_sample : kNoBone);
  return path_;
}

}  // namespace echolance
