// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace echolance {

/// A moment on the recording's own clock, integer nanoseconds, so that times never drift or merge.
struct Timestamp {
  std::int64_t nanoseconds = 0;

  [[nodiscard]] static Timestamp from_seconds(double time_s) {
    return {static_cast<std::int64_t>(std::llround(time_s * 1e9))};
  }
  [[nodiscard]] double seconds() const { return static_cast<double>(nanoseconds) * 1e-9; }

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// later - earlier, s.
[[nodiscard]] inline double elapsed_s(Timestamp earlier, Timestamp later) {
  return static_cast<double>(later.nanoseconds - earlier.nanoseconds) * 1e-9;
}

}  // namespace echolance
