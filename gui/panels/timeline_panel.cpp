// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>

#include "gui/panels/lane_drawing.hpp"
#include "gui/panels/lane_events.hpp"
#include "gui/panels/panels.hpp"
#include "gui/panels/widgets.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

constexpr const char* kLaneNames[] = {"Needle", "Confidence", "Pose", "Frames", "Events"};
constexpr int kLanes = 5;

void draw_lane(int lane, ImDrawList& list, const FrameAxis& axis,
               const std::vector<FrameLane>& lanes) {
  LaneDrawing drawing(list, axis, lanes);
  switch (lane) {
    case 0:
      return drawing.needle();
    case 1:
      return drawing.confidence();
    case 2:
      return drawing.pose();
    case 3:
      return drawing.frames();
    default:
      return drawing.events();
  }
}

bool has_poses(const ReplayView& replay) {
  return std::any_of(replay.lanes.begin(), replay.lanes.end(),
                     [](const FrameLane& lane) { return lane.pose != PoseLane::kNone; });
}

// Frames that nothing has been found in yet.
void draw_rest(ImDrawList& list, const FrameAxis& axis, const ReplayView& replay) {
  const auto done = static_cast<std::int64_t>(replay.lanes.size());
  if (done >= axis.frames) return;
  const float left = axis.x_of(done);
  const Box& box = axis.box;
  list.AddRectFilled({left, box.y}, box.high(), faded(colour::kField, 0.55));
  const bool over = replay.progress.finished;
  const std::string words = over ? "ended here: " + replay.progress.error
                                 : fmt::format("finding, {} of {}", done, axis.frames);
  const float room = box.x + box.width - left - px(16);
  if (room > px(60)) {
    draw_text({left + px(8), box.y + 0.5F * (box.height - text_size("0").y)}, words, colour::kMuted,
              FontRole::kBody, room);
  }
}

void draw_playhead(ImDrawList& list, const FrameAxis& axis, std::int64_t frame) {
  const float x = axis.x_middle(frame);
  const Box& box = axis.box;
  list.AddLine({x, box.y - px(4)}, {x, box.y + box.height}, colour::kText, px(1.6));
  list.AddTriangleFilled({x - px(6), box.y - px(8)}, {x + px(6), box.y - px(8)}, {x, box.y},
                         colour::kText);
}

std::string frame_words(const ReplayView& replay, std::int64_t frame) {
  std::string words = fmt::format("frame {}", frame);
  if (frame < 0 || frame >= static_cast<std::int64_t>(replay.lanes.size())) return words;
  const auto index = static_cast<std::size_t>(frame);
  const FrameLane& lane = replay.lanes[index];
  words += fmt::format(", {}\n{}", time_words(lane.time.seconds()), look_of(lane.needle).word);
  if (lane.needle != NeedleState::kNotSeen) words += fmt::format(" ({:.2f})", lane.confidence);
  if (lane.change == FrameChange::kRepeated) words += "\nrepeats the frame before";
  if (lane.gap_s > 0.0F) words += fmt::format("\n{:.2f} s since the frame before", lane.gap_s);
  if (lane.pose == PoseLane::kBad) words += "\npose not usable";
  const LaneEvent event = event_at(index > 0 ? &replay.lanes[index - 1] : nullptr, lane);
  if (event != LaneEvent::kNone) words += fmt::format("\n{}", to_string(event));
  return words;
}

void take_scrub(const FrameAxis& axis, const ReplayView& replay, Commands& commands) {
  ImGui::SetCursorScreenPos({axis.box.x, axis.box.y - px(8)});
  hit_area("##timeline", {axis.box.width, axis.box.height + px(8)});
  note_item("##timeline", ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), 0.0F);
  const std::int64_t frame = axis.frame_at(ImGui::GetIO().MousePos.x);
  if (ImGui::IsItemActive() && frame != replay.frame) {
    commands.emplace_back(command::GoToFrame{frame});
  }
  if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    ImGui::SetTooltip("%s", frame_words(replay, frame).c_str());
  }
}

}  // namespace

void draw_timeline_panel(const Box& box, const ReplayView& replay, Commands& commands) {
  const Panel panel("timeline", box, PanelLook::kFixed);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  Box rest = box;
  (void)take_top(rest, px(10));
  const Box names = take_left(rest, px(92));
  const FrameAxis whole{rest, std::max<std::int64_t>(1, replay.frame_count)};
  const float between = px(5);
  const std::int64_t step = step_for(whole.frames, rest.width);
  const auto merged = step > 1 ? merged_lanes(replay.lanes, step) : std::vector<FrameLane>{};
  const float height = (rest.height - between * (kLanes - 1)) / kLanes;
  for (int i = 0; i < kLanes; ++i) {
    const float y = rest.y + static_cast<float>(i) * (height + between);
    const ImVec2 size = text_size(kLaneNames[i], FontRole::kSmall);
    draw_text({names.x, y + 0.5F * (height - size.y)}, kLaneNames[i], colour::kMuted,
              FontRole::kSmall);
    const FrameAxis axis{{rest.x, y, rest.width, height}, whole.frames, step};
    list.AddRectFilled(axis.box.low(), axis.box.high(), faded(colour::kField, 0.35), px(2));
    if (!replay.lanes.empty()) draw_lane(i, list, axis, step > 1 ? merged : replay.lanes);
    if (i == 2 && !replay.lanes.empty() && !has_poses(replay)) {
      draw_text({axis.box.x + px(8), y + 0.5F * (height - size.y)}, "no poses in this recording",
                colour::kFaint, FontRole::kSmall);
    }
  }
  draw_rest(list, whole, replay);
  draw_playhead(list, whole, replay.frame);
  take_scrub(whole, replay, commands);
}

}  // namespace echolance
