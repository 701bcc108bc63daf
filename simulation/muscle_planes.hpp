// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <vector>

#include "simulation/body_surface.hpp"
#include "simulation/tissue_shape.hpp"

namespace echolance {

using SharedSurface = std::shared_ptr<const BodySurface>;

/// The sheets between the muscles: thoracolumbar fascia (posterior layer as two sheets with loose
/// tissue between, middle layer), borders of multifidus and of the parts of the erector spinae,
/// gluteal plane; fat between the buttocks; then psoas and what is in front. Highest first. Source: ours; CLINICAL 2.6.
[[nodiscard]] std::vector<TissueShape> muscle_planes(const AnatomySite& site,
                                                     const SharedSurface& surface);

/// What covers everything: muscle under its fascia, membranous layer, fat, skin.
[[nodiscard]] std::vector<TissueShape> covering_layers(const AnatomySite& site,
                                                       const SharedSurface& surface);

}  // namespace echolance
