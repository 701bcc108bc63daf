// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/frame_lane.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

constexpr double kGap = 1.5;                // of the usual interval
constexpr std::size_t kFewIntervals = 8;    // below that the nominal rate counts
constexpr double kLongestGapOfLost_s = 10;  // a recording that was paused lost nothing

PoseLane pose_lane(const std::vector<NamedPose>& poses) {
  if (poses.empty()) return PoseLane::kNone;
  const bool all_ok = std::all_of(poses.begin(), poses.end(),
                                  [](const auto& pose) { return pose.status == PoseStatus::kOk; });
  return all_ok ? PoseLane::kOk : PoseLane::kBad;
}

}  // namespace

LaneMaker::LaneMaker(double nominal_rate_hz)
    : nominal_s_(nominal_rate_hz > 0.0 ? 1.0 / nominal_rate_hz : 0.0) {}

float LaneMaker::gap_before(Timestamp time) {
  if (!before_) return 0.0F;
  const double step_s = elapsed_s(*before_, time);
  const bool few = intervals_s_.count() < kFewIntervals;
  const double usual_s = few && nominal_s_ > 0.0 ? nominal_s_ : intervals_s_.value();
  if (step_s > 0.0) intervals_s_.add(step_s);
  if (!(usual_s > 0.0) || step_s <= kGap * usual_s) return 0.0F;
  if (step_s < kLongestGapOfLost_s) lost_ += std::llround(step_s / usual_s) - 1;
  return static_cast<float>(step_s);
}

FrameLane LaneMaker::next(const Frame& frame, const FrameReport& report) {
  FrameLane lane;
  lane.time = frame.time;
  lane.gap_s = gap_before(frame.time);
  before_ = frame.time;
  lane.needle = report.needle.state;
  lane.confidence = static_cast<float>(report.needle.confidence);
  lane.change = report.change;
  lane.pose = pose_lane(frame.poses);
  lane.has_picture = frame.has_image();
  lane.has_region = report.region.has_value();
  if (report.change == FrameChange::kRepeated) ++repeated_;
  if (report.needle.line && report.needle.state != NeedleState::kNotSeen) {
    lane.angle_rad = static_cast<float>(report.needle.line->angle_rad());
    if (report.spacing && report.region) {
      const auto tip = report.region->to_image(report.needle.line->tip, *report.spacing);
      lane.tip_depth_mm = static_cast<float>(tip.mm.y());
    }
  }
  if (report.plan && report.plan->deviation.known()) {
    lane.plan_tip_to_target_mm = static_cast<float>(report.plan->deviation.tip_to_target_mm);
  }
  return lane;
}

}  // namespace echolance
