// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/report_progress.hpp"

#include <algorithm>

namespace echolance {

void report_progress(const TrackHooks& hooks, const RunProgress& run) {
  if (!hooks.progress) return;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - run.start;
  TrackProgress progress;
  progress.frames_done = run.done;
  progress.frames_total = run.total;
  progress.rate_hz = static_cast<double>(run.done) / (spent.count() + 1e-9);
  if (run.total && run.done > 0) {
    const auto left = std::max<std::int64_t>(*run.total - run.done, 0);
    progress.left_s = static_cast<double>(left) / progress.rate_hz;
  }
  hooks.progress(progress);
}

}  // namespace echolance
