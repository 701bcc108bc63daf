// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {

/// How much the tissue beside a line runs along it, -1..1: towards 1 where layers lie parallel to
/// it, 0 in speckle, negative where it crosses them. Fasciae and muscle fibres have company; a
/// needle cuts through. Mean of both sides, 1 to 3.5 mm off the visible shaft; 0 where there is
/// no picture beside it. Needs view.compute_fine(); `profile` not empty. Deterministic.
/// Source: ours; the structure tensor is that of Bigun & Granlund 1987.
[[nodiscard]] double layers_alongside(const NeedleView& view, const ShaftProfile& profile);

}  // namespace echolance
