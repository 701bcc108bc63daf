// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"
#include "gui/app/delay_meter.hpp"
#include "gui/app/picture_texture.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "session/replay.hpp"

namespace echolance {

/// The recording that is open: what frame is shown when, and how. Belongs to the window's thread.
class ReplayDesk {
 public:
  /// Takes the place of what was open. The errors of Replay::open.
  [[nodiscard]] Result<void> open(const ReplayRequest& request);
  void close();
  [[nodiscard]] bool is_open() const { return replay_ != nullptr; }
  /// Null: nothing is open.
  [[nodiscard]] std::shared_ptr<const Replay> replay() const { return replay_; }

  void obey(const command::TogglePlay& command);
  void obey(const command::GoToFrame& command);
  void obey(const command::StepFrames& command);
  void obey(const command::GoToEvent& command);
  void obey(const command::SetSpeed& command);
  void obey(const command::SetLoop& command);
  void obey(const command::SetOverlay& command);
  void obey(const command::SetSideBySide& command);
  void obey(const command::SetTiming& command);
  void obey(const command::SetWindowLevel& command);
  void obey(const command::SetZoom& command);
  void obey(const command::SetTool& command);
  void obey(const command::Measure& command);

  /// Moves the playhead and takes what the workers have finished. `now_s`: steady clock.
  void update(double now_s);
  /// After what update() said was shown.
  void shown(double now_s);
  [[nodiscard]] const ReplayView& view() const { return view_; }

  /// The window's context goes; the window has a new one.
  void leave_pictures() { picture_.leave(); }
  void renew_pictures();

 private:
  void play_on(double now_s);
  void go_to(std::int64_t frame);
  void measure_anew();
  [[nodiscard]] double time_s(std::int64_t frame) const;

  std::shared_ptr<Replay> replay_;
  ReplayView view_;
  UploadedPicture picture_;
  double anchor_now_s_ = 0.0;    // steady clock at which ...
  double anchor_frame_s_ = 0.0;  // ... this time of the recording is shown
  bool anchored_ = false;
  std::optional<std::int64_t> last_shown_;  // while playing
  double last_shown_s_ = 0.0;
  DelayMeter delay_, between_;
};

}  // namespace echolance
