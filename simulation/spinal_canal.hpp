// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/anatomy_site.hpp"
#include "simulation/tissue_shape.hpp"
#include "simulation/tube.hpp"

namespace echolance {

/// One cross-section of the dural sac: ellipse with half axes along `left` and `back`.
struct SacSection {
  Eigen::Vector3d centre_mm, left_mm, back_mm;
};

/// From above L1 to the end of the sac near S2, in the front of the canal so that most of the
/// epidural space is behind. CLINICAL 2.3, 2.4.
[[nodiscard]] std::vector<SacSection> sac_sections(const AnatomySite& site);

/// Strands of the cauda equina, the sac (dura, fluid). Highest first.
[[nodiscard]] std::vector<TissueShape> sac_shapes(const AnatomySite& site);

/// Fat that fills the canal behind and beside the sac: deep under the lower edge of each lamina,
/// thin under the upper one. Lower than bones, discs, ligaments, nerves and sac.
[[nodiscard]] TissueShape epidural_fat(const AnatomySite& site);

/// The sac as a structure not to be hit.
[[nodiscard]] Tube sac_tube(const AnatomySite& site);

}  // namespace echolance
