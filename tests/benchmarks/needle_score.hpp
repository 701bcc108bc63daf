// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "session/truth.hpp"
#include "tracking/needle_tracker.hpp"

namespace echolance {

/// A way of finding needles, ready to be started afresh for each recording.
struct NamedFinder {
  std::string name;
  std::function<std::unique_ptr<NeedleFinder>()> make;
};

/// Ours, and the baselines.
[[nodiscard]] std::vector<NamedFinder> needle_finders();

enum class NeedleFailure { kMissed, kWrongShaft, kTipFar, kFalseSeen };

[[nodiscard]] const char* to_string(NeedleFailure failure);

/// By how much a frame failed: kMissed and kFalseSeen: the confidence; kWrongShaft: the angle's
/// error, deg; kTipFar: mm along the needle, positive beyond the true tip.
struct FailedFrame {
  int frame = 0;
  double by = 0.0;
};

/// What one finder made of one or more recordings. Only the state "seen" counts.
struct NeedleScore {
  int frames = 0;
  int seen = 0;
  int marked = 0, shaft_right = 0;     ///< frames with a marked shaft
  int clear_tips = 0, tips_right = 0;  ///< right: seen within 2 mm
  int free = 0, false_seen = 0;        ///< frames without a needle
  int tips_in_std = 0;                 ///< of tip_errors_mm, those within the std reported
  int tips_far_out = 0;                ///< and those beyond 4 of it
  std::vector<double> tip_errors_mm;   ///< of the clear tips in frames where it is seen
  std::map<NeedleFailure, std::vector<FailedFrame>> failures;  ///< rising frame numbers

  void add(const NeedleEstimate& estimate, const FrameTruth& truth, double mm_per_px);
  void add(const NeedleScore& other);
};

/// Whether a finder sees the recording from front to back or every frame as if it were the first.
enum class FrameUse { kSequence, kAlone };

/// Truth of a frame by its number. `needle` is kUnmarked where nothing is known.
using TruthOf = std::function<FrameTruth(std::int64_t)>;

/// One score per finder. All finders get the same region, frame change and bone. The reader's
/// error, or kNoData where a frame has no known pixel size but a marked needle.
[[nodiscard]] Result<std::vector<NeedleScore>> score_recording(FrameSource& source,
                                                               const TruthOf& truth_of,
                                                               std::span<const NamedFinder> finders,
                                                               FrameUse use);

/// A Markdown table, line by line.
[[nodiscard]] std::string score_table_head();
[[nodiscard]] std::string score_table_row(const std::string& data, const std::string& finder,
                                          const NeedleScore& score);

/// The failures in words, frame numbers as ranges with the largest FailedFrame::by of each in
/// brackets: "not seen: 12-20 (0.41), 25 (0.3)". Empty without failures.
[[nodiscard]] std::string failure_text(const NeedleScore& score);

}  // namespace echolance
