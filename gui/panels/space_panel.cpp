// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

struct View {
  const char* label;
  const char* key;
};
constexpr std::array<View, 5> kViews = {
    {{"Behind", "P"}, {"Left", "L"}, {"Above", "C"}, {"Aslant", "O"}, {"Along the needle", "N"}}};

void mark(Icon icon, ImU32 ink, const char* words) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float line = ImGui::GetTextLineHeight();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (icon == Icon::kNone) {
    list.AddRectFilled({at.x, at.y + 0.2F * line}, {at.x + px(14), at.y + 0.8F * line}, ink, px(2));
  } else {
    draw_icon(list, icon, {at.x + px(7), at.y + 0.5F * line}, px(14), ink);
  }
  ImGui::Indent(px(24));
  line_text(words, colour::kMuted);
  ImGui::Unindent(px(24));
}

void draw_legend(const SpaceView& space) {
  heading("What is shown");
  mark(Icon::kNone, IM_COL32(226, 214, 190, 255), "Bone, model or measured");
  mark(Icon::kNone, colour::kLandmark, "Landmarks, ball of one sigma");
  mark(Icon::kSeen, colour::kSeen, "Needle, seen");
  mark(Icon::kPredicted, colour::kPredicted, "Needle, predicted");
  mark(Icon::kNone, colour::kPlan, "Planned way and target");
  mark(Icon::kNone, colour::kError, "Keep out: nerves, vessels");
  if (space.has_volume) mark(Icon::kNone, colour::kMuted, "Reconstructed volume");
}

void draw_views(const SpaceView& space, Commands& commands) {
  heading("View");
  const float width = ImGui::GetContentRegionAvail().x;
  for (std::size_t i = 0; i < kViews.size(); ++i) {
    const int index = static_cast<int>(i);
    const auto look = index == space.view ? ButtonLook::kOn : ButtonLook::kNormal;
    const bool whole = i + 1 == kViews.size();
    const float each = whole ? width : 0.5F * (width - px(6));
    if (button({kViews[i].label, kViews[i].key, look, Icon::kNone, each})) {
      commands.emplace_back(command::LookFrom{index});
    }
    if (i % 2 == 0 && !whole) ImGui::SameLine(0.0F, px(6));
  }
  gap(4);
  const float third = (width - 2 * px(6)) / 3.0F;
  if (button({"Nearer", "+", ButtonLook::kNormal, Icon::kNone, third})) {
    commands.emplace_back(command::ZoomScene{1.2});
  }
  ImGui::SameLine(0.0F, px(6));
  if (button({"Farther", "-", ButtonLook::kNormal, Icon::kNone, third})) {
    commands.emplace_back(command::ZoomScene{1.0 / 1.2});
  }
  ImGui::SameLine(0.0F, px(6));
  if (button({"Reset##view", "", ButtonLook::kNormal, Icon::kNone, third})) {
    commands.emplace_back(command::LookFrom{space.view});
  }
}

void draw_volume(const SpaceView& space, Commands& commands) {
  heading("Volume");
  if (!space.has_volume) {
    paragraph("None: it is reconstructed from recordings with a tracked probe.", colour::kFaint,
              FontRole::kSmall);
    return;
  }
  constexpr std::array kStyles = {"Slices", "Rendered"};
  const int pressed =
      choice_row("volume", kStyles, space.volume_style, ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) commands.emplace_back(command::SetVolumeStyle{pressed});
}

void draw_numbers(const ViewerState& state) {
  const PlannedPath* way = way_in_view(state.plan);
  if (way == nullptr) return;
  gap(10);
  heading("Plan");
  const double length = (end_mm(way->way) - entry_mm(way->way)).norm();
  value_row("Length", fmt::format("{:.0f} mm", length));
  value_row("Angle", fmt::format("{:.0f}°", degrees(way->angle_to_face_rad)));
  if (!way->clearances.empty()) {
    const PathClearance& nearest = way->clearances.front();
    value_row("Nearest", fmt::format("{}, {:.1f} mm", structure_words(nearest.structure),
                                     nearest.distance_mm));
  }
}

std::string hint_words(const SpaceView& space) {
  std::string words = "Drag turns, Shift and drag moves, the wheel zooms.";
  if (space.entry_px && space.has_skin) words += " The entry can be dragged along the skin.";
  if (space.target_px) {
    words += " The target is dragged in the plane of the view";
    words += space.has_bone ? ", with Ctrl held on bone." : ".";
  }
  return words;
}

void draw_side(Box box, const ViewerState& state, PanelMemory& memory, Commands& commands) {
  if (has_picture_beside(state)) {
    const float height = std::min(box.width + px(40), 0.45F * box.height);
    draw_picture_beside(take_top(box, height, px(10)), state, memory, commands);
  }
  const Panel panel("space_side", box);
  draw_views(state.space, commands);
  gap(10);
  draw_volume(state.space, commands);
  gap(10);
  draw_legend(state.space);
  draw_numbers(state);
  gap(12);
  paragraph(hint_words(state.space), colour::kFaint, FontRole::kSmall);
}

}  // namespace

void draw_space_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands) {
  Box rest = box;
  const float between = px(10);
  const Box side = take_right(rest, std::clamp(0.22F * box.width, px(270), px(340)), between);
  draw_side(side, state, memory, commands);
  if (state.replay.open && !state.guide.running) {
    draw_transport_panel(take_bottom(rest, px(34), px(6)), state.replay, commands);
  }
  if (state.space.available) return draw_space_view(rest, state.space, memory, commands);
  const Panel panel("no_space", rest);
  (void)empty_message(rest, "Nothing to see in space yet",
                      state.space.why_not.empty()
                          ? "Open a virtual patient, results of landmarks, or a recording with a "
                            "tracked probe."
                          : state.space.why_not,
                      px(32));
  if (button({"Open", "1", ButtonLook::kPrimary})) {
    commands.emplace_back(command::ShowWorkspace{Workspace::kOpen});
  }
}

}  // namespace echolance
