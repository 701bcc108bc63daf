// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace echolance {

/// The stages of process_frame, in its order.
enum class FrameStage : std::uint8_t { kRegion, kChange, kBone, kLandmarks, kNeedle, kPlan };
inline constexpr std::size_t kFrameStageCount = 6;
/// "region", "change", ...
[[nodiscard]] const char* to_string(FrameStage stage);

/// Told by process_frame when a stage of a frame is done.
using StageWatch = std::function<void(FrameStage)>;

/// How long each stage takes, ms; 0 for a stage that a frame did not come to.
using StageTimes = std::array<double, kFrameStageCount>;

}  // namespace echolance
