// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gui/panels/keys.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/picture_input.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

void draw_live_picture(const Box& box, const GuideView& guide, Commands& commands) {
  const Panel panel("live", box, PanelLook::kPicture);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box area = inset(box, px(8));
  const auto& spacing = guide.live.frame ? guide.live.frame->spacing : std::nullopt;
  const double aspect = spacing ? spacing->y_mm_per_px / spacing->x_mm_per_px : 1.0;
  const PictureMapping mapping(whole_picture(guide.texture.width_px, guide.texture.height_px),
                               box_px(area), aspect);
  PictureDrawing drawing(list, mapping, area);
  drawing.texture(guide.texture);
  const bool overlay = !overlay_key_held();
  if (!overlay)
    draw_label(list, {box.x + px(14), box.y + px(12)}, "overlay hidden", colour::kMuted);
  if (overlay && guide.live.report) {
    drawing.report(*guide.live.report);
    drawing.depth_scale(guide.live.report.get(), spacing);
    drawing.state_corner(guide.live.report->needle);
  }
  take_guide_input(area, mapping, guide, commands);
  note_item("##live", area.low(), area.high(), 0.0F);
  const char* words = guide.paused ? "PAUSED" : guide.live.ended ? "ENDED" : "";
  if (words[0] == '\0') return;
  draw_label(list, {box.x + 0.5F * box.width - px(30), box.y + px(14)}, words, colour::kWarning);
}

// Large, with a sign and a word; green only where something is known and nothing is wrong.
void draw_alert_band(const Box& box, const GuideView& guide) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto& report = guide.live.report;
  const bool known = report && report->plan && report->plan->deviation.known();
  const bool predicted = known && report->plan->deviation.state == NeedleState::kPredicted;
  ImU32 ink = colour::kNotSeen;
  Icon icon = Icon::kNotSeen;
  std::string words =
      guide.has_plan ? "Needle not seen: nothing is known of it" : "No plan: make one in Plan (3)";
  if (!guide.alerts.empty()) {
    ink = colour::kError;
    icon = Icon::kWarning;
    words = guide.alerts.front();
    if (guide.alerts.size() > 1) words += fmt::format("   (+{})", guide.alerts.size() - 1);
  } else if (predicted) {
    ink = colour::kPredicted;
    icon = Icon::kPredicted;
    words = "Predicted, not seen: do not advance";
  } else if (known) {
    ink = colour::kSeen;
    icon = Icon::kCheck;
    words = "On the planned way";
  }
  list.AddRectFilled(box.low(), box.high(), faded(ink, 0.16), px(6));
  list.AddRectFilled(box.low(), {box.x + px(6), box.y + box.height}, ink, px(3));
  const float size = px(24);
  const float middle = box.y + 0.5F * box.height;
  draw_icon(list, icon, {box.x + px(32), middle}, size, ink);
  const ImVec2 text = text_size(words, FontRole::kLarge);
  draw_text({box.x + px(56), middle - 0.5F * text.y}, words, ink, FontRole::kLarge,
            box.width - px(68));
}

struct Shown {
  std::string number;
  ImU32 colour;
};

// A dash where nothing is known: never an old number.
Shown shown(const PlanDeviation* deviation, double value, const char* form) {
  if (deviation == nullptr || !deviation->known()) return {"-", colour::kFaint};
  const bool seen = deviation->state == NeedleState::kSeen;
  return {fmt::format(fmt::runtime(form), value), seen ? colour::kText : colour::kPredicted};
}

void small_number(const Box& box, const char* name, const Shown& value, const char* unit) {
  draw_text(box.low(), name, colour::kMuted, FontRole::kSmall);
  const float y = box.y + text_size("0", FontRole::kSmall).y + px(1);
  const float taken = draw_text({box.x, y}, value.number, value.colour, FontRole::kLarge);
  if (value.colour == colour::kFaint) return;
  const bool degree = unit[0] != 'm';
  draw_text({box.x + taken + (degree ? px(1) : px(4)), degree ? y : y + px(6)}, unit,
            colour::kMuted, degree ? FontRole::kLarge : FontRole::kSmall);
}

// With what the tip's place along the shaft may be off by: one standard deviation.
std::string distance_unit(const FrameReport* report, const PlanDeviation* deviation) {
  if (report == nullptr || deviation == nullptr || !deviation->known()) return "";
  const auto& std_mm = report->needle.tip_std_mm;
  return std_mm ? fmt::format("mm  ± {:.1f}", *std_mm) : "mm";
}

