// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "gui/panels/draw_viewer.hpp"
#include "gui/panels/keys.hpp"
#include "gui/panels/theme.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {

/// ImGui without window or graphics card: draws frames, moves a mouse, presses keys.
class PanelHarness {
 public:
  explicit PanelHarness(float width = 1280.0F, float height = 800.0F,
                        double font_px = kDesignFont_px) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {width, height};
    io.DeltaTime = 1.0F / 60.0F;
    io.UserData = &log_;
    map_keys(io);
    load_fonts(*io.Fonts, find_fonts(), font_px);
    unsigned char* pixels = nullptr;
    int columns = 0, rows = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &columns, &rows);
    apply_theme(ImGui::GetStyle(), font_px);
  }
  ~PanelHarness() { ImGui::DestroyContext(); }
  PanelHarness(const PanelHarness&) = delete;
  PanelHarness& operator=(const PanelHarness&) = delete;

  /// One frame; what it asked for.
  Commands draw(const ViewerState& state) {
    log_.clear();
    Commands commands;
    ImGui::NewFrame();
    draw_viewer(state, memory, commands);
    ImGui::Render();
    return commands;
  }

  /// Two frames, so that windows have found their places.
  void settle(const ViewerState& state) {
    draw(state);
    draw(state);
  }

  [[nodiscard]] const PlacedItem* find(std::string_view label) const {
    const auto found = std::find_if(log_.begin(), log_.end(),
                                    [&](const PlacedItem& item) { return item.label == label; });
    return found == log_.end() ? nullptr : &*found;
  }
  [[nodiscard]] const WidgetLog& items() const { return log_; }
  [[nodiscard]] ImVec2 middle(std::string_view label) const {
    const PlacedItem* item = find(label);
    if (item == nullptr) return {-1.0F, -1.0F};
    return {0.5F * (item->low.x + item->high.x), 0.5F * (item->low.y + item->high.y)};
  }

  /// Mouse there, down, up; all that was asked for on the way.
  Commands click(const ViewerState& state, const ImVec2& place) {
    ImGuiIO& io = ImGui::GetIO();
    Commands all;
    io.MousePos = place;
    append(draw(state), all);
    io.MouseDown[0] = true;
    append(draw(state), all);
    io.MouseDown[0] = false;
    append(draw(state), all);
    io.MousePos = {-1.0F, -1.0F};
    return all;
  }
  Commands click(const ViewerState& state, std::string_view label) {
    settle(state);
    return click(state, middle(label));
  }

  /// Mouse down at one place, moved to the other in steps, up.
  Commands drag(const ViewerState& state, const ImVec2& from, const ImVec2& to) {
    ImGuiIO& io = ImGui::GetIO();
    Commands all;
    io.MousePos = from;
    append(draw(state), all);
    io.MouseDown[0] = true;
    append(draw(state), all);
    constexpr int kSteps = 4;
    for (int i = 1; i <= kSteps; ++i) {
      const float share = static_cast<float>(i) / kSteps;
      io.MousePos = {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
      append(draw(state), all);
    }
    io.MouseDown[0] = false;
    append(draw(state), all);
    io.MousePos = {-1.0F, -1.0F};
    return all;
  }

  Commands press(const ViewerState& state, int key, int modifiers = held::kNone) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = (modifiers & held::kControl) != 0;
    io.KeyShift = (modifiers & held::kShift) != 0;
    io.KeysDown[key] = true;
    Commands all = draw(state);
    io.KeysDown[key] = false;
    io.KeyCtrl = io.KeyShift = false;
    append(draw(state), all);
    return all;
  }

  Commands type(const ViewerState& state, const std::string& text) {
    ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
    return draw(state);
  }

  PanelMemory memory;

 private:
  static void append(const Commands& more, Commands& all) {
    all.insert(all.end(), more.begin(), more.end());
  }

  static void map_keys(ImGuiIO& io) {
    io.KeyMap[ImGuiKey_Tab] = key::kTab;
    io.KeyMap[ImGuiKey_LeftArrow] = key::kLeft;
    io.KeyMap[ImGuiKey_RightArrow] = key::kRight;
    io.KeyMap[ImGuiKey_UpArrow] = key::kUp;
    io.KeyMap[ImGuiKey_DownArrow] = key::kDown;
    io.KeyMap[ImGuiKey_Home] = key::kHome;
    io.KeyMap[ImGuiKey_End] = key::kEnd;
    io.KeyMap[ImGuiKey_Delete] = key::kDelete;
    io.KeyMap[ImGuiKey_Backspace] = key::kBackspace;
    io.KeyMap[ImGuiKey_Space] = key::kSpace;
    io.KeyMap[ImGuiKey_Enter] = key::kEnter;
    io.KeyMap[ImGuiKey_Escape] = key::kEscape;
    io.KeyMap[ImGuiKey_A] = 'A';
  }

  WidgetLog log_;
};

/// The commands of one kind.
template <class T>
std::vector<T> of_kind(const Commands& commands) {
  std::vector<T> found;
  for (const auto& one : commands) {
    if (const T* match = std::get_if<T>(&one)) found.push_back(*match);
  }
  return found;
}

}  // namespace echolance
