// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/app/delay_meter.hpp"

#include <algorithm>
#include <numeric>

namespace echolance {

void DelayMeter::add_ms(double delay_ms) {
  delays_ms_[count_++ % kMost] = delay_ms;
}

double DelayMeter::mean_ms() const {
  const std::size_t count = std::min(count_, kMost);
  if (count == 0) return 0.0;
  const auto end = delays_ms_.begin() + static_cast<std::ptrdiff_t>(count);
  return std::accumulate(delays_ms_.begin(), end, 0.0) / static_cast<double>(count);
}

double DelayMeter::quantile_ms(double share) const {
  const std::size_t count = std::min(count_, kMost);
  if (count == 0) return 0.0;
  std::array<double, kMost> sorted = delays_ms_;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(count - 1) + 0.5);
  std::nth_element(sorted.begin(), sorted.begin() + at,
                   sorted.begin() + static_cast<std::ptrdiff_t>(count));
  return sorted[static_cast<std::size_t>(at)];
}

}  // namespace echolance
