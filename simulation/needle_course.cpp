// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/needle_course.hpp"

#include <fmt/format.h>

#include <cmath>

namespace echolance {
namespace {

constexpr double kAbove_mm = -3.0;  // the tip at rest before it touches the skin
constexpr double kPause_s = 0.7;
constexpr double kHold_s = 1.2;
constexpr double kTurning_s = 0.6;
constexpr double kOutwards = 1.5;                      // needles are pulled faster than pushed
constexpr double kFirstTry = 0.6, kPulledBack = 0.25;  // parts of the way

class Keys {
 public:
  Keys(const NeedlePlacement& goal, const NeedleCourse& course)
      : placement_(goal), speed_mm_s_(course.speed_mm_s), time_s_(course.start_s) {
    placement_.depth_mm = kAbove_mm;
    add();
  }
  void go(double depth_mm) {
    const double way_mm = depth_mm - placement_.depth_mm;
    time_s_ += std::abs(way_mm) / (way_mm < 0.0 ? kOutwards * speed_mm_s_ : speed_mm_s_);
    placement_.depth_mm = depth_mm;
    add();
  }
  void rest(double for_s) {
    time_s_ += for_s;
    add();
  }
  void turn_to(const NeedlePlacement& towards) {
    placement_.direction = towards.direction;
    placement_.bend_direction = towards.bend_direction;
    rest(kTurning_s);
  }
  [[nodiscard]] std::vector<NeedleKey> take() { return std::move(keys_); }

 private:
  void add() { keys_.push_back({time_s_, placement_}); }

  NeedlePlacement placement_;
  double speed_mm_s_;
  double time_s_;
  std::vector<NeedleKey> keys_;
};

}  // namespace

NeedlePlacement redirected(const NeedlePlacement& placement, const Eigen::Vector3d& out,
                           double turn_rad) {
  const Eigen::AngleAxisd turn(turn_rad, out);
  NeedlePlacement turned = placement;
  turned.direction = {turn * placement.direction.unit};
  turned.bend_direction = {turn * placement.bend_direction.unit};
  return turned;
}

Result<std::vector<NeedleKey>> needle_course(const NeedlePlacement& goal,
                                             const Eigen::Vector3d& out,
                                             const NeedleCourse& course) {
  if (!(course.speed_mm_s > 0.1 && course.speed_mm_s < 200.0 && course.start_s >= 0.0)) {
    return fail(ErrorCode::kInvalidOption,
                "a needle's course has a speed of 0.1 to 200 mm/s and starts at 0 s or later");
  }
  const bool redirect = course.kind == "redirect";
  Keys keys(redirect ? redirected(goal, out, course.turn_rad) : goal, course);
  if (redirect) {
    keys.go(kFirstTry * goal.depth_mm);
    keys.rest(kPause_s);
    keys.go(kPulledBack * goal.depth_mm);
    keys.turn_to(goal);
    keys.go(goal.depth_mm);
  } else if (course.kind == "stepwise") {
    for (const double part : {0.3, 0.55, 0.8}) {
      keys.go(part * goal.depth_mm);
      keys.rest(kPause_s);
    }
    keys.go(goal.depth_mm);
  } else if (course.kind == "withdraw") {
    keys.go(goal.depth_mm);
    keys.rest(kHold_s);
    keys.go(kAbove_mm);
  } else if (course.kind == "direct") {
    keys.go(goal.depth_mm);
  } else {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("'{}' is not a course of a needle; give direct, stepwise, withdraw or "
                            "redirect",
                            course.kind));
  }
  return keys.take();
}

}  // namespace echolance
