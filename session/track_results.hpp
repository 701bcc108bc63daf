// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/needle.hpp"

namespace echolance {

/// A landmark that was found, read back.
struct LandmarkResult {
  std::string name;
  PixelPoint position;
  double confidence = 0.0;
};

/// One frame of a results folder, read back.
struct FrameResult {
  std::int64_t frame_index = 0;
  NeedleState state = NeedleState::kNotSeen;
  double confidence = 0.0;
  std::optional<NeedleLine> line;
  std::vector<PixelPoint> bone;
  std::vector<LandmarkResult> landmarks;
};

/// A results folder, read back.
struct TrackResults {
  std::vector<FrameResult> frames;
  std::string input_path;
  std::optional<double> mm_per_px;       ///< where the run knew the spacing
  std::vector<std::string> image_names;  ///< of a folder recording that is still there, in order
};

/// Reads frames.csv, bone.jsonl, what summary.json adds, and landmarks.jsonl where there is one.
/// Errors: kFileNotFound where one of the first two is missing; kDamagedFile with file and line.
[[nodiscard]] Result<TrackResults> read_track_results(const std::string& folder);

}  // namespace echolance
