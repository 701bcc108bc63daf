// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <numbers>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;
constexpr double kWorthTelling_ms = 0.05;  // of a stage

// A button of a pad; `last` ends the line.
void pad(const ButtonSpec& spec, const Command& asked, Commands& commands) {
  if (button(spec)) commands.push_back(asked);
  ImGui::SameLine(0.0F, px(4));
}

void draw_needle_pad(const GuideView& guide, Commands& commands) {
  heading("Needle");
  const float half = 0.5F * (ImGui::GetContentRegionAvail().x - px(4));
  const auto look = ButtonLook::kNormal;
  const bool on = guide.simulated;
  pad({"In 1 mm", "Down", look, Icon::kDown, half, on}, command::MoveNeedle{1.0, 0.0, 0.0},
      commands);
  pad({"Back 1 mm", "Up", look, Icon::kUp, half, on}, command::MoveNeedle{-1.0, 0.0, 0.0},
      commands);
  ImGui::NewLine();
  pad({"Flatter##needle", "Left", look, Icon::kTurnLeft, half, on},
      command::MoveNeedle{0.0, -kDegree, 0.0}, commands);
  pad({"Steeper##needle", "Right", look, Icon::kTurnRight, half, on},
      command::MoveNeedle{0.0, kDegree, 0.0}, commands);
  ImGui::NewLine();
  pad({"To the plan's entry", "P", look, Icon::kNone, half, on && guide.has_plan},
      command::PutNeedle{}, commands);
  pad({"Inject 1 ml", "I", look, Icon::kNone, half, on}, command::Inject{1.0}, commands);
  ImGui::NewLine();
}

void draw_probe_pad(const GuideView& guide, Commands& commands) {
  heading("Probe");
  const float third = (ImGui::GetContentRegionAvail().x - 2 * px(4)) / 3.0F;
  const auto look = ButtonLook::kNormal;
  const bool on = guide.simulated;
  pad({"Left##probe", "A", look, Icon::kNone, third, on}, command::MoveProbe{-1.0, 0.0, 0.0},
      commands);
  pad({"Out##probe", "W", look, Icon::kNone, third, on, "1 mm out of the picture plane"},
      command::MoveProbe{0.0, 1.0, 0.0}, commands);
  pad({"Right##probe", "D", look, Icon::kNone, third, on}, command::MoveProbe{1.0, 0.0, 0.0},
      commands);
  ImGui::NewLine();
  pad({"Turn##left", "Q", look, Icon::kNone, third, on, "2° about the beam"},
      command::MoveProbe{0.0, 0.0, -2.0 * kDegree}, commands);
  pad({"Back##probe", "S", look, Icon::kNone, third, on, "1 mm back through the picture plane"},
      command::MoveProbe{0.0, -1.0, 0.0}, commands);
  pad({"Turn##right", "E", look, Icon::kNone, third, on, "2° about the beam"},
      command::MoveProbe{0.0, 0.0, 2.0 * kDegree}, commands);
  ImGui::NewLine();
}

void draw_run(const GuideView& guide, Commands& commands) {
  const float third = (ImGui::GetContentRegionAvail().x - 2 * px(4)) / 3.0F;
  pad({guide.paused ? "Go on##pause" : "Pause##pause", "Space", ButtonLook::kPrimary, Icon::kNone,
       third},
      command::PauseGuide{!guide.paused}, commands);
  pad({"Stop", "X", ButtonLook::kNormal, Icon::kNone, third}, command::StopGuide{}, commands);
  pad({"Sound", "M", guide.sound ? ButtonLook::kOn : ButtonLook::kNormal, Icon::kNone, third},
      command::SetSound{!guide.sound}, commands);
  ImGui::NewLine();
}

void draw_counts(const GuideView& guide) {
  const LiveCounts& counts = guide.live.counts;
  heading("Frames");
  value_row("Received, looked at", fmt::format("{}, {}", counts.received, counts.processed));
  std::string stages;
  for (std::size_t i = 0; i < kFrameStageCount; ++i) {
    if (counts.stages_ms[i] < kWorthTelling_ms) continue;
    stages += fmt::format("{}{} {:.1f}", stages.empty() ? "" : ", ",
                          to_string(static_cast<FrameStage>(i)), counts.stages_ms[i]);
  }
  if (!stages.empty()) paragraph(stages + " ms", colour::kMuted, FontRole::kSmall);
  value_row("Late", fmt::format("{}", counts.late));
  value_row("Lost", fmt::format("{}", counts.dropped),
            counts.dropped > 0 ? colour::kError : colour::kText);
  if (!guide.live.error.empty()) sign_line(Icon::kError, guide.live.error, colour::kError);
}

void draw_followed(const PlanningView& plan) {
  const PlannedPath* way = way_in_view(plan);
  if (way == nullptr || !plan.results) return;
  heading("Plan");
  value_row("Target", structure_words(target_words(plan.results->plan)));
  value_row("Way", way_words(*way));
  value_row("Reached within", mm_words(plan.results->plan.tolerance_mm));
  gap(6);
}

}  // namespace

void draw_guide_controls(const Box& box, const ViewerState& state, Commands& commands) {
  const GuideView& guide = state.guide;
  const Panel panel("guide_controls", box);
  draw_run(guide, commands);
  gap(6);
  if (guide.simulated) {
    draw_needle_pad(guide, commands);
    gap(6);
    draw_probe_pad(guide, commands);
    paragraph(
        "In the picture: drag moves the needle, right drag slides the probe, the wheel turns "
        "it.",
        colour::kFaint, FontRole::kSmall);
    gap(6);
  } else {
    paragraph("The recording plays as if it came from a scanner now.", colour::kMuted,
              FontRole::kSmall);
    gap(6);
  }
  if (guide.plan_changed) {
    sign_line(
        Icon::kWarning,
        "The plan was changed since: the old one is followed. Stop and start for the new one.",
        colour::kWarning);
  } else if (guide.has_plan) {
    draw_followed(state.plan);
  }
  draw_counts(guide);
}

}  // namespace echolance
