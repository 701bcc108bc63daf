// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>

namespace echolance {

/// Time that stands still while it is paused; starts at 0. Not thread-safe: the moments come from
/// outside.
class PausableClock {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  explicit PausableClock(Moment now) : zero_(now) {}

  [[nodiscard]] Duration elapsed(Moment now) const { return (paused_ ? since_ : now) - zero_; }
  /// When `elapsed` will be reached, if nobody pauses until then.
  [[nodiscard]] Moment when(Duration elapsed) const { return zero_ + elapsed; }
  [[nodiscard]] bool is_paused() const { return paused_; }
  void pause(Moment now) {
    if (!paused_) since_ = now;
    paused_ = true;
  }
  void go_on(Moment now) {
    if (paused_) zero_ += now - since_;
    paused_ = false;
  }
  /// Goes back, as if less time had passed.
  void wait_for(Duration late) { zero_ += late; }

 private:
  Moment zero_;
  Moment since_{};
  bool paused_ = false;
};

}  // namespace echolance
