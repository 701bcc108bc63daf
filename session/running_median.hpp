// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace echolance {

/// The median of the last values. Not thread-safe, no allocation.
class RunningMedian {
 public:
  void add(double value) { values_[count_++ % kMost] = value; }
  [[nodiscard]] std::size_t count() const { return std::min(count_, kMost); }
  /// The upper one of two middles; 0 without values.
  [[nodiscard]] double value() const {
    if (count_ == 0) return 0.0;
    std::array<double, kMost> sorted = values_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(count() / 2);
    std::nth_element(sorted.begin(), middle, sorted.begin() + static_cast<std::ptrdiff_t>(count()));
    return *middle;
  }

 private:
  static constexpr std::size_t kMost = 101;
  std::array<double, kMost> values_{};
  std::size_t count_ = 0;  ///< ever added
};

}  // namespace echolance
