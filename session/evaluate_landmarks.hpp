// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/landmark.hpp"
#include "session/evaluate_needle.hpp"
#include "session/metric.hpp"

namespace echolance {

/// How the claims of one kind compare with the truth, over frames.
struct LandmarkCounts {
  double shown = 0.0;            ///< frames that show one
  double found = 0.0;            ///< of these, with a claim within 8 mm
  double absent = 0.0;           ///< frames that have none within 5 mm of the plane
  double false_alarms = 0.0;     ///< of these, with a claim
  std::vector<double> error_mm;  ///< of the nearest claim, where found
};

using LandmarkTally = std::array<LandmarkCounts, kLandmarkKindCount>;

/// A frame shows a landmark when the truth has one at most 2 mm from the plane, in the picture and
/// not behind bone (more than 3 mm deeper than the first bone of its column). Frames that have one
/// 2 to 5 mm away count neither way. Frames whose truth says nothing of landmarks do not count.
[[nodiscard]] LandmarkTally tally_landmarks(const std::vector<MatchedFrame>& frames);

void add(const LandmarkTally& from, LandmarkTally& to);

/// The landmarks' part of the accuracy table: kinds that a frame shows or has a false alarm of.
[[nodiscard]] std::vector<Metric> landmark_metrics(const LandmarkTally& tally);

/// The same as a table for people, one line a kind; empty without frames.
[[nodiscard]] std::string landmark_table(const LandmarkTally& tally);

}  // namespace echolance
