// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "gui/panels/lane_drawing.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

// What a frame says of the needle; nothing where it was not seen.
std::optional<float> where_known(const FrameLane& lane, const std::optional<float>& value) {
  return lane.needle == NeedleState::kNotSeen ? std::nullopt : value;
}

std::optional<float> steepness(const FrameLane& lane) {
  const auto angle = where_known(lane, lane.angle_rad);
  if (!angle) return std::nullopt;
  const double from_level = std::abs(degrees(double{*angle}));
  return static_cast<float>(std::min(from_level, 180.0 - from_level));
}

}  // namespace

void draw_charts_panel(const Box& box, const ReplayView& replay) {
  const Panel panel("charts", box, PanelLook::kFixed);
  ImGui::GetWindowDrawList()->AddRectFilled(box.low(), box.high(), colour::kCard, px(6));
  Box rest = inset(box, px(14));
  const bool in_mm = replay.spacing.has_value();
  const ChartSpec depth{"Tip depth", " mm",
                        [](const FrameLane& lane) { return where_known(lane, lane.tip_depth_mm); },
                        true, in_mm ? "needle not seen" : "pixel size not known"};
  const ChartSpec distance{
      "Tip to target", " mm",
      [](const FrameLane& lane) { return where_known(lane, lane.plan_tip_to_target_mm); }, true,
      "no plan is followed"};
  const ChartSpec angle{"Needle's angle to the horizontal", "°", steepness, true,
                        "needle not seen"};
  const float each = (rest.height - 2 * px(10)) / 3.0F;
  draw_chart(take_top(rest, each, px(10)), depth, replay.lanes, replay.frame_count, replay.frame);
  draw_chart(take_top(rest, each, px(10)), distance, replay.lanes, replay.frame_count,
             replay.frame);
  draw_chart(rest, angle, replay.lanes, replay.frame_count, replay.frame);
}

}  // namespace echolance
