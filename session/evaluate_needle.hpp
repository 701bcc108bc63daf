// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "session/metric.hpp"
#include "session/track_results.hpp"
#include "session/truth.hpp"

namespace echolance {

/// How one reported line compares with the marked shaft of its frame.
struct NeedleComparison {
  double angle_error_rad = 0.0;        ///< between the undirected lines, 0..pi/2
  double shaft_distance_mm = 0.0;      ///< of the worse marked point from the reported line
  std::optional<double> tip_error_mm;  ///< where the marked tip is clear
  bool shaft_right = false;            ///< within 3 deg and 1 mm
  bool tip_right = false;              ///< within 2 mm
};

[[nodiscard]] NeedleComparison compare_needle(const NeedleLine& line, const FrameTruth& truth,
                                              double mm_per_px);

/// A truth with the result of the same frame. Not owned; `result` may be null: the run has no such
/// frame, which counts as not seen.
struct MatchedFrame {
  const FrameTruth* truth = nullptr;
  const FrameResult* result = nullptr;
  double mm_per_px = 0.0;
};

/// The needle's part of the accuracy table. Only the state "seen" counts as found; predicted
/// lines are reported apart. Confidence is compared with the shaft being right over all frames
/// reported as seen; a needle seen in a needle-free frame is wrong. Empty when nothing is marked.
[[nodiscard]] std::vector<Metric> needle_metrics(const std::vector<MatchedFrame>& frames);

}  // namespace echolance
