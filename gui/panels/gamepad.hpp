// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace echolance {

/// A gamepad's sticks and buttons by their usual places (GLFW's mapping). Sticks: -1 .. 1, right
/// and down positive.
struct Gamepad {
  float left_x = 0.0F, left_y = 0.0F, right_x = 0.0F, right_y = 0.0F;
  bool left_bumper = false, right_bumper = false;
  bool south = false, west = false;  ///< A and X, or cross and square
  bool start = false;
};

}  // namespace echolance
