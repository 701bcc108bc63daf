// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"
#include "imaging/open_options.hpp"
#include "session/frame_lane.hpp"
#include "session/process_frame.hpp"

namespace echolance {

/// What is looked at and how it is read.
struct ReplayRequest {
  std::string path;
  OpenOptions open;
  PipelineOptions options;
  std::optional<Plan> plan;                   ///< followed in every frame
  std::size_t picture_bytes = 128ULL << 20U;  ///< of pictures kept at hand; others are read again
};

/// How far a replay has come with finding.
struct ReplayProgress {
  std::int64_t frames_done = 0;
  std::optional<std::int64_t> frames_total;
  bool finished = false;
  std::string error;          ///< why it ended early; empty: it did not
  std::string picture_error;  ///< why the picture that is wanted cannot be read; empty: it can
  double read_ms = 0.0;       ///< of one frame, running median
  double process_ms = 0.0;    ///< process_frame, running median
  StageTimes stages_ms{};     ///< of that, each stage; running medians
  std::int64_t lost = 0, repeated = 0;
  std::size_t report_bytes = 0, picture_bytes = 0;  ///< memory
};

/// One recording opened for looking. Every frame passes process_frame once, front to back, on a
/// thread of its own: the same reports as `echolance track`. Pictures are read on another thread,
/// ahead of the frame that is wanted; memory for them is bounded. All members may be called from
/// the thread of the window and never wait for a file or for finding.
class Replay {
 public:
  /// Reads the header only. The errors of open_recording.
  [[nodiscard]] static Result<std::unique_ptr<Replay>> open(const ReplayRequest& request);
  ~Replay();  ///< stops both threads, after the frames they are at
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// As the header says; notes that come up while frames are read are not in it.
  [[nodiscard]] const SequenceInfo& info() const;
  [[nodiscard]] const ReplayRequest& request() const;
  [[nodiscard]] ReplayProgress progress() const;
  /// Frames that can be gone to: as the header promises, or found so far; at the end those that
  /// were really there.
  [[nodiscard]] std::int64_t frame_count() const;

  /// The frame to be shown next: it and those after it are read first.
  void want(std::int64_t frame);
  /// Empty where it has not been read yet; shared, nobody writes to the pixels.
  [[nodiscard]] std::shared_ptr<const Frame> picture(std::int64_t frame) const;
  /// Empty where finding has not come there yet. As process_frame gave it, but for normals and
  /// confidences of bone (ReportStore).
  [[nodiscard]] std::shared_ptr<const FrameReport> report(std::int64_t frame) const;
  /// Copies the lanes from `first` on to the end of `lanes`; cheap when nothing is new.
  void append_lanes(std::size_t first, std::vector<FrameLane>& lanes) const;

 private:
  struct Shared;
  explicit Replay(std::unique_ptr<Shared> shared);
  std::unique_ptr<Shared> shared_;
};

}  // namespace echolance
