// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "gui/panels/commands.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// A gamepad's sticks and buttons by their usual places (GLFW's mapping). Sticks: -1 .. 1, right
/// and down positive.
struct Gamepad {
  float left_x = 0.0F, left_y = 0.0F, right_x = 0.0F, right_y = 0.0F;
  bool left_bumper = false, right_bumper = false;
  bool south = false, west = false;  ///< A and X, or cross and square
  bool start = false;
};

/// Probe and needle of a simulated guidance, held in two hands: the left stick moves the probe, the
/// right one the needle; buttons count when they go down. `seconds`: since `before`. Nothing in
/// other workspaces.
void obey_gamepad(const Gamepad& now, const Gamepad& before, double seconds,
                  const ViewerState& state, Commands& commands);

}  // namespace echolance
