// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "session/run_track.hpp"

namespace echolance {

/// Frames done, of how many where that is known, and since when.
struct RunProgress {
  std::int64_t done = 0;
  std::optional<std::int64_t> total;
  std::chrono::steady_clock::time_point start;
};

/// Tells the watcher, where there is one, with rate and time left.
void report_progress(const TrackHooks& hooks, const RunProgress& run);

}  // namespace echolance
