// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

struct Row {
  Icon icon = Icon::kFile;
  std::string title, note;
  std::string right;
};

// A line that can be pressed; with a note it has two lines.
bool row_button(int id, const Row& row) {
  ImGui::PushID(id);
  const float height = row.note.empty() ? px(30) : px(46);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool pressed = hit_area("##row", {std::max(1.0F, width), height});
  ImGui::PopID();
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) list.AddRectFilled(low, high, colour::kFieldHover, px(4));
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    list.AddRect(low, high, colour::kAccent, px(4), 0, px(2));
  }
  const ImU32 ink = row.icon == Icon::kFile ? colour::kMuted : colour::kAccent;
  draw_icon(list, row.icon, {low.x + px(15), 0.5F * (low.y + high.y)}, px(14), ink);
  const float left = low.x + px(32);
  const float right_width = text_size(row.right, FontRole::kSmall).x;
  const float room = std::max(px(20), high.x - left - right_width - px(14));
  const float line = text_size("0").y;
  const float top = row.note.empty() ? 0.5F * (low.y + high.y - line) : low.y + px(4);
  draw_name({left, top}, row.title, colour::kText, FontRole::kBody, room);
  if (!row.note.empty()) {
    draw_name({left, top + line}, row.note, colour::kMuted, FontRole::kSmall, room);
  }
  draw_text({high.x - right_width - px(6), 0.5F * (low.y + high.y - px(14))}, row.right,
            colour::kFaint, FontRole::kSmall);
  note_item(row.title + "##row", low, high, 0.0F);
  return pressed;
}

void draw_known(const char* title, const std::vector<OpenView::Known>& known, const char* none,
                Commands& commands) {
  heading(title);
  if (known.empty()) paragraph(none, colour::kFaint);
  ImGui::PushID(title);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(1)});
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Row row{Icon::kPlay, file_name(known[i].path), known[i].what, ""};
    if (row_button(static_cast<int>(i), row)) {
      commands.emplace_back(command::OpenPath{known[i].path});
    }
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  gap(18);
}

void draw_patients(Commands& commands) {
  heading("Virtual patients");
  paragraph(
      "Practise without a recording: a simulated back under a probe that you move. Take one "
      "of these, or the usual one.",
      colour::kMuted, FontRole::kSmall);
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const std::string label = fmt::format("{}##patient", seed);
    if (button({.label = label.c_str(), .width_px = px(33)})) {
      commands.emplace_back(command::OpenPatient{seed});
    }
    ImGui::SameLine(0.0F, px(5));
  }
  if (button({"Usual", "Ctrl+P"})) commands.emplace_back(command::OpenPatient{});
}

void draw_path_field(const Box& box, PanelMemory& memory, const OpenView& open,
                     Commands& commands) {
  const Panel panel("path", box);
  const bool can = !memory.path_text.empty() && !open.busy;
  const ButtonSpec go{open.busy ? "Reading ...##go" : "Open##go",
                      open.busy ? "" : "Enter",
                      ButtonLook::kPrimary,
                      Icon::kNone,
                      px(116),
                      can};
  const std::string hint = "Drop a file or folder on this window, or type its path here";
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - button_width(go) - px(10));
  if (memory.focus_path) ImGui::SetKeyboardFocusHere();
  memory.focus_path = false;
  const bool entered = ImGui::InputTextWithHint("##path", hint.c_str(), &memory.path_text,
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  note_item("##path", ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  ImGui::SameLine(0.0F, px(10));
  const bool pressed = button(go);
  if ((entered || pressed) && !memory.path_text.empty()) {
    commands.emplace_back(command::OpenPath{memory.path_text});
  }
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.back() == '/' ? folder + name : folder + "/" + name;
}

bool matches(const std::string& name, const std::string& filter) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(name.begin(), name.end(), filter.begin(), filter.end(), same) != name.end();
}

void draw_entries(const OpenView& open, const std::string& filter, Commands& commands) {
  int shown = 0;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(1)});
  for (std::size_t i = 0; i < open.entries.size(); ++i) {
    const FolderEntry& entry = open.entries[i];
    if (!matches(entry.name, filter)) continue;
    ++shown;
    const Row row{entry.folder ? Icon::kFolder : Icon::kFile, entry.name, "",
                  entry.folder ? "" : bytes_words(entry.bytes)};
    if (!row_button(static_cast<int>(i), row)) continue;
    const std::string path = joined(open.folder, entry.name);
    if (entry.folder) {
      commands.emplace_back(command::ListFolder{path});
    } else {
      commands.emplace_back(command::OpenPath{path});
    }
  }
  ImGui::PopStyleVar();
  if (shown == 0) {
    paragraph(open.entries.empty() ? "Nothing in this folder that can be opened"
                                   : "No name here has this in it",
              colour::kFaint);
  }
}

void draw_browser(const Box& box, const OpenView& open, PanelMemory& memory, Commands& commands) {
  const Panel panel("browser", box);
  heading("Files");
  if (button({"Up", "Ctrl+U", ButtonLook::kNormal, Icon::kUp})) {
    commands.emplace_back(command::ListFolder{folder_above(open.folder)});
  }
  ImGui::SameLine();
  if (button({"Open this folder", "", ButtonLook::kNormal, Icon::kNone, 0, true,
              "As a case, a plan, results of landmarks or reconstruct, or a recording made of "
              "pictures"})) {
    commands.emplace_back(command::OpenPath{open.folder});
  }
  ImGui::SetNextItemWidth(-1.0F);
  ImGui::InputTextWithHint("##filter", "Part of a name", &memory.filter_text);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x;
  draw_name(at, open.folder.empty() ? "/" : open.folder, colour::kMuted, FontRole::kSmall, room);
  ImGui::Dummy({room, text_size("/", FontRole::kSmall).y});
  const Panel list("entries", rest_of_window(), PanelLook::kPlain);
  draw_entries(open, memory.filter_text, commands);
}

}  // namespace

void draw_open_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                         Commands& commands) {
  const float between = px(10);
  Box rest = box;
  draw_path_field(take_top(rest, px(58), between), memory, state.open, commands);
  {
    const Panel panel("known", take_left(rest, 0.3F * box.width, between));
    draw_known("Recent", state.open.recent, "What you open will be listed here.", commands);
    draw_known("Samples", state.open.samples, "The sample recordings were not found.", commands);
    draw_patients(commands);
  }
  const Box right = take_right(rest, 0.38F * box.width, between);
  draw_browser(rest, state.open, memory, commands);
  draw_recording_panel(right, state, memory, commands);
}

}  // namespace echolance
