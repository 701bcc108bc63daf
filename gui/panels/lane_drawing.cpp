// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/panels/lane_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "gui/panels/icons.hpp"
#include "gui/panels/lane_events.hpp"
#include "gui/panels/theme.hpp"
#include "gui/panels/widgets.hpp"

namespace echolance {
namespace {

struct Range {
  float low = std::numeric_limits<float>::max();
  float high = std::numeric_limits<float>::lowest();

  void take(float value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

// Ends at numbers that people like.
Range rounded(Range range, bool from_zero) {
  if (from_zero) range.take(0.0F);
  const float span = std::max(range.high - range.low, 1.0F);
  const float power = std::pow(10.0F, std::floor(std::log10(span)));
  const float share = span / power;
  const float step = power * (share <= 2.0F ? 0.5F : share <= 5.0F ? 1.0F : 2.0F);
  range.low = step * std::floor(range.low / step);
  range.high = step * std::ceil(range.high / step);
  if (range.high <= range.low) range.high = range.low + step;
  return range;
}

Range range_of(const ChartSpec& spec, const std::vector<FrameLane>& lanes) {
  Range range;
  for (const auto& lane : lanes) {
    if (const auto value = spec.value(lane)) range.take(*value);
  }
  return range;
}

class ChartDrawing {
 public:
  ChartDrawing(const Box& box, const ChartSpec& spec, Range range)
      : list_(*ImGui::GetWindowDrawList()), box_(box), spec_(spec), range_(range) {}

  void grid() {
    for (const float share : {0.0F, 0.5F, 1.0F}) {
      const float y = box_.y + share * box_.height;
      list_.AddLine({box_.x, y}, {box_.x + box_.width, y}, faded(colour::kEdge, 0.8), 1.0F);
      const float value = range_.high - share * (range_.high - range_.low);
      const std::string words = fmt::format("{:g}", value);
      const ImVec2 size = text_size(words, FontRole::kSmall);
      draw_text({box_.x - px(6) - size.x, y - 0.5F * size.y}, words, colour::kFaint,
                FontRole::kSmall);
    }
  }

  void values(const FrameAxis& axis, const std::vector<FrameLane>& lanes) {
    std::optional<ImVec2> before;  // seen
    for (std::size_t i = 0; i < lanes.size(); i += static_cast<std::size_t>(axis.step)) {
      const auto value = spec_.value(lanes[i]);
      if (!value) {
        before.reset();
        continue;
      }
      const auto entry = static_cast<std::int64_t>(i) / axis.step;
      const ImVec2 place(axis.x_middle(entry), y_of(*value));
      draw_value(lanes[i], before, place);
      before = lanes[i].needle == NeedleState::kSeen ? std::optional(place) : std::nullopt;
    }
  }

 private:
  [[nodiscard]] float y_of(float value) const {
    return box_.y + box_.height * (range_.high - value) / (range_.high - range_.low);
  }

  void draw_value(const FrameLane& lane, const std::optional<ImVec2>& before, const ImVec2& place) {
    const bool seen = lane.needle == NeedleState::kSeen;
    const ImU32 ink = seen ? colour::kSeen : colour::kPredicted;
    if (!seen) {
      list_.AddCircleFilled(place, px(1.3), ink, 6);
      return;
    }
    if (before) {
      list_.AddLine(*before, place, ink, px(1.5));
    } else {
      list_.AddCircleFilled(place, px(1.3), ink, 6);
    }
  }

  ImDrawList& list_;
  Box box_;
  const ChartSpec& spec_;
  Range range_;
};

void draw_chart_title(const Box& line, const ChartSpec& spec, const FrameLane* now) {
  draw_text(line.low(), spec.name, colour::kMuted, FontRole::kSmall);
  const auto value = now != nullptr ? spec.value(*now) : std::nullopt;
  if (!value) return;
  const bool seen = now->needle == NeedleState::kSeen;
  const std::string words = fmt::format("{:.1f}{}{}", *value, spec.unit, seen ? "" : " predicted");
  const ImVec2 size = text_size(words, FontRole::kSmall);
  draw_text({line.x + line.width - size.x, line.y}, words,
            seen ? colour::kText : colour::kPredicted, FontRole::kSmall);
}

}  // namespace

float FrameAxis::x_of(std::int64_t entry) const {
  const auto count = static_cast<double>(std::max<std::int64_t>(1, frames));
  const double share = std::min(1.0, static_cast<double>(entry * step) / count);
  return box.x + static_cast<float>(double{box.width} * share);
}

float FrameAxis::x_middle(std::int64_t entry) const {
  return 0.5F * (x_of(entry) + x_of(entry + 1));
}

std::vector<FrameLane> merged_lanes(const std::vector<FrameLane>& lanes, std::int64_t step) {
  std::vector<FrameLane> merged;
  const auto each = static_cast<std::size_t>(std::max<std::int64_t>(1, step));
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const FrameLane& lane = lanes[i];
    if (i % each == 0) {
      merged.push_back(lane);
      continue;
    }
    FrameLane& one = merged.back();
    one.needle = std::max(one.needle, lane.needle);
    one.confidence = std::min(one.confidence, lane.confidence);
    one.pose = std::max(one.pose, lane.pose);
    one.gap_s = std::max(one.gap_s, lane.gap_s);
    one.has_picture = one.has_picture && lane.has_picture;
    one.has_region = one.has_region && lane.has_region;
    const bool cut = lane.change == FrameChange::kCut || one.change == FrameChange::kCut;
    if (lane.change == FrameChange::kRepeated) one.change = FrameChange::kRepeated;
    if (cut) one.change = FrameChange::kCut;
  }
  return merged;
}

std::int64_t FrameAxis::frame_at(float x) const {
  const std::int64_t last = std::max<std::int64_t>(0, frames - 1);
  const double share = (double{x} - double{box.x}) / std::max(1.0, double{box.width});
  const double frame = std::floor(share * static_cast<double>(std::max<std::int64_t>(1, frames)));
  return static_cast<std::int64_t>(std::clamp(frame, 0.0, static_cast<double>(last)));
}

void LaneDrawing::runs(const std::function<int(const FrameLane&)>& what,
                       const std::function<void(float, float, int)>& draw) {
  const auto count = static_cast<std::int64_t>(lanes_.size());
  std::int64_t first = 0;
  for (std::int64_t i = 1; i <= count; ++i) {
    const int kind = what(lanes_[static_cast<std::size_t>(first)]);
    if (i < count && what(lanes_[static_cast<std::size_t>(i)]) == kind) continue;
    draw(axis_.x_of(first), axis_.x_of(i), kind);
    first = i;
  }
}

void LaneDrawing::block(float left, float right, float top_share, ImU32 colour) {
  const float bottom = axis_.box.y + axis_.box.height;
  list_.AddRectFilled({left, bottom - top_share * axis_.box.height},
                      {std::max(right, left + 1.0F), bottom}, colour);
}

void LaneDrawing::needle() {
  const auto what = [](const FrameLane& lane) { return static_cast<int>(lane.needle); };
  runs(what, [&](float left, float right, int kind) {
    const auto state = static_cast<NeedleState>(kind);
    if (state == NeedleState::kSeen) return block(left, right, 1.0F, colour::kSeen);
    if (state == NeedleState::kNotSeen) {
      return block(left, right, 0.12F, faded(colour::kNotSeen, 0.5));
    }
    block(left, right, 0.55F, faded(colour::kPredicted, 0.35));
    const float bottom = axis_.box.y + axis_.box.height;
    const float top = bottom - 0.55F * axis_.box.height;
    for (float x = left; x < right; x += px(4)) {
      list_.AddLine({x, bottom}, {std::min(x + px(3), right), top}, colour::kPredicted, px(1.2));
    }
  });
}

void LaneDrawing::confidence() {
  const float bottom = axis_.box.y + axis_.box.height;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].needle == NeedleState::kNotSeen) continue;
    const auto frame = static_cast<std::int64_t>(i);
    const bool seen = lanes_[i].needle == NeedleState::kSeen;
    const float share = std::clamp(lanes_[i].confidence, 0.0F, 1.0F);
    list_.AddRectFilled({axis_.x_of(frame), bottom - share * axis_.box.height},
                        {std::max(axis_.x_of(frame + 1), axis_.x_of(frame) + 1.0F), bottom},
                        faded(seen ? colour::kSeen : colour::kPredicted, 0.55));
  }
  list_.AddLine({axis_.box.x, bottom},
                {axis_.x_of(static_cast<std::int64_t>(lanes_.size())), bottom}, colour::kEdge,
                px(1));
}

