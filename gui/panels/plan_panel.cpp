// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "gui/panels/panels.hpp"
#include "gui/panels/plan_edits.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

const ProcedureChoice* chosen_procedure(const PlanningView& plan) {
  const auto found =
      std::find_if(plan.procedures.begin(), plan.procedures.end(),
                   [&](const ProcedureChoice& one) { return one.id == plan.edit.procedure; });
  return found == plan.procedures.end() ? nullptr : &*found;
}

void edit(const PlanEdit& changed, Commands& commands) {
  commands.emplace_back(command::EditPlan{changed, EditStep::kNew});
}

int index_of(const std::vector<std::string>& items, const std::string& item) {
  const auto found = std::find(items.begin(), items.end(), item);
  return found == items.end() ? -1 : static_cast<int>(found - items.begin());
}

void label(const char* words) {
  line_text(words, colour::kMuted, FontRole::kSmall);
}

void draw_procedure(const PlanningView& plan, Commands& commands) {
  label("Procedure");
  std::vector<std::string> names;
  int current = -1;
  for (std::size_t i = 0; i < plan.procedures.size(); ++i) {
    names.push_back(plan.procedures[i].name);
    if (plan.procedures[i].id == plan.edit.procedure) current = static_cast<int>(i);
  }
  const float width = ImGui::GetContentRegionAvail().x;
  const int pressed = drop_down("##procedure", names, current, width);
  if (pressed >= 0 && pressed != current) {
    PlanEdit changed = plan.edit;
    changed.procedure = plan.procedures[static_cast<std::size_t>(pressed)].id;
    changed.level.clear();
    changed.landmarks.clear();
    changed.target_mm.reset();
    changed.entry_mm.reset();
    changed.chosen = 0;
    edit(changed, commands);
  }
  const ProcedureChoice* procedure = chosen_procedure(plan);
  if (procedure == nullptr || procedure->guidance.empty()) return;
  const bool alone = procedure->guidance.find("fluoroscopy") == std::string::npos;
  sign_line(alone ? Icon::kCheck : Icon::kWarning, "Guidance: " + procedure->guidance,
            alone ? colour::kMuted : colour::kWarning);
}

