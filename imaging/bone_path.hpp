// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace echolance {

/// Costs of a path across scan lines, in units of the score of one line.
struct BonePathCosts {
  int max_step = 6;                ///< samples from one line to the next
  float step_cost = 0.07F;         ///< per sample of step
  float begin_or_end_cost = 3.0F;  ///< paid where bone begins and where it ends
};

/// The best path through a score map (CV_32FC1, rows are lines) by dynamic programming, with a
/// state "no bone in this line" of score 0. Exact optimum, O(lines * samples * steps), buffers are
/// kept between calls.
class BonePath {
 public:
  static constexpr int kNoBone = -1;
  static constexpr int kLargestStep = 30;

  /// One sample number per line, or kNoBone; valid until the next call.
  std::vector<int>& trace(const cv::Mat& score, const BonePathCosts& costs);

 private:
  void step_from(const float* before, int line, const BonePathCosts& costs);
  void walk_back(int last_sample);

  std::vector<float> best_, next_;  ///< padded by max_step on both sides
  std::vector<int> chosen_;
  float no_bone_ = 0.0F;
  cv::Mat choice_;          ///< CV_8SC1: step taken to reach this sample, or kFromNoBone
  std::vector<int> entry_;  ///< per line: sample left when the path turned to no bone
  std::vector<int> path_;
};

}  // namespace echolance