void LaneDrawing::pose() {
  const auto what = [](const FrameLane& lane) { return static_cast<int>(lane.pose); };
  runs(what, [&](float left, float right, int kind) {
    const auto pose = static_cast<PoseLane>(kind);
    if (pose == PoseLane::kNone) return;
    if (pose == PoseLane::kOk) return block(left, right, 0.3F, faded(colour::kNotSeen, 0.45));
    const Box& box = axis_.box;
    list_.AddRectFilled({left, box.y}, {std::max(right, left + 1.0F), box.y + box.height},
                        faded(colour::kError, 0.3));
    for (float x = left; x < right; x += px(6)) {
      const float end = std::min(x + px(5), right);
      list_.AddLine({x, box.y}, {end, box.y + box.height}, colour::kError, px(1));
      list_.AddLine({end, box.y}, {x, box.y + box.height}, colour::kError, px(1));
    }
  });
}

void LaneDrawing::frames() {
  const Box& box = axis_.box;
  const float bottom = box.y + box.height;
  block(box.x, axis_.x_of(static_cast<std::int64_t>(lanes_.size())), 0.12F,
        faded(colour::kNotSeen, 0.35));
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const auto frame = static_cast<std::int64_t>(i);
    const float x = axis_.x_of(frame);
    const float right = std::max(x + px(1.5), axis_.x_of(frame + 1) - 1.0F);
    if (!lanes_[i].has_picture) {
      list_.AddRectFilled({x, box.y}, {right, bottom}, faded(colour::kError, 0.35));
    }
    if (lanes_[i].change == FrameChange::kRepeated) {
      list_.AddRectFilled({x, bottom - 0.5F * box.height}, {right, bottom}, colour::kMuted);
    }
    if (lanes_[i].gap_s <= 0.0F) continue;
    list_.AddRectFilled({x - px(1), box.y}, {x + px(1.5), bottom}, colour::kError);
    list_.AddTriangleFilled({x - px(4), box.y}, {x + px(4), box.y}, {x, box.y + px(5)},
                            colour::kError);
  }
}

