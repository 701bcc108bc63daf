// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "simulation/anatomy_site.hpp"
#include "simulation/height_map.hpp"

namespace echolance {

/// The layers of the back as heights over (x, z), Reference.
struct BodySurface {
  HeightMap skin;        ///< outer surface
  HeightMap membranous;  ///< membranous layer inside the subcutaneous fat
  HeightMap fascia;      ///< outer surface of fascia and muscles: under the fat
  HeightMap front;       ///< in front of the muscles of back and pelvis: belly and small pelvis
  double skin_mm = 2.4;
};

/// Fascia stretched over bones and muscles, fat of the patient's thickness on it, skin on that.
/// Bones are never less than a millimetre under the fascia. Source: ours; CLINICAL 2.4, 2.6.
[[nodiscard]] BodySurface body_surface(const AnatomySite& site);

/// Raises the layers of `surface` where these bones would stick out: for bones from outside.
[[nodiscard]] BodySurface stretched_over(const BodySurface& surface, const Skeleton& skeleton);

}  // namespace echolance
