// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string>
#include <vector>

#include "session/suite_rows.hpp"

namespace echolance {

/// Stated confidence of needles reported as seen against how often they are right, over marked and
/// needle-free frames. Confidence is the probability that the shaft line is right
/// (core/needle.hpp), so a hit is a shaft within 3 deg and 1 mm; how often the tip is within 2 mm
/// as well is counted where the truth has a clear tip.
struct Calibration {
  struct Bin {
    int frames = 0;
    double confidence_sum = 0.0;
    int hits = 0;
    int clear_tips = 0;
    int hits_with_tip = 0;
    /// Points (percent) between mean confidence and hit rate; 0 without frames.
    [[nodiscard]] double gap_points() const;
  };
  static constexpr int kBins = 10;
  static constexpr int kEnough = 200;  ///< frames that a bin needs to count alone
  std::array<Bin, kBins> bins;

  /// Mean gap, every frame counting once.
  [[nodiscard]] std::optional<double> mean_gap_points() const;
  /// Largest gap of the bins with enough frames.
  [[nodiscard]] std::optional<double> largest_gap_points() const;
};

[[nodiscard]] Calibration calibration_of(const std::vector<SuiteRun>& runs);
[[nodiscard]] std::vector<Metric> calibration_metrics(const Calibration& calibration);
[[nodiscard]] std::string calibration_text(const Calibration& calibration);

}  // namespace echolance
