// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gui/app/background_job.hpp"
#include "gui/app/guide_desk.hpp"
#include "gui/app/planning_desk.hpp"
#include "gui/app/replay_desk.hpp"
#include "gui/app/space_desk.hpp"
#include "gui/app/viewer_options.hpp"
#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"
#include "session/viewer_settings.hpp"

namespace echolance {

/// The program behind the window: obeys commands, lets workers work, and says what panels show.
/// One thread, the window's, whose OpenGL context is current.
class Viewer {
 public:
  explicit Viewer(const ViewerOptions& options);

  void obey(const Commands& commands);
  /// Takes what the workers have finished; before a frame is drawn.
  void update(double now_s);
  /// After the frame was shown.
  void shown(double now_s);

  [[nodiscard]] const ViewerState& state() const { return state_; }
  [[nodiscard]] bool quit_requested() const { return quit_; }
  /// Something moves: the next frame should come at once.
  [[nodiscard]] bool lively() const;
  /// An alert has come up and the user wants to hear that.
  [[nodiscard]] bool take_sound() { return guide_.take_new_alert() && settings_.sound; }
  /// To be kept for the next start; once the user has changed it.
  void note_window_size(const WindowSize& size);
  /// The window's context is thrown away and another made: before and after.
  void leave_context();
  void enter_context();
  void set_scale(double scale) { state_.settings.scale = scale; }
  /// Before the window goes: stops the workers and lets go of what is drawn with its context.
  void close_down();

 private:
  void obey_one(const Command& command);
  [[nodiscard]] bool obey_of_case(const Command& command);
  [[nodiscard]] bool obey_of_space(const Command& command);
  [[nodiscard]] bool obey_of_guide(const Command& command);
  void open_path(const std::string& path);
  void open_input(const std::string& path, const OpenOptions& options);
  void open_results(const KnownResults& results);
  void open_case(const std::string& folder);
  void take_case(const CaseFile& file, const std::string& folder);
  void recover();
  void open_patient(std::uint64_t seed);
  void close_case();
  void list(const std::string& folder);
  void remember(const std::string& path, const std::string& what);
  void start_guide(GuideSource source);
  void measure_program();
  /// What belongs into the 3D view by what is open and guided.
  void choose_scene();
  [[nodiscard]] bool guided_in_scene() const;
  [[nodiscard]] bool plan_changed() const;
  void update_space();
  void tell(NoticeKind kind, const std::string& text);

  ViewerOptions options_;
  ViewerState state_;
  ViewerSettings settings_;
  ReplayDesk replay_;
  PlanningDesk planning_;
  SpaceDesk space_;
  GuideDesk guide_;
  BackgroundJob<Result<RecordingDescription>> describing_;
  BackgroundJob<std::string> comparing_;  // whether a case's recording is as it was
  std::string scene_shown_;               // what the 3D view was told to show
  PlanEdit guided_edit_;                  // that guidance began with
  std::uint64_t guided_patient_ = 0;      // of the simulated guide
  std::string remembered_;                // case folder that was put among the recent ones
  double last_frame_s_ = 0.0, measured_s_ = 0.0;
  bool quit_ = false;
};

}  // namespace echolance
