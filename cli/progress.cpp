// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "cli/outcome.hpp"

namespace echolance {

namespace {

constexpr int kBarWidth = 24;
constexpr std::chrono::milliseconds kTerminalPeriod(100);
constexpr std::chrono::seconds kLogPeriod(10);

std::string bar(double part) {
  const int full = std::clamp(static_cast<int>(part * kBarWidth), 0, kBarWidth);
  return fmt::format("[{:#>{}}{:.>{}}] ", "", full, "", kBarWidth - full);
}

std::string words(const TrackProgress& progress) {
  if (!progress.frames_total) {
    return fmt::format("{} frames, {:.0f} frames/s", progress.frames_done, progress.rate_hz);
  }
  const double part = static_cast<double>(progress.frames_done) /
                      static_cast<double>(std::max<std::int64_t>(*progress.frames_total, 1));
  const int left_s = static_cast<int>(progress.left_s.value_or(0.0) + 0.5);
  return fmt::format("{}{}/{} frames, {:.0f} frames/s, {}:{:02} left", bar(part),
                     progress.frames_done, *progress.frames_total, progress.rate_hz, left_s / 60,
                     left_s % 60);
}

}  // namespace

ProgressBar::ProgressBar() : on_terminal_(::isatty(STDERR_FILENO) == 1) {
  if (!on_terminal_) next_ += kLogPeriod;
}

void ProgressBar::show(const TrackProgress& progress) {
  const bool last = progress.frames_total && progress.frames_done == *progress.frames_total;
  const auto now = Clock::now();
  if (now < next_ && !(last && on_terminal_)) return;
  if (on_terminal_) {
    next_ = now + kTerminalPeriod;
    line_open_ = true;
    print_message("\r\x1b[K" + words(progress));
  } else {
    next_ = now + kLogPeriod;
    print_message(words(progress) + "\n");
  }
}

void ProgressBar::finish() {
  if (line_open_) print_message("\n");
  line_open_ = false;
}

}  // namespace echolance
