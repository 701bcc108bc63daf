// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "core/image_region.hpp"

namespace echolance {

/// How much of a recording is read to describe it.
enum class DescribeDepth { kFirstFrames, kAllFrames };

struct PoseCount {
  std::string name;          ///< "ProbeToTracker"
  std::int64_t ok = 0;       ///< frames where it may be used
  std::int64_t invalid = 0;  ///< frames where the tracker said otherwise
};

/// What `echolance info` tells of a recording.
struct RecordingDescription {
  SequenceInfo info;
  DescribeDepth depth = DescribeDepth::kFirstFrames;
  std::int64_t frames_read = 0;
  std::int64_t frames_with_picture = 0;
  std::int64_t frames_repeated = 0;
  std::int64_t cuts = 0;
  std::optional<ImageRegion> region;
  std::string region_problem;  ///< why there is no region, in words
  std::vector<PoseCount> poses;
  std::vector<std::string> warnings;  ///< damage met while reading
};

/// Reads the first 20 frames, or all of them. A damaged recording is described as far as it goes;
/// its error only where not one frame can be read.
[[nodiscard]] Result<RecordingDescription> describe_recording(FrameSource& source,
                                                              DescribeDepth depth);

[[nodiscard]] std::string description_json(const RecordingDescription& description);
[[nodiscard]] std::string description_text(const RecordingDescription& description);

}  // namespace echolance
