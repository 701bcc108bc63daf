// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/keys.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>

#include "gui/panels/words.hpp"

namespace echolance {
namespace {

using State = const ViewerState&;
using Memory = PanelMemory&;

template <Workspace W>
void show(State /*state*/, Memory /*memory*/, Commands& out) {
  out.emplace_back(command::ShowWorkspace{W});
}

void escape(State state, Memory memory, Commands& out) {
  if (memory.ask_folder != AskFolder::kNone) {
    memory.ask_folder = AskFolder::kNone;
    memory.folder_text.clear();
  } else if (state.settings.keys_shown) {
    out.emplace_back(command::ShowKeys{false});
  } else if (memory.walking) {
    memory.walking = false;
  } else if (!state.notices.empty()) {
    out.emplace_back(command::DismissNotice{state.notices.size() - 1});
  } else if (state.replay.tool != PictureTool::kLook) {
    out.emplace_back(command::SetTool{PictureTool::kLook});
  }
}

void save(State state, Memory memory, Commands& out) {
  if (state.plan.saved_in.empty()) {
    memory.ask_folder = AskFolder::kSave;
  } else {
    out.emplace_back(command::SaveCase{});
  }
}

void open_file(State /*state*/, Memory memory, Commands& out) {
  memory.focus_path = true;
  out.emplace_back(command::ShowWorkspace{Workspace::kOpen});
}

template <int Change>
void font_size(State state, Memory /*memory*/, Commands& out) {
  const double size = std::clamp(state.settings.font_px + Change, 12.0, 32.0);
  out.emplace_back(command::SetFontSize{size});
}

constexpr auto kAll = KeyPlace::kEverywhere;
constexpr int kCtrl = held::kControl;

const std::array kCommon = {
    KeyBinding{kAll, '1', 0, 0, "1 2 3 4 5", "Open, Replay, Plan, 3D, Guide",
               show<Workspace::kOpen>},
    KeyBinding{kAll, '2', 0, 0, "", "", show<Workspace::kReplay>},
    KeyBinding{kAll, '3', 0, 0, "", "", show<Workspace::kPlan>},
    KeyBinding{kAll, '4', 0, 0, "", "", show<Workspace::kSpace>},
    KeyBinding{kAll, '5', 0, 0, "", "", show<Workspace::kGuide>},
    KeyBinding{kAll, key::kF1, 0, 0, "F1 or ?", "Show or hide this list",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::ShowKeys{!s.settings.keys_shown});
               }},
    KeyBinding{kAll, 0, '?', 0, "", "",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::ShowKeys{!s.settings.keys_shown});
               }},
    KeyBinding{kAll, key::kF6, 0, 0, "F6", "Walk through the controls",
               [](State, Memory memory, Commands&) { memory.walking = !memory.walking; }},
    KeyBinding{kAll, key::kEscape, 0, 0, "Esc", "Close, dismiss, back to looking", escape},
    KeyBinding{kAll, 'O', 0, kCtrl, "Ctrl+O", "Open a file or folder", open_file},
    KeyBinding{kAll, 'P', 0, kCtrl, "Ctrl+P", "Open a virtual patient",
               [](State, Memory, Commands& out) { out.emplace_back(command::OpenPatient{}); }},
    KeyBinding{kAll, 'U', 0, kCtrl, "Ctrl+U", "List the folder above",
               [](State s, Memory, Commands& out) {
                 out.emplace_back(command::ListFolder{folder_above(s.open.folder)});
               }},
    KeyBinding{kAll, 'S', 0, kCtrl, "Ctrl+S", "Save the case", save},
    KeyBinding{kAll, 'S', 0, kCtrl | held::kShift, "Ctrl+Shift+S", "Save the case elsewhere",
               [](State, Memory memory, Commands&) { memory.ask_folder = AskFolder::kSave; }},
    KeyBinding{kAll, 'W', 0, kCtrl, "Ctrl+W", "Close the case",
               [](State, Memory, Commands& out) { out.emplace_back(command::CloseCase{}); }},
    KeyBinding{kAll, 'Z', 0, kCtrl, "Ctrl+Z", "Undo a change of the plan",
               [](State, Memory, Commands& out) { out.emplace_back(command::Undo{}); }},
    KeyBinding{kAll, 'Y', 0, kCtrl, "Ctrl+Y", "Redo",
               [](State, Memory, Commands& out) { out.emplace_back(command::Redo{}); }},
    KeyBinding{kAll, 'Z', 0, kCtrl | held::kShift, "", "",
               [](State, Memory, Commands& out) { out.emplace_back(command::Redo{}); }},
    KeyBinding{kAll, key::kEqual, 0, kCtrl, "Ctrl++ Ctrl+-", "Larger, smaller text", font_size<1>},
    KeyBinding{kAll, key::kEqual, 0, kCtrl | held::kShift, "", "", font_size<1>},
    KeyBinding{kAll, key::kMinus, 0, kCtrl, "", "", font_size<-1>},
    KeyBinding{kAll, key::kNumberPadPlus, 0, kCtrl, "", "", font_size<1>},
    KeyBinding{kAll, key::kNumberPadMinus, 0, kCtrl, "", "", font_size<-1>},
    KeyBinding{kAll, 'Q', 0, kCtrl, "Ctrl+Q", "Quit",
               [](State, Memory, Commands& out) { out.emplace_back(command::Quit{}); }},
};