void draw_numbers(const Box& box, const GuideView& guide) {
  const Panel panel("numbers", box);
  const auto& report = guide.live.report;
  const PlanDeviation* deviation = report && report->plan ? &report->plan->deviation : nullptr;
  const NeedleState state = report ? report->needle.state : NeedleState::kNotSeen;
  const StateLook look = look_of(state);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_icon(*ImGui::GetWindowDrawList(), look.icon,
            {at.x + px(9), at.y + 0.5F * text_size("0", FontRole::kLarge).y}, px(18), look.colour);
  ImGui::Indent(px(28));
  line_text(report ? look.word : "No frame yet", look.colour, FontRole::kLarge);
  ImGui::Unindent(px(28));
  line_text(report ? state_detail(report->needle) : "", colour::kMuted, FontRole::kSmall);
  gap(8);
  const PlanDeviation none;
  const PlanDeviation& d = deviation != nullptr ? *deviation : none;
  const bool predicted = d.state == NeedleState::kPredicted;
  const Shown distance = shown(deviation, d.tip_to_target_mm, "{:.1f}");
  big_value(predicted ? "Tip to target, predicted" : "Tip to target", distance.number,
            distance_unit(report.get(), deviation), distance.colour);
  Box rest = rest_of_window();
  const float half = 0.5F * rest.width;
  Box row = take_top(rest, px(52));
  small_number(take_left(row, half), "Beside the way", shown(deviation, d.beside_mm, "{:.1f}"),
               "mm");
  small_number(row, "Along the way", shown(deviation, d.along_mm, "{:.1f}"), "mm");
  row = take_top(rest, px(52));
  small_number(take_left(row, half), "Angle in the plane",
               shown(deviation, degrees(d.angle_in_plane_rad), "{:+.0f}"), "°");
  Shown out = shown(deviation, degrees(d.angle_out_of_plane_rad.value_or(0.0)), "{:+.0f}");
  if (!d.angle_out_of_plane_rad) out = {"not known", colour::kFaint};
  small_number(row, "Angle out of it", out, d.angle_out_of_plane_rad ? "°" : "");
  if (deviation == nullptr || !deviation->known() || !deviation->nearest_structure) return;
  ImGui::SetCursorScreenPos(rest.low());
  value_row("Nearest structure",
            fmt::format("{} {:.1f} mm", structure_words(report->plan->nearest_structure),
                        deviation->nearest_mm));
}

void draw_start(const Box& box, const ViewerState& state, Commands& commands) {
  const Panel panel("start", box);
  const Box rest = empty_message(
      box, "Rehearse with guidance",
      "The plan over every frame, with the needle's distance and angle to it. Frames come from the "
      "open recording, as if it were live, or from a virtual patient whose probe and needle you "
      "move.",
      px(110));
  const Panel controls("start_controls", rest, PanelLook::kFixed);
  if (button({"Start with the recording", "G", ButtonLook::kPrimary, Icon::kPlay, 0,
              state.replay.open})) {
    commands.emplace_back(command::StartGuide{GuideSource::kRecording});
  }
  ImGui::SameLine();
  if (button({"Start with a virtual patient", "Shift+G", ButtonLook::kNormal, Icon::kPlay})) {
    commands.emplace_back(command::StartGuide{GuideSource::kPatient});
  }
  gap(12);
  if (!state.guide.has_plan) {
    sign_line(Icon::kWarning, "There is no plan yet: the needle cannot be compared with one.",
              colour::kWarning);
  }
  if (!state.replay.open) sign_line(Icon::kInfo, "No recording is open.", colour::kMuted);
}

}  // namespace

void draw_guide_workspace(const Box& box, const ViewerState& state, Commands& commands) {
  const GuideView& guide = state.guide;
  if (!guide.running) return draw_start(box, state, commands);
  const float between = px(10);
  Box rest = box;
  Box side = take_right(rest, std::clamp(0.27F * box.width, px(310), px(420)), between);
  draw_alert_band(take_top(rest, px(58), between), guide);
  draw_numbers(take_top(side, px(304), between), guide);
  draw_guide_controls(side, state, commands);
  draw_live_picture(rest, guide, commands);
}

}  // namespace echolance
