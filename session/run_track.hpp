// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "core/plan.hpp"
#include "session/track_summary.hpp"

namespace echolance {

enum class VideoOutput { kNone, kOverlay };

/// What one run of `echolance track` is asked to do.
struct TrackRequest {
  std::string out_dir;       ///< see ResultsFolder for what is accepted
  std::string input_sha256;  ///< of the recording, for the summary
  std::string program_version;
  PipelineOptions options;
  VideoOutput video = VideoOutput::kNone;
  std::optional<Plan> plan;  ///< to follow; its columns, overlay and alerts are added
};

struct TrackProgress {
  std::int64_t frames_done = 0;
  std::optional<std::int64_t> frames_total;
  double rate_hz = 0.0;  ///< frames per second of computing so far
  std::optional<double> left_s;
};

/// How a caller watches and stops a run. Both are optional and called between frames, on the
/// thread of run_track.
struct TrackHooks {
  std::function<void(const TrackProgress&)> progress;
  std::function<bool()> stop_requested;
};

/// The main job: every frame of a recording through process_frame, results into a folder
/// (docs/files.md). Results appear under their names when the run has ended; memory does not grow
/// with the length of the recording (but for four bytes a frame).
/// A stop request and a damaged recording end the run early with whole, valid files; the summary
/// says so. Errors: kInvalidOption, kCannotWrite; the reader's error or kNoData when there was not
/// one usable frame, and then nothing is written.
[[nodiscard]] Result<TrackSummary> run_track(FrameSource& source, const TrackRequest& request,
                                             const TrackHooks& hooks = {});

}  // namespace echolance
