// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <array>

#include "gui/panels/panels.hpp"
#include "gui/panels/replay_steps.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

void step_button(const ButtonSpec& spec, const Command& asked, Commands& commands) {
  if (button(spec)) commands.push_back(asked);
  ImGui::SameLine(0.0F, px(4));
}

void draw_steps(const ReplayView& replay, Commands& commands) {
  const auto quiet = ButtonLook::kNormal;
  const bool open = replay.open && replay.frame_count > 0;
  step_button({"##first", "", quiet, Icon::kFirst, px(32), open, "First frame (Home)"},
              command::GoToFrame{0}, commands);
  step_button({"##event_back", "", quiet, Icon::kEventBack, px(32), open, "Event before (PgUp)"},
              command::GoToEvent{-1}, commands);
  step_button({"##step_back", "", quiet, Icon::kStepBack, px(32), open, "One frame back (Left)"},
              command::StepFrames{-1}, commands);
  step_button({replay.playing ? "Pause##play" : "Play##play", "Space", ButtonLook::kPrimary,
               replay.playing ? Icon::kPause : Icon::kPlay, px(118), open},
              command::TogglePlay{}, commands);
  step_button({"##step_on", "", quiet, Icon::kStepOn, px(32), open, "One frame on (Right)"},
              command::StepFrames{1}, commands);
  step_button({"##event_on", "", quiet, Icon::kEventOn, px(32), open, "Next event (PgDn)"},
              command::GoToEvent{1}, commands);
  step_button({"##last", "", quiet, Icon::kLast, px(32), open, "Last frame (End)"},
              command::GoToFrame{std::max<std::int64_t>(0, replay.frame_count - 1)}, commands);
}

void draw_speed(const ReplayView& replay, Commands& commands) {
  step_button({"##slower", "[", ButtonLook::kQuiet, Icon::kDown, 0, replay.open, "Slower"},
              command::SetSpeed{next_speed(replay.speed, -1)}, commands);
  const std::string words = fmt::format("{:g}x", replay.speed);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = px(40);
  const ImVec2 size = text_size(words);
  draw_text({at.x + 0.5F * (width - size.x), at.y + px(16) - 0.5F * size.y}, words, colour::kText,
            FontRole::kBody);
  ImGui::Dummy({width, px(32)});
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("Of the original timing");
  ImGui::SameLine(0.0F, px(4));
  step_button({"##faster", "]", ButtonLook::kQuiet, Icon::kUp, 0, replay.open, "Faster"},
              command::SetSpeed{next_speed(replay.speed, 1)}, commands);
  step_button({"Loop", "L", replay.loop ? ButtonLook::kOn : ButtonLook::kNormal, Icon::kLoop, 0,
               replay.open},
              command::SetLoop{!replay.loop}, commands);
}

}  // namespace

void draw_transport_panel(const Box& box, const ReplayView& replay, Commands& commands) {
  const Panel panel("transport", box, PanelLook::kFixed);
  draw_steps(replay, commands);
  ImGui::SameLine(0.0F, px(14));
  draw_speed(replay, commands);
  if (!replay.open) return;
  const double time_s = replay.picture ? replay.picture->time.seconds() : 0.0;
  std::string words =
      fmt::format("frame {} of {}   {}", replay.frame + 1, replay.frame_count, time_words(time_s));
  const float room = box.x + box.width - ImGui::GetItemRectMax().x - px(12);
  if (text_size(words).x > room) {
    words = fmt::format("{} / {}", replay.frame + 1, replay.frame_count);
  }
  const ImVec2 size = text_size(words);
  draw_text({box.x + box.width - size.x, box.y + px(16) - 0.5F * size.y}, words, colour::kText,
            FontRole::kBody);
}

}  // namespace echolance
