// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <vector>

#include "simulation/body_surface.hpp"
#include "simulation/solid_shape.hpp"
#include "simulation/tissue_shape.hpp"

namespace echolance {

/// Ligamentum flavum of one window (`level` 0: L1-2): a roof from the front of the lamina above to
/// the upper edge of the lamina below. CLINICAL 2.4.
[[nodiscard]] SlabShape flavum(const AnatomySite& site, int level);

/// Yellow, interspinous, supraspinous, iliolumbar, long dorsal sacroiliac, sacrotuberous and
/// sacrococcygeal ligaments.
/// Those in the midline end under the fascia.
[[nodiscard]] std::vector<TissueShape> ligament_shapes(
    const AnatomySite& site, const std::shared_ptr<const BodySurface>& surface);

}  // namespace echolance
