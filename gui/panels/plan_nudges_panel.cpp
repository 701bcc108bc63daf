// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {

using Eigen::Vector3d;

// In space both ends are moved along the probe's directions by buttons and keys.
void draw_plan_nudges(const Box& box, const PlanningView& plan, Commands& commands) {
  const Panel panel("nudges", box);
  constexpr double kStep_mm = 1.0;
  struct Nudge {
    const char* label;
    const char* tip;
    PlanAxis axis;
    double way;
  };
  constexpr std::array<Nudge, 6> kNudges = {
      {{"Left##nudge", "1 mm to the left of the probe", PlanAxis::kRight, -1.0},
       {"Right##nudge", "1 mm to the right of the probe", PlanAxis::kRight, 1.0},
       {"Up##nudge", "1 mm shallower", PlanAxis::kDeep, -1.0},
       {"Down##nudge", "1 mm deeper", PlanAxis::kDeep, 1.0},
       {"Out##nudge", "1 mm out of the picture plane", PlanAxis::kOut, 1.0},
       {"Back##nudge", "1 mm back through the picture plane", PlanAxis::kOut, -1.0}}};
  for (const char* end : {"Target", "Entry"}) {
    const bool target = end[0] == 'T';
    ImGui::PushID(end);
    const float room = ImGui::GetContentRegionAvail().x - px(54);
    const float each = std::min(px(74), room / static_cast<float>(kNudges.size()) - px(4));
    ImGui::AlignTextToFramePadding();
    draw_text({ImGui::GetCursorScreenPos().x, ImGui::GetCursorScreenPos().y + px(6)}, end,
              colour::kMuted, FontRole::kBody);
    ImGui::Dummy({px(54), px(32)});
    for (const auto& nudge : kNudges) {
      ImGui::SameLine(0.0F, px(4));
      if (!button({.label = nudge.label, .width_px = each, .tip = nudge.tip})) continue;
      const Vector3d by = nudge.way * kStep_mm * plan_direction(plan, nudge.axis);
      target ? move_target(plan, by, commands) : move_entry(plan, by, commands);
    }
    ImGui::PopID();
  }
}

}  // namespace echolance
