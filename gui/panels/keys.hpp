// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "gui/panels/commands.hpp"
#include "gui/panels/panel_memory.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// Keys by the numbers of GLFW, which come through ImGui unchanged (the program checks that).
namespace key {
inline constexpr int kSpace = 32, kMinus = 45, kEqual = 61;
inline constexpr int kEscape = 256, kEnter = 257, kTab = 258, kBackspace = 259, kDelete = 261;
inline constexpr int kRight = 262, kLeft = 263, kDown = 264, kUp = 265;
inline constexpr int kPageUp = 266, kPageDown = 267, kHome = 268, kEnd = 269;
inline constexpr int kF1 = 290, kF6 = 295;
inline constexpr int kNumberPadMinus = 333, kNumberPadPlus = 334;
}  // namespace key

/// Held down; any number of them.
namespace held {
inline constexpr int kNone = 0, kControl = 1, kShift = 2;
}

/// Where a key counts.
enum class KeyPlace : std::uint8_t { kEverywhere, kOpen, kReplay, kPlan, kSpace, kGuide, kGamepad };
[[nodiscard]] const char* to_string(KeyPlace place);

struct KeyBinding {
  KeyPlace place = KeyPlace::kEverywhere;
  int key = 0;         ///< of `key` or an upper case letter or digit; 0: by its character
  char character = 0;  ///< as typed, whatever the keyboard's layout
  int held = held::kNone;
  const char* keys = "";  ///< "Ctrl+S"; empty: told by the row above
  const char* what = "";
  void (*act)(const ViewerState&, PanelMemory&, Commands&) = nullptr;
};

/// The one list of keys: they are obeyed, shown, tested and documented from here.
[[nodiscard]] std::span<const KeyBinding> common_keys();
[[nodiscard]] std::span<const KeyBinding> replay_keys();
[[nodiscard]] std::span<const KeyBinding> plan_keys();
[[nodiscard]] std::span<const KeyBinding> space_keys();
[[nodiscard]] std::span<const KeyBinding> guide_keys();
/// What obey_gamepad does; only shown.
[[nodiscard]] std::span<const KeyBinding> gamepad_keys();

/// The list as a page of docs (docs/viewer_keys.md).
[[nodiscard]] std::string keys_page();

[[nodiscard]] bool counts_in(KeyPlace place, Workspace workspace);

/// While O is held no overlay is drawn. Not while a text is typed.
[[nodiscard]] bool overlay_key_held();

/// Issues what the keys pressed since the last frame ask for; none while a text is typed, except
/// F1. While walking through the controls arrows, Space and Enter belong to that.
void obey_keys(const ViewerState& state, PanelMemory& memory, Commands& commands);

}  // namespace echolance
