// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {
namespace {

using NamedTime = std::pair<const char*, double>;

// What one frame goes through, from the file to the screen.
std::vector<NamedTime> times_of(const ViewerState& state) {
  const ReplayProgress& progress = state.replay.progress;
  std::vector<NamedTime> times = {{"Reading", progress.read_ms}};
  constexpr const char* kNames[kFrameStageCount] = {"Region",    "Change", "Bone",
                                                    "Landmarks", "Needle", "Plan"};
  for (std::size_t i = 0; i < kFrameStageCount; ++i) {
    if (progress.stages_ms[i] > 0.0) times.emplace_back(kNames[i], progress.stages_ms[i]);
  }
  times.emplace_back("Window", state.draw_ms);
  return times;
}

void draw_times(const std::vector<NamedTime>& times) {
  double longest = 1.0;
  for (const auto& one : times) longest = std::max(longest, one.second);
  const float width = ImGui::GetContentRegionAvail().x;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const auto& [name, ms] : times) {
    value_row(name, fmt::format("{:.1f} ms", ms));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float part = width * static_cast<float>(ms / longest);
    list.AddRectFilled({at.x, at.y - px(4)}, {at.x + std::max(part, px(1)), at.y - px(2)},
                       colour::kAccent);
  }
}

void draw_playback(const ReplayView& replay) {
  const PlaybackTimes& playback = replay.playback;
  heading("On the screen");
  if (playback.shown == 0) {
    line_text("measured while it plays", colour::kFaint);
    return;
  }
  value_row("Frames a second",
            fmt::format("{:.0f}, {} passed over", playback.shown_hz, playback.passed_over),
            playback.passed_over > 0 ? colour::kWarning : colour::kText);
  if (playback.delay_p95_ms <= 0.0) return;
  value_row("Due to shown",
            fmt::format("p50 {:.0f}, p95 {:.0f} ms", playback.delay_p50_ms, playback.delay_p95_ms));
}

}  // namespace

void draw_timing_panel(const Box& box, const ViewerState& state) {
  const Panel panel("timing", box);
  heading("What a frame takes, median");
  draw_times(times_of(state));
  gap(2);
  draw_playback(state.replay);
}

}  // namespace echolance
