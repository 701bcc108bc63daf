// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// The next of the speeds that are offered, up (1) or down (-1).
[[nodiscard]] double next_speed(double speed, int direction);
/// Window and level changed by so much, kept within 1..510 and 0..255.
[[nodiscard]] command::SetWindowLevel grey_changed(const ReplayView& replay, double window_by,
                                                   double level_by);
/// Zoomed about the middle.
[[nodiscard]] command::SetZoom zoomed(const ReplayView& replay, double factor);
/// No zoom, full range of grey.
void picture_as_it_was(Commands& commands);

}  // namespace echolance
