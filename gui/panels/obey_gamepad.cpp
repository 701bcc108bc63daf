// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/obey_gamepad.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace echolance {
namespace {

constexpr double kDeadZone = 0.15;    // sticks rest a little beside their middle
constexpr double kMostPause_s = 0.1;  // a window that hung does not throw the needle forward
constexpr double kProbe_mm_per_s = 25.0;
constexpr double kProbeTurn_rad_per_s = 30.0 * std::numbers::pi / 180.0;
constexpr double kNeedle_mm_per_s = 12.0;
constexpr double kNeedleTurn_rad_per_s = 12.0 * std::numbers::pi / 180.0;

// Slow near the middle: fine work is done there.
double speed_of(float stick) {
  const double beyond = std::max(0.0, std::abs(double{stick}) - kDeadZone) / (1.0 - kDeadZone);
  return std::copysign(std::min(beyond, 1.0) * std::min(beyond, 1.0), double{stick});
}

}  // namespace

void obey_gamepad(const Gamepad& now, const Gamepad& before, double seconds,
                  const ViewerState& state, Commands& commands) {
  if (state.workspace != Workspace::kGuide || !state.guide.running) return;
  if (now.start && !before.start) commands.emplace_back(command::PauseGuide{!state.guide.paused});
  if (!state.guide.simulated || state.guide.paused) return;
  const double s = std::clamp(seconds, 0.0, kMostPause_s);
  const double turn = (now.right_bumper ? 1.0 : 0.0) - (now.left_bumper ? 1.0 : 0.0);
  const command::MoveProbe probe{kProbe_mm_per_s * s * speed_of(now.left_x),
                                 -kProbe_mm_per_s * s * speed_of(now.left_y),
                                 kProbeTurn_rad_per_s * s * turn};
  if (probe.right_mm != 0.0 || probe.out_mm != 0.0 || probe.turn_rad != 0.0) {
    commands.emplace_back(probe);
  }
  const command::MoveNeedle needle{kNeedle_mm_per_s * s * speed_of(now.right_y),
                                   kNeedleTurn_rad_per_s * s * speed_of(now.right_x), 0.0};
  if (needle.advance_mm != 0.0 || needle.turn_rad != 0.0) commands.emplace_back(needle);
  if (now.south && !before.south) commands.emplace_back(command::PutNeedle{});
  if (now.west && !before.west) commands.emplace_back(command::Inject{1.0});
}

}  // namespace echolance
