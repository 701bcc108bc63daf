// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>

#include "core/frame.hpp"
#include "session/process_frame.hpp"
#include "session/running_median.hpp"

namespace echolance {

/// What the tracker said of a frame's poses, in one word.
enum class PoseLane : std::uint8_t {
  kNone,  ///< the frame has no poses
  kOk,    ///< all may be used
  kBad,   ///< at least one may not
};

/// One frame in the lanes of a time line.
struct FrameLane {
  Timestamp time;
  NeedleState needle = NeedleState::kNotSeen;
  float confidence = 0.0F;
  FrameChange change = FrameChange::kFirst;
  PoseLane pose = PoseLane::kNone;
  bool has_picture = true;
  bool has_region = true;
  float gap_s = 0.0F;  ///< to the frame before, where that is more than 1.5 usual ones: lost frames
  /// Of a seen or predicted needle: tip_y_mm and angle_rad of frames.csv, tip_to_target_mm of a
  /// followed plan.
  std::optional<float> tip_depth_mm, angle_rad, plan_tip_to_target_mm;
};

/// Makes the lanes of one recording, front to back. The usual interval is the running median of the
/// intervals so far, the nominal one while there are few. Not thread-safe.
class LaneMaker {
 public:
  /// 0: not known.
  explicit LaneMaker(double nominal_rate_hz);
  [[nodiscard]] FrameLane next(const Frame& frame, const FrameReport& report);
  [[nodiscard]] std::int64_t lost() const { return lost_; }  ///< frames that the times say are lost
  [[nodiscard]] std::int64_t repeated() const { return repeated_; }

 private:
  [[nodiscard]] float gap_before(Timestamp time);

  RunningMedian intervals_s_;
  double nominal_s_ = 0.0;
  std::optional<Timestamp> before_;
  std::int64_t lost_ = 0, repeated_ = 0;
};

}  // namespace echolance
