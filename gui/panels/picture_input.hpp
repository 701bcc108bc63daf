// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/panels/commands.hpp"
#include "gui/panels/layout.hpp"
#include "gui/panels/panel_memory.hpp"
#include "gui/panels/picture_mapping.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// The replay's picture under the mouse: wheel zooms about the pointer, right drag zooms, middle
/// drag moves, left drag does what the tool says (moves, where it only looks), double click shows
/// the whole picture.
void take_picture_input(const Box& area, const PictureMapping& mapping, const ReplayView& replay,
                        PanelMemory& memory, Commands& commands);

/// A line dragged over a ruler in the picture; kept in `memory`, issues nothing.
void take_ruler_input(const Box& area, const PictureMapping& mapping, PanelMemory& memory);

/// The simulated picture under the mouse, as the arrow keys: left drag moves the needle (down: in,
/// sideways: turned about its entry), right drag slides the probe (along the picture, out of it),
/// the wheel turns it.
void take_guide_input(const Box& area, const PictureMapping& mapping, const GuideView& guide,
                      Commands& commands);

/// The 3D view as one control that swallows the mouse's drags.
void take_scene_area(const Box& area);
/// Whom a drag with the left button belongs to.
enum class SceneDrag : std::uint8_t { kView, kNone };
/// The 3D view under the mouse, after take_scene_area(): drag turns, Shift or middle drag moves,
/// wheel and right drag zoom.
void take_scene_input(const Box& area, SceneDrag left, Commands& commands);

}  // namespace echolance
