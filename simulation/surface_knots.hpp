// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/anatomy_site.hpp"
#include "simulation/thin_plate_spline.hpp"

namespace echolance {

/// Places are (x, z), heights y; Reference, mm.
using SurfaceKnots = std::vector<ThinPlateSpline::Knot>;

/// Where the outer fascia runs: from the spinous processes over multifidus and erector spinae to
/// the flank, over the iliac crest, and over the gluteus maximus.
[[nodiscard]] SurfaceKnots fascia_knots(const AnatomySite& site);

/// Thickness of the subcutaneous fat as a share of that over the L4 lamina.
[[nodiscard]] SurfaceKnots fat_knots(const AnatomySite& site);

/// The front of the muscles: quadratus lumborum and flank, sacrum and pelvic wall.
[[nodiscard]] SurfaceKnots front_knots(const AnatomySite& site);

}  // namespace echolance
