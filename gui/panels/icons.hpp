// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <cstdint>

namespace echolance {

/// Small drawings made of lines, sharp at any size.
enum class Icon : std::uint8_t {
  kNone,
  kPlay,
  kPause,
  kStepBack,
  kStepOn,
  kFirst,
  kLast,
  kEventBack,
  kEventOn,
  kLoop,
  kFolder,
  kFile,
  kUp,
  kClose,
  kWarning,
  kError,
  kInfo,
  kCheck,
  kSeen,       ///< solid line with a tip
  kPredicted,  ///< dashed line
  kNotSeen,    ///< ring with a stroke through it
  kLeft,
  kRight,
  kDown,
  kTurnLeft,
  kTurnRight,
};

/// `size_px`: of the square it fills, about `centre`.
void draw_icon(ImDrawList& list, Icon icon, const ImVec2& centre, float size_px, ImU32 colour);

/// Dashes of `dash_px` with gaps as long.
void dashed_line(ImDrawList& list, const ImVec2& from, const ImVec2& to, ImU32 colour,
                 float width_px, float dash_px);

}  // namespace echolance
