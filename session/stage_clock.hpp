// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <chrono>

#include "session/frame_stages.hpp"
#include "session/running_median.hpp"

namespace echolance {

/// Times the stages of one frame after another, from outside process_frame. It must live as long as
/// the state that it watches. Not thread-safe, no allocation.
class StageClock {
 public:
  /// To be put in PipelineState::stage_done.
  [[nodiscard]] StageWatch watch() {
    return [this](FrameStage stage) { done(stage); };
  }
  void begin_frame() {
    times_.fill(0.0);
    last_ = Clock::now();
  }
  [[nodiscard]] const StageTimes& times() const { return times_; }

 private:
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::duration<double, std::milli>;

  void done(FrameStage stage) {
    const auto now = Clock::now();
    times_[static_cast<std::size_t>(stage)] = Milliseconds(now - last_).count();
    last_ = now;
  }

  StageTimes times_{};
  Clock::time_point last_;
};

/// Running medians of the stages. Not thread-safe.
class StageMedians {
 public:
  /// Stages that the frame did not come to are left out.
  void add(const StageTimes& times) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (times[i] > 0.0) medians_[i].add(times[i]);
    }
  }
  [[nodiscard]] StageTimes values() const {
    StageTimes values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = medians_[i].value();
    return values;
  }

 private:
  std::array<RunningMedian, kFrameStageCount> medians_;
};

}  // namespace echolance
