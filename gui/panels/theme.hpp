// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>

namespace echolance {

/// What a text is for; each role has its own font in the atlas, in this order.
enum class FontRole : std::uint8_t { kBody, kStrong, kSmall, kLarge, kHuge };
inline constexpr int kFontRoleCount = 5;

/// Sizes and gaps are written for a body text of this height and grow with it.
inline constexpr double kDesignFont_px = 17.0;

/// Colours of the dark theme; greys are neutral so that grey pictures look as they are. The marks
/// keep apart for all common kinds of colour blindness, and every mark also has a form and a word.
namespace colour {
inline constexpr ImU32 kWindow = IM_COL32(19, 20, 22, 255);
inline constexpr ImU32 kBar = IM_COL32(26, 28, 31, 255);
inline constexpr ImU32 kCard = IM_COL32(30, 32, 36, 255);
inline constexpr ImU32 kField = IM_COL32(42, 45, 50, 255);
inline constexpr ImU32 kFieldHover = IM_COL32(54, 58, 64, 255);
inline constexpr ImU32 kEdge = IM_COL32(48, 52, 58, 255);
inline constexpr ImU32 kPicture = IM_COL32(8, 8, 9, 255);
inline constexpr ImU32 kText = IM_COL32(232, 234, 237, 255);
inline constexpr ImU32 kMuted = IM_COL32(164, 170, 178, 255);
inline constexpr ImU32 kFaint = IM_COL32(112, 118, 126, 255);
inline constexpr ImU32 kAccent = IM_COL32(104, 172, 255, 255);
inline constexpr ImU32 kAccentFill = IM_COL32(38, 98, 172, 255);
inline constexpr ImU32 kAccentHover = IM_COL32(52, 116, 196, 255);
inline constexpr ImU32 kSeen = IM_COL32(64, 224, 156, 255);
inline constexpr ImU32 kPredicted = IM_COL32(255, 176, 32, 255);
inline constexpr ImU32 kNotSeen = IM_COL32(190, 196, 204, 255);
inline constexpr ImU32 kBone = IM_COL32(255, 232, 96, 255);
inline constexpr ImU32 kLandmark = IM_COL32(240, 150, 220, 255);
inline constexpr ImU32 kPlan = kAccent;
inline constexpr ImU32 kError = IM_COL32(255, 106, 90, 255);
inline constexpr ImU32 kWarning = IM_COL32(255, 176, 32, 255);
}  // namespace colour

/// The same colour, `share` (0..1) as strong.
[[nodiscard]] ImU32 faded(ImU32 colour, double share);

struct FontFiles {
  std::string regular, medium;
};
/// The first pair that is installed: Roboto (fonts-roboto-unhinted), DejaVu Sans. Empty: none.
[[nodiscard]] FontFiles find_fonts();

enum class FontSource : std::uint8_t { kFiles, kBuiltIn };
/// Fills the atlas anew, all roles. Files that cannot be read: ImGui's own font, and says so.
FontSource load_fonts(ImFontAtlas& atlas, const FontFiles& files, double body_px);

/// Of the current context; an atlas with fewer fonts gives its first.
[[nodiscard]] ImFont* font(FontRole role);

void apply_theme(ImGuiStyle& style, double body_px);

/// A length of the design in pixels of the screen, at the current body font.
[[nodiscard]] float px(double design_px);

/// Uses a font to the end of the scope.
class FontScope {
 public:
  explicit FontScope(FontRole role) { ImGui::PushFont(font(role)); }
  ~FontScope() { ImGui::PopFont(); }
  FontScope(const FontScope&) = delete;
  FontScope& operator=(const FontScope&) = delete;
};

}  // namespace echolance
