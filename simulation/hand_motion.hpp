// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.hpp"

namespace echolance {

/// How steady a hand is. All amplitudes are standard deviations.
struct HandMotion {
  double drift_mm = 0.5;      ///< after ten seconds, per axis, smooth
  double tilt_rad = 0.01;     ///< after ten seconds
  double tremor_mm = 0.05;    ///< 8 to 12 Hz
  double breathing_mm = 1.0;  ///< tissue towards the probe, 0.25 Hz
  double contact_losses_per_s = 0.0;
};

/// What hand and patient do at a time; deterministic from the seed, smooth in time, callable in
/// any order.
class HandPath {
 public:
  HandPath(const HandMotion& motion, std::uint64_t seed);
  /// Where the probe really is, seen from where it is meant to be.
  [[nodiscard]] Transform<space::Probe, space::Probe> offset(double time_s) const;
  [[nodiscard]] double breathing_mm(double time_s) const;
  [[nodiscard]] double contact(double time_s) const;  ///< 1: full

 private:
  HandMotion motion_;
  std::uint64_t seed_ = 0;
};

}  // namespace echolance
