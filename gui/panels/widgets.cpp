// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/widgets.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

std::string_view shown_part(const char* label) {
  const std::string_view words(label);
  return words.substr(0, words.find("##"));
}

struct ButtonColours {
  ImU32 ground, words;
};

ButtonColours colours_of(const ButtonSpec& spec) {
  const bool over = ImGui::IsItemHovered();
  const bool held = ImGui::IsItemActive();
  ButtonColours colours{over ? colour::kFieldHover : colour::kField, colour::kText};
  if (spec.look == ButtonLook::kPrimary) {
    colours.ground = over ? colour::kAccentHover : colour::kAccentFill;
  } else if (spec.look == ButtonLook::kOn) {
    colours = {over ? faded(colour::kAccentFill, 0.75) : faded(colour::kAccentFill, 0.55),
               colour::kText};
  } else if (spec.look == ButtonLook::kQuiet && !over) {
    colours = {0, colour::kMuted};
  }
  if (held) colours.ground = colour::kAccentFill;
  if (!spec.enabled) {
    colours = {spec.look == ButtonLook::kQuiet ? 0 : faded(colour::kField, 0.6), colour::kFaint};
  }
  return colours;
}

struct ButtonParts {
  float icon = 0.0F, words = 0.0F, key = 0.0F, inner = 0.0F;

  [[nodiscard]] float content() const {
    const int parts =
        static_cast<int>(icon > 0) + static_cast<int>(words > 0) + static_cast<int>(key > 0);
    return icon + words + key + inner * static_cast<float>(std::max(0, parts - 1));
  }
};

ButtonParts parts_of(const ButtonSpec& spec) {
  ButtonParts parts;
  parts.inner = px(7);
  if (spec.icon != Icon::kNone) parts.icon = px(14);
  const auto words = shown_part(spec.label);
  if (!words.empty()) parts.words = text_size(words).x;
  if (spec.key[0] != '\0') parts.key = text_size(spec.key, FontRole::kSmall).x;
  return parts;
}

void draw_button(const ButtonSpec& spec, const Box& box) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ButtonColours colours = colours_of(spec);
  const float rounding = px(5);
  if (colours.ground != 0) list.AddRectFilled(box.low(), box.high(), colours.ground, rounding);
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    list.AddRect(box.low(), box.high(), colour::kAccent, rounding, 0, px(2));
  }
  const ButtonParts parts = parts_of(spec);
  float x = box.x + std::max(px(4), 0.5F * (box.width - parts.content()));
  const float middle = box.y + 0.5F * box.height;
  if (parts.icon > 0) {
    draw_icon(list, spec.icon, {x + 0.5F * parts.icon, middle}, parts.icon, colours.words);
    x += parts.icon + parts.inner;
  }
  if (parts.words > 0) {
    const auto words = shown_part(spec.label);
    const float room = box.x + box.width - px(4) - x;
    draw_text({x, middle - 0.5F * text_size(words).y}, words, colours.words, FontRole::kBody, room);
    x += parts.words + parts.inner;
  }
  if (parts.key > 0) {
    const float height = text_size(spec.key, FontRole::kSmall).y;
    const ImU32 ink =
        spec.look == ButtonLook::kPrimary ? faded(colour::kText, 0.75) : colour::kFaint;
    draw_text({x, middle - 0.5F * height}, spec.key, spec.enabled ? ink : colour::kFaint,
              FontRole::kSmall);
  }
}

// How much of the text fits, cut between characters.
std::string shortened(std::string_view words, FontRole role, float most_width_px) {
  if (text_size(words, role).x <= most_width_px) return std::string(words);
  const std::string dots = "...";
  std::size_t length = words.size();
  while (length > 0) {
    --length;
    while (length > 0 && (static_cast<unsigned char>(words[length]) & 0xC0U) == 0x80U) --length;
    std::string shorter = std::string(words.substr(0, length)) + dots;
    if (text_size(shorter, role).x <= most_width_px) return shorter;
  }
  return dots;
}

void show_tip(const std::string& words) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(10), px(7)});
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(px(420));
  ImGui::TextUnformatted(words.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
  ImGui::PopStyleVar();
}

void note_text(std::string_view words, const ImVec2& low, const ImVec2& size, float room_px) {
  const ImVec2 high(low.x + std::min(size.x, room_px), low.y + size.y);
  note_item(words, low, high, size.x);
}

}  // namespace

void note_item(std::string_view label, const ImVec2& low, const ImVec2& high, float text_width_px) {
  auto* log = static_cast<WidgetLog*>(ImGui::GetIO().UserData);
  if (log == nullptr) return;
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowSize().x;
  const bool cut = text_width_px > high.x - low.x + 1.0F || high.x > right + 1.0F;
  log->push_back({std::string(label), low, high, cut});
}