int held_now() {
  const ImGuiIO& io = ImGui::GetIO();
  return (io.KeyCtrl ? held::kControl : 0) | (io.KeyShift ? held::kShift : 0);
}

bool typed(char character) {
  const auto& queue = ImGui::GetIO().InputQueueCharacters;
  return std::any_of(queue.begin(), queue.end(), [&](ImWchar typed_one) {
    return typed_one == static_cast<ImWchar>(character);
  });
}

bool pressed(const KeyBinding& binding) {
  if (binding.character != 0) return typed(binding.character);
  return held_now() == binding.held && ImGui::IsKeyPressed(binding.key, true);
}

bool belongs_to_walking(const KeyBinding& binding) {
  const int k = binding.key;
  return k == key::kSpace || k == key::kEnter || (k >= key::kRight && k <= key::kUp);
}

void obey(std::span<const KeyBinding> table, const ViewerState& state, PanelMemory& memory,
          Commands& commands) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool walking = memory.walking || state.workspace == Workspace::kOpen;
  for (const auto& binding : table) {
    if (!counts_in(binding.place, state.workspace) || !pressed(binding)) continue;
    const bool help = binding.key == key::kF1;
    const bool leave = binding.key == key::kEscape && memory.ask_folder != AskFolder::kNone;
    if (io.WantTextInput && !help && !leave) continue;
    if (walking && belongs_to_walking(binding)) continue;
    binding.act(state, memory, commands);
  }
}

}  // namespace

const char* to_string(KeyPlace place) {
  switch (place) {
    case KeyPlace::kEverywhere:
      return "Everywhere";
    case KeyPlace::kOpen:
      return "Open";
    case KeyPlace::kReplay:
      return "Replay";
    case KeyPlace::kPlan:
      return "Plan";
    case KeyPlace::kSpace:
      return "3D";
    case KeyPlace::kGuide:
      return "Guide";
    case KeyPlace::kGamepad:
      return "Guide, with a gamepad";
  }
  return "";
}

std::span<const KeyBinding> common_keys() {
  return kCommon;
}

std::string keys_page() {
  std::string page =
      "# Keys of the viewer\n\nMade from the table that the viewer obeys (`panel_pictures "
      "--keys`); "
      "F1 shows the same list.\n";
  for (const auto& table :
       {common_keys(), replay_keys(), plan_keys(), space_keys(), guide_keys(), gamepad_keys()}) {
    if (table.empty()) continue;
    page +=
        std::string("\n## ") + to_string(table.front().place) + "\n\n| key | does |\n|---|---|\n";
    for (const auto& one : table) {
      if (one.keys[0] != '\0') page += std::string("| ") + one.keys + " | " + one.what + " |\n";
    }
  }
  return page;
}

bool counts_in(KeyPlace place, Workspace workspace) {
  switch (place) {
    case KeyPlace::kEverywhere:
      return true;
    case KeyPlace::kOpen:
      return workspace == Workspace::kOpen;
    case KeyPlace::kReplay:
      return workspace == Workspace::kReplay;
    case KeyPlace::kPlan:
      return workspace == Workspace::kPlan;
    case KeyPlace::kSpace:
      return workspace == Workspace::kSpace;
    case KeyPlace::kGuide:
      return workspace == Workspace::kGuide;
    case KeyPlace::kGamepad:
      return false;
  }
  return false;
}

bool overlay_key_held() {
  const ImGuiIO& io = ImGui::GetIO();
  return !io.WantTextInput && !io.KeyCtrl && ImGui::IsKeyDown('O');
}

void obey_keys(const ViewerState& state, PanelMemory& memory, Commands& commands) {
  obey(common_keys(), state, memory, commands);
  if (state.settings.keys_shown || memory.ask_folder != AskFolder::kNone) return;
  for (const auto& table : {replay_keys(), plan_keys(), space_keys(), guide_keys()}) {
    obey(table, state, memory, commands);
  }
}

}  // namespace echolance
