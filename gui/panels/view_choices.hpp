// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "session/edit_history.hpp"  // EditStep

namespace echolance {

enum class Workspace : std::uint8_t { kOpen, kReplay, kPlan, kSpace, kGuide };
inline constexpr int kWorkspaceCount = 5;
/// Names in scripts and on the command line, in the order above.
inline constexpr std::array<const char*, kWorkspaceCount> kWorkspaceNames = {
    "open", "replay", "plan", "space", "guide"};
[[nodiscard]] inline std::optional<Workspace> workspace_from(const std::string& name) {
  for (int i = 0; i < kWorkspaceCount; ++i) {
    if (name == kWorkspaceNames[static_cast<std::size_t>(i)]) return static_cast<Workspace>(i);
  }
  return std::nullopt;
}

/// What dragging in the picture does.
enum class PictureTool : std::uint8_t { kLook, kWindowLevel, kMeasure, kRuler };

/// What of a way can be taken hold of.
enum class PlanHandle : std::uint8_t { kNone, kEntry, kTarget };

/// Where the mouse is: over the 3D view, over the picture beside it, or elsewhere.
enum class PointerPlace : std::uint8_t { kNowhere, kScene, kPicture };

enum class GuideSource : std::uint8_t { kRecording, kPatient };

}  // namespace echolance