bool hit_area(const char* id, const ImVec2& size, ImGuiButtonFlags buttons) {
  return ImGui::InvisibleButton(id, {std::max(1.0F, size.x), std::max(1.0F, size.y)}, buttons);
}

ImVec2 text_size(std::string_view words, FontRole role) {
  ImFont* face = font(role);
  const ImVec2 size =
      face->CalcTextSizeA(face->FontSize, FLT_MAX, 0.0F, words.data(), words.data() + words.size());
  return {std::ceil(size.x), size.y};
}

float draw_text(const ImVec2& at, std::string_view words, ImU32 colour, FontRole role,
                float most_width_px) {
  const ImVec2 size = text_size(words, role);
  const float room = most_width_px > 0.0F ? most_width_px : size.x;
  note_text(words, at, size, room);
  const std::string shown = shortened(words, role, room);
  ImFont* face = font(role);
  ImGui::GetWindowDrawList()->AddText(face, face->FontSize, {std::round(at.x), std::round(at.y)},
                                      colour, shown.c_str());
  return std::min(size.x, room);
}

void draw_name(const ImVec2& at, std::string_view words, ImU32 colour, FontRole role,
               float most_width_px) {
  const std::string shown = shortened(words, role, most_width_px);
  const ImVec2 size = text_size(shown, role);
  draw_text(at, shown, colour, role);
  if (shown.size() == words.size() || !ImGui::IsWindowHovered()) return;
  if (ImGui::IsMouseHoveringRect(at, {at.x + size.x, at.y + size.y})) show_tip(std::string(words));
}

void draw_label(ImDrawList& list, const ImVec2& at, std::string_view words, ImU32 colour) {
  ImFont* face = font(FontRole::kSmall);
  const ImVec2 size = text_size(words, FontRole::kSmall);
  list.AddRectFilled({at.x - px(4), at.y - px(2)}, {at.x + size.x + px(4), at.y + size.y + px(2)},
                     IM_COL32(0, 0, 0, 150), px(3));
  list.AddText(face, face->FontSize, {std::round(at.x), std::round(at.y)}, colour, words.data(),
               words.data() + words.size());
}

float button_width(const ButtonSpec& spec) {
  if (spec.width_px > 0.0F) return spec.width_px;
  const bool only_icon = shown_part(spec.label).empty();
  return parts_of(spec).content() + (only_icon ? px(18) : px(26));
}

bool button(const ButtonSpec& spec) {
  const ImVec2 size(button_width(spec), px(32));
  if (!spec.enabled) ImGui::BeginDisabled();
  const bool pressed = hit_area(spec.label, size);
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  draw_button(spec, {low.x, low.y, high.x - low.x, high.y - low.y});
  note_item(spec.label, low, high, std::min(parts_of(spec).content(), size.x));
  const bool resting = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled);
  if (!spec.enabled) ImGui::EndDisabled();
  if (resting && spec.tip[0] != '\0') {
    std::string words = spec.tip;
    if (spec.key[0] != '\0') words += std::string("  (") + spec.key + ")";
    show_tip(words);
  }
  return pressed && spec.enabled;
}

int choice_row(const char* id, std::span<const char* const> labels, int current, float width_px) {
  ImGui::PushID(id);
  int pressed = -1;
  const float between = px(3);
  const auto count = static_cast<float>(labels.size());
  const float each = width_px > 0.0F ? (width_px - between * (count - 1)) / count : 0.0F;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {between, px(7)});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const int index = static_cast<int>(i);
    if (i > 0) ImGui::SameLine();
    const auto look = index == current ? ButtonLook::kOn : ButtonLook::kNormal;
    if (button({.label = labels[i], .look = look, .width_px = each})) pressed = index;
  }
  ImGui::PopStyleVar();
  ImGui::PopID();
  return pressed;
}

