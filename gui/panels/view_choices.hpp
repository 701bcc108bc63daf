// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

namespace echolance {

enum class Workspace : std::uint8_t { kOpen, kReplay, kPlan, kSpace, kGuide };
inline constexpr int kWorkspaceCount = 5;

/// What dragging in the picture does.
enum class PictureTool : std::uint8_t { kLook, kWindowLevel, kMeasure, kRuler };

enum class GuideSource : std::uint8_t { kRecording, kPatient };

/// Whether a change of the plan starts a step of undo or goes on with the last (a drag).
enum class EditStep : std::uint8_t { kNew, kSame };

}  // namespace echolance
