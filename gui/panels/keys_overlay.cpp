// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <imgui.h>
#include <imgui_stdlib.h>

#include <array>
#include <cctype>

#include "gui/panels/keys.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

void draw_key_table(std::span<const KeyBinding> table) {
  if (table.empty()) return;
  heading(to_string(table.front().place));
  for (const auto& binding : table) {
    if (binding.keys[0] == '\0') continue;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float room = ImGui::GetContentRegionAvail().x;
    const float width = px(106);
    draw_text(at, binding.keys, colour::kAccent, FontRole::kSmall, width - px(8));
    draw_text({at.x + width, at.y}, binding.what, colour::kText, FontRole::kSmall, room - width);
    ImGui::Dummy({room, text_size("0", FontRole::kSmall).y - px(3)});
  }
  gap(16);
}

void draw_key_columns(Box box) {
  const float width = (box.width - 2 * px(24)) / 3.0F;
  const std::array<std::array<std::span<const KeyBinding>, 3>, 3> columns = {
      {{{common_keys(), plan_keys(), {}}},
       {{replay_keys(), gamepad_keys(), {}}},
       {{guide_keys(), space_keys(), {}}}}};
  int index = 0;
  for (const auto& column : columns) {
    ImGui::PushID(index++);
    {
      const Panel panel("column", take_left(box, width, px(24)), PanelLook::kPlain);
      for (const auto& table : column) draw_key_table(table);
    }
    ImGui::PopID();
  }
}

void draw_dim(const Box& box) {
  ImGui::GetWindowDrawList()->AddRectFilled(box.low(), box.high(), IM_COL32(0, 0, 0, 170));
}

Box middle_of(const Box& box, float width, float height) {
  const float w = std::min(width, box.width);
  const float h = std::min(height, box.height);
  return {box.x + 0.5F * (box.width - w), box.y + 0.5F * (box.height - h), w, h};
}

// "psis_case", "virtual_patient_3_case": of its own for each subject.
std::string folder_name_for(const ViewerState& state) {
  std::string name = subject_words(state);
  name = name.substr(0, name.find('.'));
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
    c = plain ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '_';
  }
  return (name.empty() ? "my" : name) + "_case";
}

}  // namespace

void draw_keys_overlay(const Box& box, const ViewerState& state, Commands& commands) {
  if (!state.settings.keys_shown) return;
  draw_dim(box);
  const Box card = middle_of(box, px(1180), px(650));
  const Panel panel("keys", card);
  Box rest = inset(card, px(24));
  const Box top = take_top(rest, px(34), px(14));
  draw_text(top.low(), "Keys", colour::kText, FontRole::kLarge);
  const ButtonSpec close{"Close##keys", "Esc", ButtonLook::kNormal};
  ImGui::SetCursorScreenPos({top.x + top.width - button_width(close), top.y});
  if (button(close)) commands.emplace_back(command::ShowKeys{false});
  draw_key_columns(rest);
}

void draw_folder_question(const Box& box, const ViewerState& state, PanelMemory& memory,
                          Commands& commands) {
  if (memory.ask_folder == AskFolder::kNone) return;
  const bool saves = memory.ask_folder == AskFolder::kSave;
  draw_dim(box);
  const Box card = middle_of(box, px(620), px(214));
  const Panel panel("folder_question", card);
  if (memory.folder_text.empty()) {
    const std::string& old = state.plan.saved_in;
    memory.folder_text = old.empty() ? state.open.folder + "/" + folder_name_for(state) : old;
    if (!saves) memory.folder_text += "_plan";
  }
  line_text(saves ? "Save the case in a folder" : "Export the plan into a folder", colour::kText,
            FontRole::kLarge);
  line_text(saves ? "case.json, plan.json and plan.mrk.json; made where it is not there yet"
                  : "plan.json, plan.mrk.json (Slicer markups) and plan.png",
            colour::kMuted);
  gap(10);
  ImGui::SetNextItemWidth(-1.0F);
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  const bool entered =
      ImGui::InputText("##folder_text", &memory.folder_text, ImGuiInputTextFlags_EnterReturnsTrue);
  gap(14);
  const bool agreed = button({saves ? "Save##folder" : "Export##folder", "Enter",
                              ButtonLook::kPrimary, Icon::kNone, 0, !memory.folder_text.empty()});
  ImGui::SameLine();
  const bool left = button({"Cancel##folder", "Esc", ButtonLook::kNormal});
  if ((entered || agreed) && !memory.folder_text.empty()) {
    if (saves) {
      commands.emplace_back(command::SaveCase{memory.folder_text});
    } else {
      commands.emplace_back(command::ExportPlan{memory.folder_text});
    }
  }
  if (entered || agreed || left) {
    memory.ask_folder = AskFolder::kNone;
    memory.folder_text.clear();
  }
}

}  // namespace echolance
