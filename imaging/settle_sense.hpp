// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "imaging/shape_fit.hpp"

namespace echolance {

/// Turns normals out of the bone, where the data do not say which side is out: by votes of the
/// pieces (surface_points.hpp, agree_normals) for the shape laid on them, then by which sense the
/// shape fits best. `data.sense` becomes kOutward; it stays where no sense fits better than an
/// open one. `fit`: the best so far; `stage`: how to fit again. Data that are kOutward already stay
/// as they are. Cost three to fifteen stages, by
/// how many large pieces there are.
void settle_sense(const ShapeBasis& basis, const ShapeFit& fit, const std::vector<int>& pieces,
                  const FitStage& stage, const FitNoise& noise, SurfacePoints& data);

}  // namespace echolance
