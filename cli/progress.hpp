// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>

#include "session/run_track.hpp"

namespace echolance {

/// Frames, rate and time left on stderr: one line that is rewritten on a terminal, a new line every
/// ten seconds elsewhere.
class ProgressBar {
 public:
  ProgressBar();
  void show(const TrackProgress& progress);
  /// Leaves the cursor on a fresh line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  bool on_terminal_ = false;
  bool line_open_ = false;
  Clock::time_point next_ = Clock::now();
};

}  // namespace echolance
