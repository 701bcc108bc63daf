// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/layout.hpp"

#include <algorithm>
#include <cmath>

#include "gui/panels/theme.hpp"

namespace echolance {

Box take_top(Box& rest, float size, float gap) {
  const float taken = std::clamp(std::round(size), 0.0F, rest.height);
  const Box strip{rest.x, rest.y, rest.width, taken};
  const float used = std::min(taken + gap, rest.height);
  rest.y += used;
  rest.height -= used;
  return strip;
}

Box take_bottom(Box& rest, float size, float gap) {
  const float taken = std::clamp(std::round(size), 0.0F, rest.height);
  const Box strip{rest.x, rest.y + rest.height - taken, rest.width, taken};
  rest.height = std::max(0.0F, rest.height - taken - gap);
  return strip;
}

Box take_left(Box& rest, float size, float gap) {
  const float taken = std::clamp(std::round(size), 0.0F, rest.width);
  const Box strip{rest.x, rest.y, taken, rest.height};
  const float used = std::min(taken + gap, rest.width);
  rest.x += used;
  rest.width -= used;
  return strip;
}

Box take_right(Box& rest, float size, float gap) {
  const float taken = std::clamp(std::round(size), 0.0F, rest.width);
  const Box strip{rest.x + rest.width - taken, rest.y, taken, rest.height};
  rest.width = std::max(0.0F, rest.width - taken - gap);
  return strip;
}

Box inset(const Box& box, float margin) {
  return {box.x + margin, box.y + margin, std::max(0.0F, box.width - 2 * margin),
          std::max(0.0F, box.height - 2 * margin)};
}

Box rest_of_window() {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = ImGui::GetContentRegionAvail();
  return {at.x, at.y, std::max(1.0F, size.x), std::max(1.0F, size.y)};
}

Panel::Panel(const char* id, const Box& box, PanelLook look) {
  ImU32 background = IM_COL32(0, 0, 0, 0);
  if (look == PanelLook::kCard) background = colour::kCard;
  if (look == PanelLook::kPicture) background = colour::kPicture;
  ImGui::PushStyleColor(ImGuiCol_ChildBg, background);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding,
                      look == PanelLook::kCard ? ImVec2(px(14), px(12)) : ImVec2(0.0F, 0.0F));
  ImGuiWindowFlags flags = ImGuiWindowFlags_AlwaysUseWindowPadding | ImGuiWindowFlags_NavFlattened;
  if (look == PanelLook::kPicture || look == PanelLook::kFixed) {
    flags |= ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
  }
  ImGui::SetCursorScreenPos(box.low());
  ImGui::BeginChild(id, {std::max(1.0F, box.width), std::max(1.0F, box.height)}, false, flags);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

Panel::~Panel() {
  ImGui::EndChild();
}

}  // namespace echolance
