// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/panels/commands.hpp"
#include "gui/panels/gamepad.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// Probe and needle of a simulated guidance, held in two hands: the left stick moves the probe, the
/// right one the needle; buttons count when they go down. `seconds`: since `before`. Nothing in
/// other workspaces.
void obey_gamepad(const Gamepad& now, const Gamepad& before, double seconds,
                  const ViewerState& state, Commands& commands);

}  // namespace echolance
