// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string_view>

namespace echolance {

/// A distribution: normal cut to a range, or even over the range where `deviation` is 0.
struct Spread {
  double mean = 0.0;
  double deviation = 0.0;
  double min = 0.0;
  double max = 1.0;
};

/// Numbers that depend on a seed and a name only, never on the order of asking: adding a quantity
/// or fixing one leaves all others as they were. Plain integer and double arithmetic without
/// libm, so the same on every machine.
class SeededVariation {
 public:
  explicit SeededVariation(std::uint64_t seed) : seed_(seed) {}

  /// 0 (included) to 1 (excluded).
  [[nodiscard]] double uniform(std::string_view what) const;
  /// Mean 0, standard deviation 1, within +-6: the sum of twelve uniform numbers.
  [[nodiscard]] double normal(std::string_view what) const;
  /// Normal numbers outside the range are drawn again; cut after 64 tries.
  [[nodiscard]] double draw(std::string_view what, const Spread& spread) const;

 private:
  std::uint64_t seed_;
};

/// Smooth noise of a place, about -1..1, with features of 1 unit: trilinear in hashed lattice
/// values with a smooth step. Continuous with its first derivative.
[[nodiscard]] double smooth_noise(const Eigen::Vector3d& place, std::uint32_t seed);

}  // namespace echolance