void LaneDrawing::events() {
  const Box& box = axis_.box;
  const float middle = box.y + 0.5F * box.height;
  const float half = 0.32F * box.height;
  for (std::size_t i = 1; i < lanes_.size(); ++i) {
    const LaneEvent event = event_at(&lanes_[i - 1], lanes_[i]);
    if (event == LaneEvent::kNone) continue;
    const float x = axis_.x_of(static_cast<std::int64_t>(i));
    if (event == LaneEvent::kNeedleFound) {
      list_.AddQuadFilled({x, middle - half}, {x + half, middle}, {x, middle + half},
                          {x - half, middle}, colour::kSeen);
    } else if (event == LaneEvent::kNeedleLost) {
      list_.AddQuad({x, middle - half}, {x + half, middle}, {x, middle + half}, {x - half, middle},
                    colour::kNotSeen, px(1.4));
    } else {
      const ImU32 ink = event == LaneEvent::kCut ? colour::kText : colour::kError;
      list_.AddRectFilled({x - px(1.5), box.y}, {x + px(1.5), box.y + box.height}, ink);
    }
  }
}

std::int64_t step_for(std::int64_t frames, float width_px) {
  const auto columns = std::max<std::int64_t>(1, static_cast<std::int64_t>(width_px));
  return std::max<std::int64_t>(1, (frames + columns - 1) / columns);
}

void draw_chart(const Box& box, const ChartSpec& spec, const std::vector<FrameLane>& lanes,
                std::int64_t frames, std::int64_t frame) {
  Box rest = box;
  const Box title = take_top(rest, text_size("0", FontRole::kSmall).y, px(11));
  const bool known = frame >= 0 && frame < static_cast<std::int64_t>(lanes.size());
  draw_chart_title(title, spec, known ? &lanes[static_cast<std::size_t>(frame)] : nullptr);
  (void)take_left(rest, px(34));
  (void)take_bottom(rest, px(6));
  const Range raw = range_of(spec, lanes);
  if (raw.empty()) {
    draw_text({rest.x, rest.y + 0.35F * rest.height}, spec.why_empty, colour::kFaint,
              FontRole::kSmall, rest.width);
    return;
  }
  const std::int64_t count = std::max<std::int64_t>(1, frames);
  const FrameAxis axis{rest, count, step_for(count, rest.width)};
  ChartDrawing drawing(rest, spec, rounded(raw, spec.from_zero));
  drawing.grid();
  drawing.values(axis, lanes);
  const float x = FrameAxis{rest, count}.x_middle(frame);
  ImGui::GetWindowDrawList()->AddLine({x, rest.y}, {x, rest.y + rest.height},
                                      faded(colour::kText, 0.6), px(1));
}

}  // namespace echolance
