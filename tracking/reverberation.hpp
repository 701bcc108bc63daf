// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {

/// What lies below a line, as natural logarithms of grey-level ratios; 0 where it cannot be said.
/// Sound rings between the walls of a thick needle, and its late echoes lie below the shaft as a
/// comet tail that ends where the needle ends. Bone casts a shadow there instead.
struct Reverberation {
  double below = 0.0;  ///< 2 to 6 mm below the line over as far above it
  /// Below the last 3 mm of the line over the picture at that depth, beyond the tip or on the
  /// whole, whichever is brighter.
  double at_tip = 0.0;
};

/// Measured straight down the picture. `profile` not empty. Deterministic. Source: ours.
[[nodiscard]] Reverberation measure_reverberation(const NeedleView& view,
                                                  const ShaftProfile& profile);

}  // namespace echolance