int drop_down(const char* id, std::span<const std::string> items, int current, float width_px) {
  int chosen = -1;
  const bool known = current >= 0 && current < static_cast<int>(items.size());
  const std::string shown = known ? items[static_cast<std::size_t>(current)] : "";
  const float room = width_px - px(38);
  ImGui::SetNextItemWidth(width_px);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool open = ImGui::BeginCombo(id, shortened(shown, FontRole::kBody, room).c_str(),
                                      ImGuiComboFlags_HeightLarge | ImGuiComboFlags_NoArrowButton);
  if (!open) {
    draw_icon(*ImGui::GetWindowDrawList(), Icon::kDown,
              {at.x + width_px - px(17), at.y + 0.5F * ImGui::GetFrameHeight()}, px(11),
              colour::kMuted);
  }
  if (!open) note_item(id, ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  if (!open) {
    if (ImGui::IsItemHovered() && text_size(shown).x > room) show_tip(shown);
    return chosen;
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const int index = static_cast<int>(i);
    if (ImGui::Selectable(items[i].c_str(), index == current)) chosen = index;
    note_item(items[i], ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
    if (index == current && ImGui::IsWindowAppearing()) ImGui::SetScrollHereY();
  }
  ImGui::EndCombo();
  return chosen;
}

void heading(const char* words) {
  const FontScope scope(FontRole::kStrong);
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kText);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::TextUnformatted(words);
  ImGui::PopStyleColor();
  note_text(words, at, text_size(words, FontRole::kStrong), ImGui::GetContentRegionMax().x);
}

void line_text(std::string_view words, ImU32 colour, FontRole role) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(words, role);
  const float room = std::max(1.0F, ImGui::GetContentRegionAvail().x);
  draw_text(at, words, colour, role, room);
  ImGui::Dummy({std::min(size.x, room), size.y});
  if (size.x > room && ImGui::IsItemHovered()) show_tip(std::string(words));
}

void paragraph(std::string_view words, ImU32 colour, FontRole role) {
  const FontScope scope(role);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::PushTextWrapPos(0.0F);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  note_item(words, at, ImGui::GetItemRectMax(), 0.0F);
}

void value_row(const char* name, std::string_view value, ImU32 colour) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x;
  const float taken = draw_text(at, name, colour::kMuted, FontRole::kBody, room);
  const ImVec2 size = text_size(value);
  const bool fits = taken + px(10) + size.x <= room;
  const float line = ImGui::GetTextLineHeight();
  if (fits) {
    draw_text({at.x + room - size.x, at.y}, value, colour, FontRole::kBody);
    ImGui::Dummy({room, line});
    return;
  }
  ImGui::Dummy({room, line - px(4)});
  paragraph(value, colour);
}

void sign_line(Icon icon, std::string_view words, ImU32 colour) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float size = px(14);
  const float indent = size + px(8);
  draw_icon(*ImGui::GetWindowDrawList(), icon,
            {at.x + 0.5F * size, at.y + 0.5F * ImGui::GetTextLineHeight()}, size, colour);
  ImGui::Indent(indent);
  const bool quiet = colour == colour::kMuted || colour == colour::kFaint;
  paragraph(words, quiet ? colour : colour::kText);
  ImGui::Unindent(indent);
}

void big_value(const char* name, std::string_view number, std::string_view unit, ImU32 colour) {
  line_text(name, colour::kMuted);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(number, FontRole::kHuge);
  draw_text({at.x, at.y - px(8)}, number, colour, FontRole::kHuge);
  const float base = at.y - px(8) + size.y * 0.82F - text_size(unit, FontRole::kLarge).y * 0.82F;
  draw_text({at.x + size.x + px(8), base}, unit, colour::kMuted, FontRole::kLarge);
  ImGui::Dummy({size.x, size.y - px(12)});
}

void share_bar(double share, float width_px, ImU32 colour) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = px(6);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(at, {at.x + width_px, at.y + height}, colour::kField, 0.5F * height);
  const float filled = width_px * static_cast<float>(std::clamp(share, 0.0, 1.0));
  if (filled > height) {
    list.AddRectFilled(at, {at.x + filled, at.y + height}, colour, 0.5F * height);
  }
  ImGui::Dummy({width_px, height});
}

Box empty_message(const Box& box, const char* title, std::string_view words, float height_px) {
  const float width = std::min(px(620), box.width - px(40));
  ImFont* face = font(FontRole::kBody);
  const ImVec2 size = face->CalcTextSizeA(face->FontSize, FLT_MAX, width, words.data(),
                                          words.data() + words.size());
  const float all = px(40) + size.y + px(18) + height_px;
  const float x = box.x + 0.5F * (box.width - width);
  const float y = box.y + std::max(px(20), 0.42F * (box.height - all));
  draw_text({x, y}, title, colour::kText, FontRole::kLarge);
  ImGui::SetCursorScreenPos({x, y + px(38)});
  ImGui::PushTextWrapPos(x + width - ImGui::GetWindowPos().x);
  ImGui::PushStyleColor(ImGuiCol_Text, colour::kMuted);
  ImGui::TextUnformatted(words.data(), words.data() + words.size());
  ImGui::PopStyleColor();
  ImGui::PopTextWrapPos();
  const Box rest{x, y + px(38) + size.y + px(18), width, height_px};
  ImGui::SetCursorScreenPos(rest.low());
  return rest;
}

void gap(double design_px) {
  ImGui::Dummy({1.0F, std::max(0.0F, px(design_px) - ImGui::GetStyle().ItemSpacing.y)});
}

}  // namespace echolance
