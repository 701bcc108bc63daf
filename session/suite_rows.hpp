// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "session/evaluate_bone.hpp"
#include "session/evaluate_landmarks.hpp"
#include "session/suite_file.hpp"

namespace echolance {

/// How well a needle shows in one picture: how much of its shaft inside the picture's edges is in
/// the slice and stands out (ShaftContrast).
enum class Visibility {
  kVisible,          ///< 80 % or more
  kPartly,           ///< between
  kNearlyInvisible,  ///< less than 30 %
};

[[nodiscard]] Visibility visibility_of(const NeedleSight& sight);

/// One sequence with its frames, truth against results; not owned.
struct SuiteRun {
  const SuiteSequence* sequence = nullptr;
  std::vector<MatchedFrame> frames;
  BoneDistances bone;
  LandmarkTally landmarks;
};

/// One line of the table: the frames of a stratum.
struct SuiteRow {
  std::string group;  ///< "visibility"
  std::string key;    ///< "visible_in_plane", for the names of metrics
  std::string name;   ///< for people
  std::function<bool(const SuiteSequence&)> takes_sequence;
  /// Empty: all frames of the sequence, needle or not. Otherwise frames with a marked needle only.
  std::function<bool(const NeedleSight&)> takes_needle;
};

/// All lines for the sequences there are.
[[nodiscard]] std::vector<SuiteRow> suite_rows(const std::vector<SuiteSequence>& sequences);

/// The row's figures, named "KEY_FIGURE".
[[nodiscard]] std::vector<Metric> row_metrics(const SuiteRow& row,
                                              const std::vector<SuiteRun>& runs);

/// Heading and one line for a person; `metrics` as row_metrics gave them. A row without frames has
/// no line.
[[nodiscard]] std::string row_heading();
[[nodiscard]] std::string row_text(const SuiteRow& row, const std::vector<Metric>& metrics);

}  // namespace echolance
