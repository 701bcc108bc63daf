// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "session/edit_history.hpp"  // EditStep

namespace echolance {

enum class Workspace : std::uint8_t { kOpen, kReplay, kPlan, kSpace, kGuide };
inline constexpr int kWorkspaceCount = 5;

/// What dragging in the picture does.
enum class PictureTool : std::uint8_t { kLook, kWindowLevel, kMeasure, kRuler };

enum class GuideSource : std::uint8_t { kRecording, kPatient };

}  // namespace echolance
