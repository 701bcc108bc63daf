// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "imaging/shape_fit.hpp"

namespace echolance {

/// How the spine, sacrum to T12, is moved between the hip bones.
enum class Slide { kUp, kDown };

/// A rival of a fit: the spine moved by the distance between two posterior sacral foramina, which
/// look alike, and the hip bones where they are, as nearly as the shape can. Where to start anew
/// when the first fit may have taken one foramen for the next. Deterministic.
[[nodiscard]] ShapeFit slid_by_a_foramen(const ShapeBasis& basis, const ShapeFit& fit, Slide slide,
                                         const FitFreedom& freedom);

}  // namespace echolance
