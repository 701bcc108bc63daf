// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/frame.hpp"
#include "core/notice.hpp"
#include "session/process_frame.hpp"

namespace echolance {

/// How a run came to its end.
enum class RunEnd {
  kComplete,     ///< all frames of the recording
  kInterrupted,  ///< the user stopped it; whole frames up to there are in the results
  kDamaged,      ///< the recording is damaged; the whole frames before the damage are
};

[[nodiscard]] const char* to_string(RunEnd end);

struct FrameCounts {
  std::int64_t frames = 0;
  std::int64_t with_picture = 0;
  std::int64_t without_region = 0;  ///< a picture, but no ultrasound found in it
  std::int64_t repeated = 0;
  std::int64_t cuts = 0;
  std::int64_t seen = 0;
  std::int64_t predicted = 0;
  std::int64_t not_seen = 0;
  std::int64_t with_bone = 0;
  std::array<std::int64_t, kLandmarkKindCount> with_landmark{};  ///< a claim of this kind
};

/// How long process_frame took; nearest-rank percentiles over all frames with a picture.
struct Latency {
  double p50_ms = 0.0;
  double p95_ms = 0.0;
  double p99_ms = 0.0;
  double max_ms = 0.0;
};

[[nodiscard]] Latency latency_of(std::vector<float> times_ms);

/// What a run found, as written to summary.json.
struct TrackSummary {
  SequenceInfo input;
  std::string input_sha256;
  std::string program_version;
  PipelineOptions options;
  int threads = 1;
  RunEnd end = RunEnd::kComplete;
  FrameCounts counts;
  std::optional<ImageRegion> region;  ///< of the last frame that had one
  double duration_s = 0.0;            ///< first to last frame, on the recording's clock
  std::optional<double> distinct_frame_rate_hz;
  std::vector<SweepPlace> sweep;     ///< where which landmarks were seen
  std::vector<CountedPlace> levels;  ///< vertebrae counted along an untracked sweep
  std::optional<PlanSummary> plan;   ///< where one was followed
  Latency latency;
  std::vector<std::string> outputs;   ///< names of the files written beside it
  std::vector<std::string> warnings;  ///< what a user should know, one sentence each
};

/// summary.json, docs/files.md describes it.
[[nodiscard]] std::string summary_json(const TrackSummary& summary);

/// A few lines for a person.
[[nodiscard]] std::string summary_text(const TrackSummary& summary);

/// A region as JSON text: kind, bounds, fan or trapezoid, confidence.
[[nodiscard]] std::string region_json(const ImageRegion& region);

}  // namespace echolance
