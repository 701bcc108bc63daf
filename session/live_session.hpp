// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "core/frame.hpp"
#include "core/plan.hpp"
#include "imaging/open_options.hpp"
#include "session/process_frame.hpp"
#include "simulation/needle_pose.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// A recording played as if it came from a scanner now.
struct RecordedLive {
  std::string path;
  OpenOptions open;
};

/// A virtual patient under a probe and needle that the user moves.
struct SimulatedLive {
  Scenario scenario;
};

struct LiveRequest {
  std::variant<RecordedLive, SimulatedLive> source;
  PipelineOptions options;
  std::optional<Plan> plan;
};

/// Counts and rates of a live source, each at its own stage.
struct LiveCounts {
  std::int64_t received = 0;                 ///< frames that came from the source
  std::int64_t processed = 0;                ///< of those: through process_frame
  std::int64_t late = 0;                     ///< waited in the queue longer than one frame
  std::int64_t dropped = 0;                  ///< never processed: 0 unless the queue overflowed
  double source_hz = 0.0, process_hz = 0.0;  ///< over the last 30 frames
  double process_ms = 0.0;                   ///< running median
  StageTimes stages_ms{};                    ///< of that, each stage
};

/// The newest frame with what was found in it.
struct LiveView {
  std::shared_ptr<const Frame> frame;
  std::shared_ptr<const FrameReport> report;
  double arrived_s = 0.0;  ///< steady_now_s() when the frame came from the source
  double ready_s = 0.0;    ///< steady_now_s() when the report was done
  LiveCounts counts;
  bool ended = false;  ///< nothing will come any more
  std::string error;   ///< why it ended early; empty: it did not
};

/// std::chrono::steady_clock in seconds: the clock of LiveView's times.
[[nodiscard]] double steady_now_s();

/// A source paced by its own times (a thread), a bounded queue, and process_frame (another
/// thread) on every frame in order. The window asks for the newest. All members but start() may be
/// called from the window's thread and never wait for work; the destructor waits for the frames
/// that are being made and processed.
///
/// A source that cannot keep up with its own times is not hurried afterwards: its clock waits for
/// it. When processing cannot keep up, the queue of 8 drops the oldest that waits, and counts it.
class LiveSession {
 public:
  /// The errors of open_recording and LiveSimulation::create. Making a simulation takes seconds:
  /// not for the window's thread.
  [[nodiscard]] static Result<std::unique_ptr<LiveSession>> start(LiveRequest request);
  ~LiveSession();
  LiveSession(const LiveSession&) = delete;
  LiveSession& operator=(const LiveSession&) = delete;

  [[nodiscard]] LiveView newest() const;
  void pause();
  void go_on();

  // Of a simulated source; nothing happens with a recorded one.

  /// Along the skin, on which the probe stays, following it: in the picture to the right, and out
  /// of the picture plane. Where there is no skin the probe stays where it is.
  void move_probe_mm(double right_mm, double out_of_plane_mm);
  void turn_probe_rad(double rad);  ///< about the beam
  void set_needle(const std::optional<NeedlePlacement>& needle);
  void advance_needle_mm(double way_mm);  ///< negative: back, at most to 30 mm above the skin
  /// Turns the needle in the picture plane about its entry; positive: steeper where it comes from
  /// the left of the picture.
  void turn_needle_rad(double rad);
  /// Moves the entry along the picture. A needle in the skin cannot be moved like that: false.
  bool shift_needle_mm(double right_mm);
  /// At the tip; false where no tip is under the skin.
  bool inject_ml(double volume_ml);
  [[nodiscard]] std::optional<NeedlePlacement> needle() const;
  /// As it is held: the hand's drift and tremor are not in it. Empty for a recorded source.
  [[nodiscard]] std::optional<Transform<space::Reference, space::Probe>> probe_pose() const;

 private:
  struct Shared;
  explicit LiveSession(std::unique_ptr<Shared> shared);
  std::unique_ptr<Shared> shared_;
};

}  // namespace echolance
