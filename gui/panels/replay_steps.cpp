// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/replay_steps.hpp"

#include <algorithm>
#include <array>

#include "gui/panels/picture_mapping.hpp"

namespace echolance {

double next_speed(double speed, int direction) {
  constexpr std::array kSpeeds = {0.1, 0.25, 0.5, 1.0, 2.0, 4.0};
  if (direction > 0) {
    const auto* next = std::upper_bound(kSpeeds.begin(), kSpeeds.end(), speed + 1e-6);
    return next == kSpeeds.end() ? kSpeeds.back() : *next;
  }
  const auto* next = std::lower_bound(kSpeeds.begin(), kSpeeds.end(), speed - 1e-6);
  return next == kSpeeds.begin() ? kSpeeds.front() : *(next - 1);
}

command::SetWindowLevel grey_changed(const ReplayView& replay, double window_by, double level_by) {
  return {std::clamp(replay.window + window_by, 1.0, 510.0),
          std::clamp(replay.level + level_by, 0.0, 255.0)};
}

command::SetZoom zoomed(const ReplayView& replay, double factor) {
  const ZoomPan view{replay.zoom, {replay.pan_x, replay.pan_y}};
  const ZoomPan next = zoom_about(view, {}, PixelBox{}.centre(), factor);
  return {next.zoom, next.pan_px.x(), next.pan_px.y()};
}

void picture_as_it_was(Commands& commands) {
  commands.emplace_back(command::SetZoom{});
  commands.emplace_back(command::SetWindowLevel{});
}

}  // namespace echolance
