// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/panels/commands.hpp"
#include "gui/panels/layout.hpp"
#include "gui/panels/panel_memory.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

// One function per panel; each draws into its box of the current window, computes nothing, keeps
// nothing and never waits. What the user asks for goes to `commands`.

void draw_top_bar(const Box& box, const ViewerState& state, PanelMemory& memory,
                  Commands& commands);
void draw_status_bar(const Box& box, const ViewerState& state, const PanelMemory& memory);
/// Takes its strips off the top of `rest`: a notice covers nothing.
void draw_notices(Box& rest, const ViewerState& state, Commands& commands);
void draw_keys_overlay(const Box& box, const ViewerState& state, Commands& commands);
void draw_folder_question(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands);

void draw_open_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands);
/// What the open recording is, in words, and the question of its pixel size.
void draw_recording_panel(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands);

void draw_replay_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                           Commands& commands);
void draw_transport_panel(const Box& box, const ReplayView& replay, Commands& commands);
void draw_timeline_panel(const Box& box, const ReplayView& replay, Commands& commands);
void draw_charts_panel(const Box& box, const ReplayView& replay);
void draw_timing_panel(const Box& box, const ViewerState& state);

void draw_plan_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands);
void draw_plan_picture_panel(const Box& box, const ViewerState& state, PanelMemory& memory,
                             Commands& commands);
/// Buttons that move target and entry in space.
void draw_plan_nudges(const Box& box, const PlanningView& plan, Commands& commands);
/// Which frame is planned on, and to plan on the one that Replay shows.
void draw_plan_frame(const ViewerState& state, Commands& commands);
/// What the plan rests on, to be accepted or placed; lines of the settings' column.
void draw_plan_landmarks(const PlanningView& plan, PanelMemory& memory, Commands& commands);
/// Where nothing could be planned on yet: the replay's picture, a click in it places the
/// procedure's landmark, or the target where pictures show none.
void draw_plan_target_panel(const Box& box, const ViewerState& state, Commands& commands);
/// Whether there is such a picture: with ultrasound and a known pixel size.
[[nodiscard]] bool can_click_target(const ViewerState& state);
void draw_plan_ways_panel(const Box& box, const PlanningView& plan, Commands& commands);
void draw_evidence_card(const Box& box, const PlanningView& plan);

void draw_space_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands);
/// The 3D view alone, with its mouse: handles of the plan are taken first, else it is turned.
void draw_space_view(const Box& box, const SpaceView& space, PanelMemory& memory,
                     Commands& commands);
/// The picture that stands in the 3D view, flat and with what was found in it; each shows where
/// the mouse is in the other.
void draw_picture_beside(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands);
[[nodiscard]] bool has_picture_beside(const ViewerState& state);

void draw_guide_workspace(const Box& box, const ViewerState& state, Commands& commands);
void draw_guide_controls(const Box& box, const ViewerState& state, Commands& commands);

}  // namespace echolance
