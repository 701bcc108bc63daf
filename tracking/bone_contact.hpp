// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/bone_surface.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {

/// Where the axis of a shaft meets the bone surface, beyond the middle of the visible shaft:
/// the echo of bone looks like shaft there, though steel does not go into bone. Takes the evidence
/// of the bone's echo out of profile.tip_evidence and places the tip of the profile anew. A shaft
/// that is seen far beyond outweighs it: what was taken for bone was none.
/// `bone` in px of the whole picture, as found in the frame of the view. Deterministic.
void discount_bone(const NeedleView& view, const BoneSurface& bone, ShaftProfile& profile);

}  // namespace echolance
