// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

namespace echolance {

/// A rectangle of the window, px. Panels are laid out by taking strips off a rest.
struct Box {
  float x = 0.0F, y = 0.0F, width = 0.0F, height = 0.0F;

  [[nodiscard]] ImVec2 low() const { return {x, y}; }
  [[nodiscard]] ImVec2 high() const { return {x + width, y + height}; }
  [[nodiscard]] ImVec2 size() const { return {width, height}; }
  [[nodiscard]] ImVec2 centre() const { return {x + 0.5F * width, y + 0.5F * height}; }
  [[nodiscard]] bool holds(const ImVec2& place) const {
    return place.x >= x && place.y >= y && place.x < x + width && place.y < y + height;
  }
};

// Each takes a strip of that size off `rest`, with `gap` between both; never more than there is.
[[nodiscard]] Box take_top(Box& rest, float size, float gap = 0.0F);
[[nodiscard]] Box take_bottom(Box& rest, float size, float gap = 0.0F);
[[nodiscard]] Box take_left(Box& rest, float size, float gap = 0.0F);
[[nodiscard]] Box take_right(Box& rest, float size, float gap = 0.0F);
[[nodiscard]] Box inset(const Box& box, float margin);

/// What is left of the current ImGui window, on the screen.
[[nodiscard]] Box rest_of_window();

enum class PanelLook {
  kCard,     ///< own background and padding; scrolls where it must
  kPlain,    ///< neither; scrolls where it must
  kPicture,  ///< black, never scrolls
  kFixed,    ///< for what is drawn by hand: no background, never scrolls
};

/// A part of the window with its own background and scrolling; ends with the scope.
class Panel {
 public:
  Panel(const char* id, const Box& box, PanelLook look = PanelLook::kCard);
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;
};

}  // namespace echolance
