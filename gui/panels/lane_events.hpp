// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "session/replay.hpp"

namespace echolance {

enum class LaneEvent : std::uint8_t {
  kNone,
  kNeedleFound,  ///< seen, and not in the frame before
  kNeedleLost,   ///< seen in the frame before, and no longer
  kCut,          ///< another scene
  kFramesLost,   ///< a gap in the times before this frame
  kPoseLost,     ///< the tracker's pose may no longer be used
};
[[nodiscard]] const char* to_string(LaneEvent event);

/// What happens at a frame; `before` is null for the first.
[[nodiscard]] LaneEvent event_at(const FrameLane* before, const FrameLane& now);

/// The nearest frame with an event before (-1) or after (1) this one; empty: there is none.
[[nodiscard]] std::optional<std::int64_t> next_event(const std::vector<FrameLane>& lanes,
                                                     std::int64_t frame, int direction);

}  // namespace echolance
