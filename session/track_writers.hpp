// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>

#include "session/output_file.hpp"
#include "session/overlay_video.hpp"
#include "session/results_folder.hpp"
#include "session/run_track.hpp"

namespace echolance {

/// The files of one run, open together. Errors everywhere: kCannotWrite.
class TrackWriters {
 public:
  /// Prepares the folder and opens the files. `first`: fixes the size of the video.
  [[nodiscard]] static Result<TrackWriters> create(const TrackRequest& request,
                                                   const SequenceInfo& info, const Frame& first);

  /// Hands the frame's results to the system at once, so that neither a full disk nor a killed
  /// program takes more than one frame. After an error the part files hold whole lines.
  [[nodiscard]] Result<void> write(const Frame& frame, const FrameReport& report,
                                   double process_ms);
  /// Writes all files out, then puts them in place, the summary last, and removes results of an
  /// earlier run that are not replaced. Fills summary.outputs.
  [[nodiscard]] Result<void> commit(TrackSummary& summary);

 private:
  enum class PlanColumns : std::uint8_t { kNone, kWritten };
  [[nodiscard]] Result<void> finish(OutputFile& summary, const std::string& summary_text);
  TrackWriters(ResultsFolder folder, OutputFile frames, OutputFile bone, OutputFile landmarks)
      : folder_(std::move(folder)),
        frames_(std::move(frames)),
        bone_(std::move(bone)),
        landmarks_(std::move(landmarks)) {}

  ResultsFolder folder_;
  OutputFile frames_;
  OutputFile bone_;
  OutputFile landmarks_;
  std::optional<OverlayVideo> video_;
  PlanColumns plan_columns_ = PlanColumns::kNone;
};

}  // namespace echolance
