// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstddef>

namespace echolance {

/// The last delays, and how they are spread.
class DelayMeter {
 public:
  void add_ms(double delay_ms);
  void clear() { count_ = 0; }
  /// `share` 0.5: the median; 0 without delays.
  [[nodiscard]] double quantile_ms(double share) const;
  [[nodiscard]] double mean_ms() const;  ///< 0 without delays

 private:
  static constexpr std::size_t kMost = 256;
  std::array<double, kMost> delays_ms_{};
  std::size_t count_ = 0;  // ever added
};

}  // namespace echolance
