// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "imaging/bone_likelihood.hpp"
#include "imaging/scan_lines.hpp"

namespace echolance {

/// Leads the path (one sample per line or BonePath::kNoBone) straight on where it dips below a
/// continuous bright echo and comes back: strong bone echoes repeat below themselves, and such a
/// repeat has the cleaner shadow, but the surface is the echo that runs on above it. Only dips
/// narrower than 8 mm are bridged, and only along a clear ridge at least as bright as the dip.
/// Deterministic, allocates nothing.
void bridge_dips(std::vector<int>& path, const BoneLikelihood& likelihood,
                 const ScanLines& geometry);

}  // namespace echolance
