// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/draw_viewer.hpp"

#include <imgui.h>

#include <utility>

#include "gui/panels/keys.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/theme.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

constexpr ImGuiWindowFlags kBare =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
constexpr ImGuiWindowFlags kBehind =
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse;

// Arrows belong to the picture, so that walking from control to control is a mode of its own;
// where nothing else wants the arrows it is always on.
void switch_walking(const ViewerState& state, const PanelMemory& memory) {
  ImGuiIO& io = ImGui::GetIO();
  const bool on = memory.walking || state.workspace == Workspace::kOpen ||
                  state.settings.keys_shown || memory.ask_folder != AskFolder::kNone;
  if (on) {
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  } else {
    io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;
  }
}

void draw_workspace(const Box& box, const ViewerState& state, PanelMemory& memory,
                    Commands& commands) {
  switch (state.workspace) {
    case Workspace::kOpen:
      return draw_open_workspace(box, state, memory, commands);
    case Workspace::kReplay:
      return draw_replay_workspace(box, state, memory, commands);
    case Workspace::kPlan:
      return draw_plan_workspace(box, state, memory, commands);
    case Workspace::kSpace:
      return draw_space_workspace(box, state, memory, commands);
    case Workspace::kGuide:
      return draw_guide_workspace(box, state, commands);
  }
}

void begin_window(const char* name, const Box& box, ImGuiWindowFlags more, ImU32 ground) {
  ImGui::SetNextWindowPos(box.low());
  ImGui::SetNextWindowSize(box.size());
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0.0F, 0.0F});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1.0F, 1.0F});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ground);
  ImGui::Begin(name, nullptr, kBare | more);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(3);
}

// Over everything else, with the mouse to itself.
void draw_overlays(const Box& whole, const ViewerState& state, PanelMemory& memory,
                   Commands& commands) {
  if (!state.settings.keys_shown && memory.ask_folder == AskFolder::kNone) return;
  begin_window("over_all", whole, ImGuiWindowFlags_NoBackground, 0);
  draw_keys_overlay(whole, state, commands);
  draw_folder_question(whole, state, memory, commands);
  ImGui::End();
}

// What was typed about one subject is not meant for the next.
void forget_with_subject(const ViewerState& state, PanelMemory& memory) {
  std::string now = subject_words(state);
  if (memory.subject && now != *memory.subject) {
    const bool walking = memory.walking;
    memory = {};
    memory.walking = walking;
  }
  memory.subject = std::move(now);
}

}  // namespace

void draw_viewer(const ViewerState& state, PanelMemory& memory, Commands& commands) {
  forget_with_subject(state, memory);
  obey_keys(state, memory, commands);
  switch_walking(state, memory);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const Box whole{0.0F, 0.0F, size.x, size.y};
  begin_window("viewer", whole, kBehind, colour::kWindow);
  Box rest = whole;
  draw_top_bar(take_top(rest, px(48)), state, memory, commands);
  draw_status_bar(take_bottom(rest, px(30)), state, memory);
  rest = inset(rest, px(10));
  draw_notices(rest, state, commands);
  draw_workspace(rest, state, memory, commands);
  ImGui::End();
  draw_overlays(whole, state, memory, commands);
}

}  // namespace echolance