void draw_site(const PlanningView& plan, Commands& commands) {
  const ProcedureChoice* procedure = chosen_procedure(plan);
  const float width = ImGui::GetContentRegionAvail().x;
  if (procedure == nullptr || procedure->has_side) {
    label("Side of the patient");
    constexpr std::array kSides = {"Left", "Right"};
    const int pressed = choice_row("side", kSides, plan.edit.side == "right" ? 1 : 0, width);
    if (pressed >= 0) {
      PlanEdit changed = plan.edit;
      changed.side = pressed == 1 ? "right" : "left";
      if (changed.side != plan.edit.side) changed.landmarks.clear();
      if (!(changed == plan.edit)) edit(changed, commands);
    }
  }
  if (procedure == nullptr || procedure->levels.empty()) return;
  label("Level");
  std::vector<std::string> names = {"usual"};
  for (std::string level : procedure->levels) {
    std::replace(level.begin(), level.end(), '_', '/');
    std::transform(level.begin(), level.end(), level.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    names.push_back(level);
  }
  const int current = index_of(procedure->levels, plan.edit.level) + 1;
  const int pressed = drop_down("##level", names, current, width);
  if (pressed < 0 || pressed == current) return;
  PlanEdit changed = plan.edit;
  changed.level = pressed == 0 ? "" : procedure->levels[static_cast<std::size_t>(pressed - 1)];
  changed.landmarks.clear();
  edit(changed, commands);
}

struct NeedleParts {
  std::string gauge, length = "90", tip;
};

// "22G:90:quincke", as plan_needle_from_text() reads it.
NeedleParts parts_of(const std::string& needle) {
  NeedleParts parts;
  const auto colon = needle.find(':');
  parts.gauge = needle.substr(0, colon);
  if (colon == std::string::npos) return parts;
  const auto second = needle.find(':', colon + 1);
  parts.length = needle.substr(colon + 1, second - colon - 1);
  if (second != std::string::npos) parts.tip = needle.substr(second);
  return parts;
}

// Gauge and length, each with its own list; the procedure's usual one until the user chooses.
void draw_needle(const PlanningView& plan, Commands& commands) {
  const ProcedureChoice* procedure = chosen_procedure(plan);
  const std::string usual =
      procedure == nullptr || procedure->needle.empty() ? "22G:90" : procedure->needle;
  const auto [gauge, length, tip] = parts_of(plan.edit.needle.empty() ? usual : plan.edit.needle);
  std::vector<std::string> gauges = {"18G", "20G", "21G", "22G", "23G", "24G", "25G", "27G"};
  std::vector<std::string> lengths = {"38", "50", "70", "90", "100", "127", "150"};
  if (index_of(gauges, gauge) < 0) gauges.push_back(gauge);
  if (index_of(lengths, length) < 0) lengths.push_back(length);
  std::vector<std::string> in_mm = lengths;
  for (auto& words : in_mm) words += " mm";
  label(plan.edit.needle.empty() ? "Needle, usual for this procedure" : "Needle");
  const float each = 0.5F * (ImGui::GetContentRegionAvail().x - px(8));
  const int new_gauge = drop_down("##gauge", gauges, index_of(gauges, gauge), each);
  ImGui::SameLine(0.0F, px(8));
  const int new_length = drop_down("##length", in_mm, index_of(lengths, length), each);
  if (new_gauge < 0 && new_length < 0) return;
  PlanEdit changed = plan.edit;
  changed.needle = (new_gauge >= 0 ? gauges[static_cast<std::size_t>(new_gauge)] : gauge) + ":" +
                   (new_length >= 0 ? lengths[static_cast<std::size_t>(new_length)] : length) + tip;
  if (!(changed == plan.edit)) edit(changed, commands);
}

void draw_injectate(const PlanningView& plan, PanelMemory& memory, Commands& commands) {
  label("Injectate");
  if (!memory.typing_injectate) memory.injectate_text = plan.edit.injectate;
  ImGui::SetNextItemWidth(-1.0F);
  ImGui::InputTextWithHint("##injectate", "lidocaine 1% 3 mL", &memory.injectate_text);
  note_item("##injectate", ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  if (ImGui::IsItemDeactivatedAfterEdit() && memory.injectate_text != plan.edit.injectate) {
    PlanEdit changed = plan.edit;
    changed.injectate = memory.injectate_text;
    edit(changed, commands);
  }
  memory.typing_injectate = ImGui::IsItemActive();
  if (!plan.results) return;
  for (const auto& words : plan.results->notes.injectate) {
    const bool warns = words.starts_with("warning: ");
    const std::string_view shown = std::string_view(words).substr(warns ? 9 : 0);
    if (warns) {
      sign_line(Icon::kWarning, shown, colour::kWarning);
    } else {
      paragraph(shown, colour::kMuted, FontRole::kSmall);
    }
  }
}

void draw_actions(const Box& box, const PlanningView& plan, PanelMemory& memory,
                  Commands& commands) {
  const Panel panel("plan_actions", box, PanelLook::kPlain);
  const float width = box.width;
  const bool can = plan.can_plan && !plan.busy;
  if (button({plan.busy ? "Searching ...##search" : "Find ways##search", "Enter",
              ButtonLook::kPrimary, Icon::kNone, width, can})) {
    commands.emplace_back(command::SearchPlan{});
  }
  const float half = 0.5F * (width - px(6));
  const auto look = ButtonLook::kNormal;
  if (button({"Undo", "Ctrl+Z", look, Icon::kNone, half, plan.can_undo})) {
    commands.emplace_back(command::Undo{});
  }
  ImGui::SameLine(0.0F, px(6));
  if (button({"Redo", "Ctrl+Y", look, Icon::kNone, half, plan.can_redo})) {
    commands.emplace_back(command::Redo{});
  }
  if (button({"Save", "Ctrl+S", look, Icon::kNone, half, plan.can_plan})) {
    if (plan.saved_in.empty()) {
      memory.ask_folder = AskFolder::kSave;
    } else {
      commands.emplace_back(command::SaveCase{});
    }
  }
  ImGui::SameLine(0.0F, px(6));
  if (button({"Export", "Ctrl+E", look, Icon::kNone, half, plan.results != nullptr})) {
    memory.ask_folder = AskFolder::kExport;
  }
}

void draw_settings(const Box& box, const ViewerState& state, PanelMemory& memory,
                   Commands& commands) {
  const PlanningView& plan = state.plan;
  const Panel panel("plan_settings", box);
  Box rest = inset(box, px(14));
  draw_actions(take_bottom(rest, px(112), px(10)), plan, memory, commands);
  ImGui::SetCursorScreenPos(rest.low());
  const Panel fields("plan_fields", rest, PanelLook::kPlain);
  draw_procedure(plan, commands);
  gap(4);
  draw_site(plan, commands);
  draw_plan_frame(state, commands);
  draw_plan_landmarks(plan, memory, commands);
  draw_needle(plan, commands);
  draw_injectate(plan, memory, commands);
}

void draw_cannot(const Box& box, const PlanningView& plan, Commands& commands) {
  const Panel panel("cannot_plan", box);
  (void)empty_message(box, "Nothing to plan on",
                      plan.why_not.empty()
                          ? "Open a recording whose pixel size is known, or a virtual patient."
                          : plan.why_not,
                      px(32));
  if (button({"Open", "1", ButtonLook::kPrimary})) {
    commands.emplace_back(command::ShowWorkspace{Workspace::kOpen});
  }
}

}  // namespace

void draw_evidence_card(const Box& box, const PlanningView& plan) {
  const Panel panel("evidence", box);
  heading("Evidence");
  const Panel lines("evidence_lines", rest_of_window(), PanelLook::kPlain);
  const auto& evidence = plan.results ? plan.results->notes.evidence : plan.evidence;
  if (evidence.empty()) paragraph("No statement on this procedure was collected.", colour::kFaint);
  for (const auto& words : evidence) paragraph(words, colour::kMuted, FontRole::kSmall);
  if (plan.procedure_lines.empty()) return;
  gap(10);
  heading("The procedure");
  for (const auto& words : plan.procedure_lines) {
    paragraph(words, colour::kMuted, FontRole::kSmall);
  }
}

void draw_plan_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands) {
  const PlanningView& plan = state.plan;
  if (!plan.can_plan && !plan.results) return draw_cannot(box, plan, commands);
  const float between = px(10);
  Box rest = box;
  draw_settings(take_left(rest, std::clamp(0.23F * box.width, px(270), px(380)), between), state,
                memory, commands);
  draw_plan_ways_panel(take_right(rest, std::clamp(0.27F * box.width, px(310), px(440)), between),
                       plan, commands);
  draw_evidence_card(take_bottom(rest, std::clamp(0.24F * box.height, px(150), px(260)), between),
                     plan);
  draw_plan_picture_panel(rest, state, memory, commands);
}

}  // namespace echolance
