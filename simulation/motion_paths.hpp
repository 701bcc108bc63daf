// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/scenario.hpp"

namespace echolance {

/// Where the probe is meant to be: position linear, rotation spherical between keys; at rest before
/// the first and after the last. Keys must not be empty.
[[nodiscard]] Transform<space::Reference, space::Probe> probe_at(const std::vector<ProbeKey>& keys,
                                                                 double time_s);

/// Where the needle is: depth between keys as a push that starts and ends at rest; place and
/// directions likewise. Keys must not be empty.
[[nodiscard]] NeedlePlacement needle_at(const std::vector<NeedleKey>& keys, double time_s);

/// Tissue that a shaft takes along: it sticks, slips at `kMostDrag_mm` and springs back within
/// about half a second. Explicit steps of 5 ms.
class TissueDrag {
 public:
  static constexpr double kMostDrag_mm = 1.3;

  /// The shaft has moved from where it was to `depth_mm`, evenly, within `step_s`.
  void move(double depth_mm, double step_s);
  /// How far the tissue at the shaft is off its place, along the needle, positive inwards.
  [[nodiscard]] double drag_mm() const { return drag_mm_; }

 private:
  double depth_mm_ = 0.0;
  double drag_mm_ = 0.0;
};

/// Injected so far: grows evenly to the key's volume.
[[nodiscard]] double injected_ml(const PoolKey& key, double time_s);

}  // namespace echolance
