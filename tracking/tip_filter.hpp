// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "tracking/shaft_profile.hpp"

namespace echolance {

/// The tip as the filter believes it, in samples of the profile of the last update.
struct TipBelief {
  double sample = 0.0;
  double std_samples = 0.0;
};

/// Bayes filter of the tip's place along the shaft: a histogram over the axis, moved by a motion
/// model and multiplied by each frame's change-point likelihood. It keeps several places alive at
/// once (a needle may fade in the middle, or end on a bright layer), and a place once left does not
/// come back unless the picture changes there: of each frame only what is new counts, that is its
/// log-likelihood less the part that it shares with the frame before (speckle that stands still
/// tells nothing twice).
class TipFilter {
 public:
  struct Step {
    double elapsed_s = 0.0;        ///< since the last update
    double tissue_shift_px = 0.0;  ///< along the shaft, region px
    double mm_per_px = 0.1;
    std::optional<int> changed_sample;  ///< as from AxisHistory
  };

  void forget() { belief_.release(); }

  /// Multiplies the profile's likelihood in, and that of the axis having changed up to the tip,
  /// and returns the most probable place of the tip.
  TipBelief update(const ShaftProfile& profile, const Step& step);
  /// Lets time pass without an observation; the belief spreads.
  void predict(const Step& step);

 private:
  void start(const ShaftProfile& profile);
  [[nodiscard]] double follow_axis(const ShaftProfile& profile, double tissue_shift_px);
  void weigh(const ShaftProfile& profile, const Step& step, double sample_of_bin0);
  [[nodiscard]] double spread(int middle) const;
  [[nodiscard]] TipBelief summary(const Step& step, double sample_of_bin0) const;

  cv::Mat belief_;         ///< 1 x N CV_32F, probability by bin
  cv::Mat last_evidence_;  ///< 1 x N CV_32F, of the last frame
  cv::Mat slow_, fast_, evidence_;
  Eigen::Vector2d origin_;  ///< region px of bin 0
  double bin_px_ = 1.0;
};

}  // namespace echolance
