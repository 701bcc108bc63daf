// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/panels/commands.hpp"
#include "gui/panels/panel_memory.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// The smallest window in which nothing is cut, at a scale of 1.
inline constexpr int kLeastWidth_px = 1024;
inline constexpr int kLeastHeight_px = 700;

/// Draws one frame of the whole window between ImGui::NewFrame() and ImGui::Render() and obeys the
/// keys. The context's fonts and style are those of load_fonts() and apply_theme() for
/// settings.font_px * settings.scale. Appends to `commands`.
void draw_viewer(const ViewerState& state, PanelMemory& memory, Commands& commands);

}  // namespace echolance
