// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace echolance {

/// Neighbouring samples along a shaft share speckle and smoothing; this many make one independent
/// observation.
inline constexpr double kSamplesPerObservation = 9.0;

/// Median, reordering `values`; 0 of none.
[[nodiscard]] inline double median_of(std::vector<float>& values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace echolance
