// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "session/evaluate_needle.hpp"

namespace echolance {

/// Truth and results of one recording, frame by frame; `frames` points into the other two.
struct MatchedRun {
  std::vector<FrameTruth> truth;
  TrackResults results;
  std::vector<MatchedFrame> frames;  ///< one for each of the truth
  std::vector<std::string> warnings;
};

/// Reads both and brings them together. Errors: those of read_truth and read_track_results; kNoData
/// where images cannot be matched or the pixel size is neither in the truth nor in the results.
[[nodiscard]] Result<MatchedRun> match_frames(const std::string& truth_path,
                                              const std::string& results_dir);

}  // namespace echolance
