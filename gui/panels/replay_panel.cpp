// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>

#include "gui/panels/keys.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/picture_input.hpp"
#include "gui/panels/replay_steps.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

double pixel_aspect(const ReplayView& replay) {
  return replay.spacing ? replay.spacing->y_mm_per_px / replay.spacing->x_mm_per_px : 1.0;
}

PictureMapping mapping_of(const ReplayView& replay, const Box& area) {
  return {whole_picture(replay.texture.width_px, replay.texture.height_px), box_px(area),
          pixel_aspect(replay), ZoomPan{replay.zoom, {replay.pan_x, replay.pan_y}}};
}

void draw_untouched(const Box& box, const ReplayView& replay) {
  const Panel panel("untouched", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box area = inset(box, px(8));
  const PictureMapping mapping = mapping_of(replay, area);
  PictureDrawing(list, mapping, area).texture(replay.texture);
  draw_label(list, {box.x + px(14), box.y + px(12)}, "untouched", colour::kMuted);
}

void draw_finding(const Box& box, const ReplayView& replay) {
  if (replay.report) return;
  const char* words = replay.picture ? "not looked at yet" : "reading ...";
  draw_label(*ImGui::GetWindowDrawList(), {box.x + px(14), box.y + px(12)}, words, colour::kMuted);
}

void draw_measure(PictureDrawing& drawing, const ReplayView& replay) {
  if (!replay.measure_from_px || !replay.measure_to_px) return;
  const PixelPoint from{replay.measure_from_px->x(), replay.measure_from_px->y()};
  const PixelPoint to{replay.measure_to_px->x(), replay.measure_to_px->y()};
  if (from == to) return;
  drawing.measure(from, to, measure_words(from, to, replay.spacing, replay.report.get()));
}

void draw_picture(const Box& box, const ReplayView& replay, PanelMemory& memory,
                  Commands& commands) {
  const Panel panel("picture", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box area = inset(box, px(8));
  const PictureMapping mapping = mapping_of(replay, area);
  PictureDrawing drawing(list, mapping, area);
  drawing.texture(replay.texture);
  const bool overlay = replay.overlay && !overlay_key_held();
  if (overlay && replay.report) drawing.report(*replay.report);
  if (overlay) {
    drawing.depth_scale(replay.report.get(), replay.spacing);
    draw_measure(drawing, replay);
  }
  if (overlay && replay.report) drawing.state_corner(replay.report->needle);
  if (!overlay) {
    draw_label(list, {box.x + px(14), box.y + px(12)}, "overlay hidden", colour::kMuted);
  }
  if (overlay) draw_finding(box, replay);
  take_picture_input(area, mapping, replay, memory, commands);
  note_item("##picture", area.low(), area.high(), 0.0F);
}

void tool_button(const char* label, const char* key, PictureTool tool, const ReplayView& replay,
                 Commands& commands) {
  const bool on = replay.tool == tool;
  const auto look = on ? ButtonLook::kOn : ButtonLook::kNormal;
  if (button({label, key, look})) {
    commands.emplace_back(command::SetTool{on ? PictureTool::kLook : tool});
  }
  ImGui::SameLine(0.0F, px(4));
}

void draw_tools(const Box& box, const ReplayView& replay, Commands& commands) {
  const Panel panel("tools", box, PanelLook::kPlain);
  tool_button("Window/level", "W", PictureTool::kWindowLevel, replay, commands);
  tool_button("Measure", "M", PictureTool::kMeasure, replay, commands);
  ImGui::SameLine(0.0F, px(16));
  const auto look = [](bool on) { return on ? ButtonLook::kOn : ButtonLook::kNormal; };
  if (button({"Overlay", "V", look(replay.overlay), Icon::kNone, 0, true,
              "Hold O to hide it for a moment"})) {
    commands.emplace_back(command::SetOverlay{!replay.overlay});
  }
  ImGui::SameLine(0.0F, px(4));
  if (button({"Side by side", "B", look(replay.side_by_side)})) {
    commands.emplace_back(command::SetSideBySide{!replay.side_by_side});
  }
  ImGui::SameLine(0.0F, px(4));
  if (button({"Times", "T", look(replay.timing), Icon::kNone, 0, true,
              "What every stage takes, in place of the charts"})) {
    commands.emplace_back(command::SetTiming{!replay.timing});
  }
  ImGui::SameLine(0.0F, px(4));
  if (button({"Reset", "R", ButtonLook::kNormal, Icon::kNone, 0, true,
              "No zoom, full range of grey"})) {
    picture_as_it_was(commands);
  }
  std::string words = fmt::format("{:.0f} %", 100.0 * replay.zoom);
  if (replay.window != 255.0 || replay.level != 127.5) {
    words += fmt::format("   window {:.0f}, level {:.0f}", replay.window, replay.level);
  }
  const ImVec2 size = text_size(words, FontRole::kSmall);
  draw_text({box.x + box.width - size.x, box.y + px(16) - 0.5F * size.y}, words, colour::kMuted,
            FontRole::kSmall);
}

void draw_needle_card(const Box& box, const ReplayView& replay) {
  const Panel panel("needle", box);
  if (!replay.report) {
    heading("Needle");
    line_text("not looked at yet", colour::kFaint);
    return;
  }
  const NeedleEstimate& needle = replay.report->needle;
  const StateLook look = look_of(needle.state);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float icon = px(18);
  draw_icon(*ImGui::GetWindowDrawList(), look.icon,
            {at.x + 0.5F * icon, at.y + 0.5F * text_size("0", FontRole::kLarge).y}, icon,
            look.colour);
  ImGui::Indent(icon + px(9));
  line_text(look.word, look.colour, FontRole::kLarge);
  ImGui::Unindent(icon + px(9));
  if (needle.state == NeedleState::kNotSeen || !needle.line) {
    paragraph(needle.reason.empty() ? "no reason given" : needle.reason, colour::kMuted);
    return;
  }
  if (needle.state == NeedleState::kPredicted) line_text(state_detail(needle), colour::kPredicted);
  value_row("Confidence", fmt::format("{:.2f}", needle.confidence));
  value_row("Angle", fmt::format("{:.0f}° to the horizontal", steepness_deg(*needle.line)));
  value_row("Tip along the shaft", needle.tip_std_mm
                                       ? fmt::format("± {:.1f} mm", *needle.tip_std_mm)
                                       : fmt::format("± {:.0f} px", needle.tip_std_px));
  const auto& plan = replay.report->plan;
  if (!plan || !plan->deviation.known()) return;
  const bool seen = plan->deviation.state == NeedleState::kSeen;
  value_row(seen ? "Tip to target" : "Tip to target, predicted",
            mm_words(plan->deviation.tip_to_target_mm), seen ? colour::kText : colour::kPredicted);
}

const char* change_words(FrameChange change) {
  if (change == FrameChange::kRepeated) return "repeats the one before";
  if (change == FrameChange::kCut) return "another scene";
  return change == FrameChange::kFirst ? "first" : "new";
}

void draw_frame_card(const Box& box, const ReplayView& replay) {
  const Panel panel("frame", box);
  heading("Found in this frame");
  if (!replay.report) return;
  const FrameReport& report = *replay.report;
  value_row("Frame", change_words(report.change),
            report.change == FrameChange::kRepeated ? colour::kWarning : colour::kText);
  value_row("View", structure_words(to_string(report.landmarks.view)));
  value_row("Bone", report.bone.points.empty()
                        ? "not found"
                        : fmt::format("{} points", report.bone.points.size()));
  bool any = false;
  for (const auto& landmark : report.landmarks.landmarks) {
    if (!landmark.position || landmark.kind == LandmarkKind::kSkin) continue;
    any = true;
    const bool claimed = landmark.confidence >= kLandmarkClaim;
    const std::string words = landmark_words(landmark);
    value_row(words.c_str(),
              fmt::format("{}{:.2f}, ± {:.1f} mm", claimed ? "" : "unsure ", landmark.confidence,
                          landmark.std_mm),
              claimed ? colour::kLandmark : colour::kMuted);
  }
  if (!any) {
    value_row("Landmarks",
              report.landmarks.reason.empty() ? std::string_view("none") : report.landmarks.reason,
              colour::kMuted);
  }
}

void draw_empty(const Box& box, Commands& commands) {
  const Panel panel("empty", box);
  (void)empty_message(box, "No recording is open",
                      "Open one to replay it frame by frame with everything that is found in it.",
                      px(32));
  if (button({"Open a recording", "1", ButtonLook::kPrimary})) {
    commands.emplace_back(command::ShowWorkspace{Workspace::kOpen});
  }
}

}  // namespace

void draw_replay_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                           Commands& commands) {
  const ReplayView& replay = state.replay;
  if (!replay.open) return draw_empty(box, commands);
  const float between = px(10);
  Box rest = box;
  Box side = take_right(rest, std::clamp(0.25F * box.width, px(290), px(400)), between);
  const float lanes = std::clamp(0.17F * box.height, px(118), px(170));
  draw_timeline_panel(take_bottom(rest, lanes), replay, commands);
  draw_transport_panel(take_bottom(rest, px(34), px(2)), replay, commands);
  (void)take_bottom(rest, px(6));
  draw_needle_card(take_top(side, px(176), between), replay);
  const float charts_height =
      std::max(px(250), std::max(0.42F * box.height, side.height - px(250)));
  const Box charts = take_bottom(side, charts_height, between);
  draw_frame_card(side, replay);
  if (replay.timing) {
    draw_timing_panel(charts, state);
  } else {
    draw_charts_panel(charts, replay);
  }
  draw_tools(take_top(rest, px(34), px(6)), replay, commands);
  if (replay.side_by_side) draw_untouched(take_right(rest, 0.5F * rest.width, px(6)), replay);
  draw_picture(rest, replay, memory, commands);
}

}  // namespace echolance
