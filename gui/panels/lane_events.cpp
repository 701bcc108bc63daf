// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/lane_events.hpp"

namespace echolance {

const char* to_string(LaneEvent event) {
  switch (event) {
    case LaneEvent::kNone:
      return "";
    case LaneEvent::kNeedleFound:
      return "needle found";
    case LaneEvent::kNeedleLost:
      return "needle lost";
    case LaneEvent::kCut:
      return "another scene";
    case LaneEvent::kFramesLost:
      return "frames lost";
    case LaneEvent::kPoseLost:
      return "pose lost";
  }
  return "";
}

LaneEvent event_at(const FrameLane* before, const FrameLane& now) {
  if (before == nullptr) return LaneEvent::kNone;
  if (now.change == FrameChange::kCut) return LaneEvent::kCut;
  if (now.gap_s > 0.0F) return LaneEvent::kFramesLost;
  if (before->pose == PoseLane::kOk && now.pose == PoseLane::kBad) return LaneEvent::kPoseLost;
  const bool was_seen = before->needle == NeedleState::kSeen;
  const bool is_seen = now.needle == NeedleState::kSeen;
  if (is_seen && !was_seen) return LaneEvent::kNeedleFound;
  if (was_seen && !is_seen) return LaneEvent::kNeedleLost;
  return LaneEvent::kNone;
}

std::optional<std::int64_t> next_event(const std::vector<FrameLane>& lanes, std::int64_t frame,
                                       int direction) {
  const auto count = static_cast<std::int64_t>(lanes.size());
  const std::int64_t step = direction < 0 ? -1 : 1;
  for (std::int64_t i = frame + step; i > 0 && i < count; i += step) {
    const auto index = static_cast<std::size_t>(i);
    if (event_at(&lanes[index - 1], lanes[index]) != LaneEvent::kNone) return i;
  }
  return std::nullopt;
}

}  // namespace echolance
