// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gui/panels/view_choices.hpp"
#include "session/case_file.hpp"

namespace echolance::command {

// What a user, a key or a script asks of the viewer. Panels issue them and change nothing
// themselves; the same list serves `--script` (docs/viewer.md). Names in JSON are those of the
// structs with underscores: {"do": "go_to_frame", "frame": 12}.

struct ShowWorkspace {
  Workspace workspace = Workspace::kOpen;
};
struct OpenPath {
  std::string path;
};  ///< recording, case folder, plan, or results of landmarks or reconstruct
struct OpenPatient {
  std::uint64_t seed = 3;
};  ///< virtual patient
struct ListFolder {
  std::string path;
};  ///< of the file browser
struct SetSpacing {
  double mm_per_px = 0.0;
};  ///< of the open recording; finds anew
struct CloseCase {};
struct SaveCase {
  std::string folder;
};  ///< empty: where it was saved before

struct TogglePlay {};
struct GoToFrame {
  std::int64_t frame = 0;
};
struct StepFrames {
  std::int64_t frames = 1;
};
struct GoToEvent {
  int direction = 1;
};  ///< next (1) or previous (-1) event
struct SetSpeed {
  double speed = 1.0;
};  ///< of original timing
struct SetLoop {
  bool on = true;
};
struct SetOverlay {
  bool on = true;
};  ///< held key: off
struct SetSideBySide {
  bool on = false;
};
struct SetTiming {
  bool on = false;
};  ///< the table of times in place of the charts
struct SetWindowLevel {
  double window = 255.0, level = 127.5;
};
struct SetZoom {
  double zoom = 1.0;
  double pan_x = 0.0, pan_y = 0.0;
};  ///< pan in screen px
struct SetTool {
  PictureTool tool = PictureTool::kLook;
};
struct Measure {
  Eigen::Vector2d from_px, to_px;
};  ///< of the picture; equal: none

struct EditPlan {
  PlanEdit edit;
  EditStep step = EditStep::kNew;
};
struct SearchPlan {};
struct Undo {};
struct Redo {};
struct ExportPlan {
  std::string folder;
};

struct LookFrom {
  int view = 0;
};  ///< index of SceneView
struct TurnScene {
  double azimuth_rad = 0.0, elevation_rad = 0.0;
};
struct ZoomScene {
  double factor = 1.0;
};
struct PanScene {
  double right = 0.0, up = 0.0;
};
struct SetVolumeStyle {
  int style = 0;
};
struct ResizeScene {
  int width_px = 0, height_px = 0;
};  ///< pixels the panel gives to the view

/// Entry or target of the plan to a place of the 3D view: the entry along the skin, the target in
/// the plane parallel to the screen, or on bone.
struct DragInScene {
  PlanHandle handle = PlanHandle::kEntry;
  Eigen::Vector2d to_px = Eigen::Vector2d::Zero();  ///< of the view, from its top left
  bool on_bone = false;
  EditStep step = EditStep::kNew;
};
/// What lies there is marked in the picture beside the 3D view, or the other way round.
struct PointAt {
  PointerPlace place = PointerPlace::kNowhere;
  Eigen::Vector2d px = Eigen::Vector2d::Zero();  ///< of the view, or of the picture
};

struct StartGuide {
  GuideSource source = GuideSource::kRecording;
};
struct StopGuide {};
struct PauseGuide {
  bool on = true;
};
struct MoveProbe {
  double right_mm = 0.0, out_mm = 0.0, turn_rad = 0.0;
};
struct MoveNeedle {
  double advance_mm = 0.0, turn_rad = 0.0, right_mm = 0.0;
};
struct PutNeedle {};  ///< at the plan's entry along its way
struct Inject {
  double volume_ml = 1.0;
};
struct SetSound {
  bool on = false;
};

struct SetFontSize {
  double px = 17.0;
};
struct ShowKeys {
  bool on = true;
};
struct DismissNotice {
  std::size_t index = 0;
};
struct Quit {};

}  // namespace echolance::command

namespace echolance {

using Command =
    std::variant<command::ShowWorkspace, command::OpenPath, command::OpenPatient,
                 command::ListFolder, command::SetSpacing, command::CloseCase, command::SaveCase,
                 command::TogglePlay, command::GoToFrame, command::StepFrames, command::GoToEvent,
                 command::SetSpeed, command::SetLoop, command::SetOverlay, command::SetSideBySide,
                 command::SetTiming, command::SetWindowLevel, command::SetZoom, command::SetTool,
                 command::Measure, command::EditPlan, command::SearchPlan, command::Undo,
                 command::Redo, command::ExportPlan, command::LookFrom, command::TurnScene,
                 command::ZoomScene, command::PanScene, command::SetVolumeStyle,
                 command::ResizeScene, command::DragInScene, command::PointAt, command::StartGuide,
                 command::StopGuide, command::PauseGuide, command::MoveProbe, command::MoveNeedle,
                 command::PutNeedle, command::Inject, command::SetSound, command::SetFontSize,
                 command::ShowKeys, command::DismissNotice, command::Quit>;

/// Filled by panels in one frame, obeyed by the program after it.
using Commands = std::vector<Command>;

}  // namespace echolance
