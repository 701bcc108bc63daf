// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>

namespace echolance {
namespace {

struct RoleFont {
  bool medium;
  double size;  // of the body's
};
constexpr std::array<RoleFont, kFontRoleCount> kRoles = {
    {{false, 1.0}, {true, 1.0}, {false, 0.86}, {true, 1.36}, {true, 3.3}}};

// Latin, dashes and quotes, arrows, minus and comparisons.
constexpr std::array<ImWchar, 11> kGlyphs = {0x0020, 0x017F, 0x2010, 0x203A, 0x2190, 0x2193,
                                             0x2212, 0x2212, 0x2260, 0x2265, 0};

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

void add_built_in(ImFontAtlas& atlas, double body_px) {
  for (const auto& role : kRoles) {
    ImFontConfig config;
    config.SizePixels = static_cast<float>(std::round(role.size * body_px));
    atlas.AddFontDefault(&config);
  }
}

void set(ImGuiStyle& style, ImGuiCol which, ImU32 colour) {
  style.Colors[which] = ImGui::ColorConvertU32ToFloat4(colour);
}

void set_sizes(ImGuiStyle& style, float unit) {
  style.WindowPadding = {12 * unit, 10 * unit};
  style.FramePadding = {10 * unit, 7.5F * unit};
  style.ItemSpacing = {8 * unit, 7 * unit};
  style.ItemInnerSpacing = {7 * unit, 6 * unit};
  style.ScrollbarSize = 11 * unit;
  style.GrabMinSize = 12 * unit;
  style.WindowRounding = 6 * unit;
  style.ChildRounding = 6 * unit;
  style.FrameRounding = 5 * unit;
  style.PopupRounding = 6 * unit;
  style.ScrollbarRounding = 6 * unit;
  style.GrabRounding = 5 * unit;
  style.WindowBorderSize = 0.0F;
  style.ChildBorderSize = 0.0F;
  style.PopupBorderSize = 1.0F;
  style.FrameBorderSize = 0.0F;
  style.AntiAliasedLines = true;
}

void set_field_colours(ImGuiStyle& style) {
  set(style, ImGuiCol_FrameBg, colour::kField);
  set(style, ImGuiCol_FrameBgHovered, colour::kFieldHover);
  set(style, ImGuiCol_FrameBgActive, colour::kFieldHover);
  set(style, ImGuiCol_Button, colour::kField);
  set(style, ImGuiCol_ButtonHovered, colour::kFieldHover);
  set(style, ImGuiCol_ButtonActive, colour::kAccentFill);
  set(style, ImGuiCol_Header, faded(colour::kAccentFill, 0.75));
  set(style, ImGuiCol_HeaderHovered, colour::kFieldHover);
  set(style, ImGuiCol_HeaderActive, colour::kAccentFill);
  set(style, ImGuiCol_CheckMark, colour::kAccent);
  set(style, ImGuiCol_SliderGrab, colour::kAccent);
  set(style, ImGuiCol_SliderGrabActive, colour::kAccent);
  set(style, ImGuiCol_TextSelectedBg, faded(colour::kAccentFill, 0.8));
  set(style, ImGuiCol_NavHighlight, colour::kAccent);
  set(style, ImGuiCol_ScrollbarBg, IM_COL32(0, 0, 0, 0));
  set(style, ImGuiCol_ScrollbarGrab, colour::kEdge);
  set(style, ImGuiCol_ScrollbarGrabHovered, colour::kFieldHover);
  set(style, ImGuiCol_ScrollbarGrabActive, colour::kFaint);
}

}  // namespace

ImU32 faded(ImU32 colour, double share) {
  const auto alpha = static_cast<double>((colour >> IM_COL32_A_SHIFT) & 0xFFU);
  const auto mixed = static_cast<ImU32>(std::lround(alpha * std::clamp(share, 0.0, 1.0)));
  return (colour & ~IM_COL32_A_MASK) | (mixed << IM_COL32_A_SHIFT);
}

FontFiles find_fonts() {
  const std::string roboto = "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-";
  const std::string dejavu = "/usr/share/fonts/truetype/dejavu/DejaVuSans";
  for (const auto& files : {FontFiles{roboto + "Regular.ttf", roboto + "Medium.ttf"},
                            FontFiles{dejavu + ".ttf", dejavu + "-Bold.ttf"}}) {
    if (exists(files.regular) && exists(files.medium)) return files;
  }
  return {};
}

FontSource load_fonts(ImFontAtlas& atlas, const FontFiles& files, double body_px) {
  atlas.Clear();
  if (!exists(files.regular) || !exists(files.medium)) {
    add_built_in(atlas, body_px);
    return FontSource::kBuiltIn;
  }
  for (const auto& role : kRoles) {
    ImFontConfig config;
    config.OversampleH = role.size > 2.0 ? 1 : 3;
    config.OversampleV = 1;
    const std::string& path = role.medium ? files.medium : files.regular;
    const auto size = static_cast<float>(std::round(role.size * body_px));
    if (atlas.AddFontFromFileTTF(path.c_str(), size, &config, kGlyphs.data()) == nullptr) {
      atlas.Clear();
      add_built_in(atlas, body_px);
      return FontSource::kBuiltIn;
    }
  }
  return FontSource::kFiles;
}

ImFont* font(FontRole role) {
  const auto& fonts = ImGui::GetIO().Fonts->Fonts;
  if (fonts.empty()) return ImGui::GetFont();
  const int index = static_cast<int>(role);
  return fonts[index < fonts.Size ? index : 0];
}

void apply_theme(ImGuiStyle& style, double body_px) {
  style = ImGuiStyle();
  ImGui::StyleColorsDark(&style);
  set_sizes(style, static_cast<float>(body_px / kDesignFont_px));
  set(style, ImGuiCol_Text, colour::kText);
  set(style, ImGuiCol_TextDisabled, colour::kFaint);
  set(style, ImGuiCol_WindowBg, colour::kWindow);
  set(style, ImGuiCol_ChildBg, IM_COL32(0, 0, 0, 0));
  set(style, ImGuiCol_PopupBg, IM_COL32(36, 39, 43, 255));
  set(style, ImGuiCol_Border, colour::kEdge);
  set(style, ImGuiCol_Separator, colour::kEdge);
  set_field_colours(style);
}

float px(double design_px) {
  return static_cast<float>(design_px / kDesignFont_px) * font(FontRole::kBody)->FontSize;
}

}  // namespace echolance
