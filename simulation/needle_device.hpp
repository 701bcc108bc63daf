// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

enum class TipShape { kShortBevel, kQuincke, kChiba, kTuohy, kWhitacre };

/// A needle as it comes out of its packet. CLINICAL 7, LITERATURE F2.
struct NeedleDevice {
  int gauge = 22;
  double length_mm = 89.0;
  double diameter_mm = 0.718;
  TipShape tip_shape = TipShape::kQuincke;
  double echogenicity = 1.0;      ///< 1 plain, 1.4 and more coated
  double bend_radius_mm = 364.0;  ///< of the path in tissue (LITERATURE F2); Whitacre 4384
};

/// "22G", "22G:90" (length mm), "22G:90:quincke". kInvalidOption names what is not known.
[[nodiscard]] Result<NeedleDevice> parse_needle(const std::string& text);

/// Where a needle is: it went in at `entry` along `direction`, `depth` deep, bent towards
/// `bend_direction` (perpendicular to direction; the side away from the bevel).
struct NeedlePlacement {
  Point<space::Reference> entry;
  Direction<space::Reference> direction;
  Direction<space::Reference> bend_direction;
  double depth_mm = 0.0;
};

/// Hub to tip as a constant-curvature arc below the skin and a straight rod above, 1 mm steps.
[[nodiscard]] Rod needle_rod(const NeedleDevice& device, const NeedlePlacement& placement);

}  // namespace echolance
