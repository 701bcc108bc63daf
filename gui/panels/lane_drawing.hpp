// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "gui/panels/layout.hpp"
#include "session/replay.hpp"

namespace echolance {

/// Frames along a line of the screen: frame 0 starts at the left edge, the last ends at the right.
struct FrameAxis {
  Box box;
  std::int64_t frames = 1;
  std::int64_t step = 1;  ///< frames that one lane entry stands for

  [[nodiscard]] float x_of(std::int64_t entry) const;  ///< left edge
  [[nodiscard]] float x_middle(std::int64_t entry) const;
  [[nodiscard]] std::int64_t frame_at(float x) const;  ///< within 0 .. frames - 1
};

/// Where there are more frames than columns of the screen: one entry for `step` frames, the gravest
/// of them in every respect (not seen before predicted before seen, the least confidence, any pose
/// that may not be used, any repeated or lost frame).
[[nodiscard]] std::vector<FrameLane> merged_lanes(const std::vector<FrameLane>& lanes,
                                                  std::int64_t step);

/// So many that every entry has a column of the screen.
[[nodiscard]] std::int64_t step_for(std::int64_t frames, float width_px);

/// One lane of a time line.
class LaneDrawing {
 public:
  LaneDrawing(ImDrawList& list, const FrameAxis& axis, const std::vector<FrameLane>& lanes)
      : list_(list), axis_(axis), lanes_(lanes) {}

  /// Seen: full height. Predicted: half, striped. Not seen: a thin line.
  void needle();
  void confidence();
  /// Usable: a thin line. Not usable: crossed blocks.
  void pose();
  /// Repeated: short ticks. Lost before this frame: tall red ticks. Neither: a thin line.
  void frames();
  /// Diamonds (needle), bars (cuts, lost).
  void events();

 private:
  // Runs of frames that a function says the same of, as (first, end, what).
  void runs(const std::function<int(const FrameLane&)>& what,
            const std::function<void(float, float, int)>& draw);
  void block(float left, float right, float top_share, ImU32 colour);

  ImDrawList& list_;
  const FrameAxis& axis_;
  const std::vector<FrameLane>& lanes_;
};

/// Values over the frames with their newest at the playhead. Gaps stay gaps; predicted ones are
/// dots.
struct ChartSpec {
  const char* name = "";
  const char* unit = "";  ///< with the space before it: " mm", "°"
  std::function<std::optional<float>(const FrameLane&)> value;
  bool from_zero = true;
  const char* why_empty = "";
};
void draw_chart(const Box& box, const ChartSpec& spec, const std::vector<FrameLane>& lanes,
                std::int64_t frames, std::int64_t frame);

}  // namespace echolance
