// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/panels/view_choices.hpp"
#include "planner/path_check.hpp"
#include "session/case_file.hpp"
#include "session/describe_recording.hpp"
#include "session/describe_results.hpp"
#include "session/live_session.hpp"
#include "session/own_way.hpp"
#include "session/replay.hpp"
#include "session/run_plan.hpp"

namespace echolance {

/// A texture of the window. `id` is what ImGui takes; 0: there is none.
struct PictureTexture {
  std::uint64_t id = 0;
  int width_px = 0, height_px = 0;
};

enum class NoticeKind : std::uint8_t { kInfo, kWarning, kError };
struct Notice {
  NoticeKind kind = NoticeKind::kInfo;
  std::string text;  ///< one sentence: what, where, what to do
  double since_s = 0.0;
};

struct FolderEntry {
  std::string name;
  bool folder = false;
  std::uint64_t bytes = 0;
};

struct OpenView {
  struct Known {
    std::string path, what;
  };
  std::vector<Known> recent, samples;
  std::string folder;  ///< that the browser shows
  std::vector<FolderEntry> entries;
  bool busy = false;
  std::optional<RecordingDescription> description;  ///< of what is open
  std::optional<std::uint64_t> patient;             ///< seed of the open virtual patient
  std::optional<ResultsDescription> results;        ///< that are open
  [[nodiscard]] bool something() const { return description || patient || results; }
};

/// How playing comes to the screen.
struct PlaybackTimes {
  std::int64_t shown = 0;        ///< frames, since playing began
  std::int64_t passed_over = 0;  ///< of the recording, between two that were shown
  double shown_hz = 0.0;
  double delay_p50_ms = 0.0, delay_p95_ms = 0.0;  ///< frame due to overlay on screen; 0: not known
};

struct ReplayView {
  bool open = false;
  SequenceInfo info;
  ReplayProgress progress;
  std::int64_t frame = 0, frame_count = 0;
  bool playing = false, loop = true, overlay = true, side_by_side = false;
  bool timing = false;  ///< the table of times in place of the charts
  double speed = 1.0;
  std::shared_ptr<const Frame> picture;       ///< shown now; may lag while it is read
  std::shared_ptr<const FrameReport> report;  ///< of `picture`; empty: not found yet
  PictureTexture texture;                     ///< of `picture`, untouched
  std::vector<FrameLane> lanes;
  double window = 255.0, level = 127.5, zoom = 1.0, pan_x = 0.0, pan_y = 0.0;
  PictureTool tool = PictureTool::kLook;
  std::optional<Eigen::Vector2d> measure_from_px, measure_to_px;
  std::optional<PixelSpacing> spacing;
  PlaybackTimes playback;
};

struct ProcedureChoice {
  std::string id, name, guidance;
  bool has_level = false, has_side = true;
  std::vector<std::string> levels;  ///< "l4_l5"; empty: there is only one
  std::string needle;               ///< usual for it, "22G:50:quincke"
  std::string picture_landmark;     ///< that plans on pictures rest on, "psis"; empty: none
};

struct PlanView2D {
  PictureTexture texture;  ///< of the picture that is planned on; none in space
  std::optional<CasePicture> picture;
};

struct PlanningView {
  std::vector<ProcedureChoice> procedures;
  PlanEdit edit;
  bool can_plan = false;  ///< something is open
  std::string why_not;    ///< sentence where it cannot
  bool busy = false;
  std::string error;  ///< of the last search, a sentence
  /// That the last plan rests on, or would rest on if it could be made, in picture
  /// `searched_frame`.
  std::vector<PlanLandmark> landmarks;
  std::optional<std::int64_t> searched_frame;
  std::shared_ptr<const PlanResults> results;
  std::shared_ptr<const PlanCase> plan_case;
  std::optional<OwnWay> own;
  PlanView2D picture;
  std::vector<std::string> evidence, procedure_lines;  ///< as `echolance procedures` prints them
  bool can_undo = false, can_redo = false;
  std::string saved_in;  ///< folder of the case; empty: never saved
  bool unsaved = false;
  bool saving = false;  ///< a case or plan is being written
};

/// What the mouse points at, in the 3D view and in the picture beside it.
struct SpacePointer {
  std::optional<Eigen::Vector2d> scene_px, picture_px;  ///< where to mark it; empty: not there
  std::string words;                                    ///< how it lies to the picture's plane
};

struct SpaceView {
  PictureTexture texture;  ///< origin at the bottom left
  bool available = false;
  bool busy = false;  ///< what is to be seen is being made
  std::string why_not;
  int view = 0, volume_style = 0;
  bool has_volume = false;
  /// Where the plan's ends fall in the texture, px from its top left; empty: they cannot be moved.
  std::optional<Eigen::Vector2d> entry_px, target_px;
  std::string not_allowed;  ///< why the user's own way may not be taken; empty: it may
  bool has_skin = false;    ///< that the entry slides on
  bool has_bone = false;    ///< that the target can be put on
  bool has_moment = false;  ///< a picture stands in its pose
  SpacePointer pointer;
};

struct GuideView {
  bool running = false, paused = false, simulated = false;
  LiveView live;
  PictureTexture texture;
  bool has_plan = false;
  bool plan_changed = false;        ///< edited since guidance began; the one from then is followed
  std::vector<std::string> alerts;  ///< large sentences
  double delay_p50_ms = 0.0, delay_p95_ms = 0.0;  ///< frame's arrival to overlay on screen
  bool sound = false;
};

struct SettingsView {
  double font_px = 17.0, scale = 1.0;
  bool keys_shown = false;
};

/// All that panels see. They own nothing of it and change nothing in it.
struct ViewerState {
  Workspace workspace = Workspace::kOpen;
  OpenView open;
  ReplayView replay;
  PlanningView plan;
  SpaceView space;
  GuideView guide;
  SettingsView settings;
  std::vector<Notice> notices;
  double now_s = 0.0;    ///< steady clock
  double draw_ms = 0.0;  ///< of the window's last frame
  double window_hz = 0.0;
  double first_picture_s = 0.0;  ///< from the program's start to the first frame with a picture
  double memory_mb = 0.0;        ///< of the program, resident
  std::string version;
};

}  // namespace echolance
