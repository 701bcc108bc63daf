// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/geometry.hpp"
#include "core/options.hpp"

namespace echolance {

/// How steady a hand is and how much the patient moves. Amplitudes are standard deviations.
struct HandMotion {
  double drift_mm = 0.5;              ///< after ten seconds, per axis, smooth
  double tilt_rad = 0.01;             ///< after ten seconds, per axis
  double tremor_mm = 0.05;            ///< 8 to 12 Hz, per axis
  double breathing_mm = 1.0;          ///< patient towards the probe, 0.25 Hz
  double contact_losses_per_s = 0.0;  ///< each about half a second of air under a part of the face
};

/// Name, unit, range and help of every value.
[[nodiscard]] std::span<const OptionSpec<HandMotion>> hand_motion_table();

/// What hand and patient do at a time; deterministic from the seed, smooth in time, callable in
/// any order. Drift and tilt are zero at time 0.
class HandPath {
 public:
  HandPath(const HandMotion& motion, std::uint64_t seed);
  /// Where the probe really is, seen from where it is meant to be.
  [[nodiscard]] Transform<space::Probe, space::Probe> offset(double time_s) const;
  /// How far the patient's back has come towards the probe.
  [[nodiscard]] double breathing_mm(double time_s) const;
  [[nodiscard]] double contact(double time_s) const;  ///< 1: full

 private:
  struct Wave {
    double amplitude = 0.0;
    double rate_hz = 0.0;
    double phase_rad = 0.0;
  };
  static constexpr int kDriftWaves = 6;
  static constexpr int kTremorWaves = 5;

  HandMotion motion_;
  std::uint64_t seed_ = 0;
  std::array<std::array<Wave, kDriftWaves>, 6> drift_;    ///< x, y, z, about x, y, z
  std::array<std::array<Wave, kTremorWaves>, 3> tremor_;  ///< x, y, z
  double breath_phase_rad_ = 0.0;
  double breath_rate_hz_ = 0.25;
};

}  // namespace echolance
