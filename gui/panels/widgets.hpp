// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gui/panels/icons.hpp"
#include "gui/panels/layout.hpp"
#include "gui/panels/theme.hpp"

namespace echolance {

/// Where a control or text was drawn in the last frame, for tests and scripts that click by name.
struct PlacedItem {
  std::string label;
  ImVec2 low, high;
  bool cut = false;  ///< the text does not fit its place or its window
};
using WidgetLog = std::vector<PlacedItem>;

/// Writes down what is drawn while ImGui's io.UserData points to a WidgetLog; else nothing.
void note_item(std::string_view label, const ImVec2& low, const ImVec2& high, float text_width_px);

/// An invisible control; of at least one pixel, whatever is left of the window.
bool hit_area(const char* id, const ImVec2& size,
              ImGuiButtonFlags buttons = ImGuiButtonFlags_MouseButtonLeft);

enum class ButtonLook {
  kNormal,
  kPrimary,  ///< the one thing to do next
  kQuiet,    ///< no background until the mouse is over it
  kOn,       ///< a choice that holds
};

struct ButtonSpec {
  const char* label = "";  ///< also its name; "##name" shows nothing
  const char* key = "";    ///< "Ctrl+S", shown beside the label
  ButtonLook look = ButtonLook::kNormal;
  Icon icon = Icon::kNone;
  float width_px = 0.0F;  ///< 0: as wide as it needs
  bool enabled = true;
  const char* tip = "";  ///< shown when the mouse rests on it, with the key
};
/// Whether it was pressed, by mouse or by Space while walking through the controls.
[[nodiscard]] bool button(const ButtonSpec& spec);
[[nodiscard]] float button_width(const ButtonSpec& spec);

/// Buttons in one row of which one holds; the index that was pressed, or -1.
[[nodiscard]] int choice_row(const char* id, std::span<const char* const> labels, int current,
                             float width_px = 0.0F);

/// A drop-down as wide as given; the index that was chosen, or -1.
[[nodiscard]] int drop_down(const char* id, std::span<const std::string> items, int current,
                            float width_px);

/// The name of a group of lines.
void heading(const char* words);
/// One line; shortened with dots where it does not fit, whole when the mouse rests on it.
void line_text(std::string_view words, ImU32 colour = colour::kText,
               FontRole role = FontRole::kBody);
/// As many lines as it needs.
void paragraph(std::string_view words, ImU32 colour = colour::kText,
               FontRole role = FontRole::kBody);
/// A muted name on the left and its value on the right edge; on two lines where too long.
void value_row(const char* name, std::string_view value, ImU32 colour = colour::kText);
/// A sentence with a sign before it in that colour; muted ones are muted as a whole.
void sign_line(Icon icon, std::string_view words, ImU32 colour);
/// A large number with its unit and its name above.
void big_value(const char* name, std::string_view number, std::string_view unit, ImU32 colour);
/// A filled bar from 0 to 1.
void share_bar(double share, float width_px, ImU32 colour);

/// The middle of an empty workspace: what is missing and, below, what to do; returns where the
/// controls go, as wide as the words.
Box empty_message(const Box& box, const char* title, std::string_view words, float height_px);

/// Free space between groups.
void gap(double design_px);
/// Text at a place, shortened to the width; returns what it took.
float draw_text(const ImVec2& at, std::string_view words, ImU32 colour, FontRole role,
                float most_width_px = 0.0F);
/// The same for names of files and the like, which may be shortened; whole when the mouse rests on
/// it.
void draw_name(const ImVec2& at, std::string_view words, ImU32 colour, FontRole role,
               float most_width_px);
/// Text with a dark ground, for pictures.
void draw_label(ImDrawList& list, const ImVec2& at, std::string_view words, ImU32 colour);
[[nodiscard]] ImVec2 text_size(std::string_view words, FontRole role = FontRole::kBody);

}  // namespace echolance
