// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/bone_surface.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {

/// Where a shaft comes down on bone, beyond the middle of its visible part: the echo of bone looks
/// like shaft there, though steel does not go into bone. Takes the evidence of the bone's echo out
/// of profile.tip_evidence, and behind bone that is sure that of the next millimetres, and places
/// the tip of the profile anew. A shaft that is seen far beyond bone that is not sure outweighs it:
/// what was taken for bone was none. Bone that lies along all of the shaft is the shaft itself, and
/// changes nothing.
/// `bone` in px of the whole picture, as found in the frame of the view. Deterministic.
void discount_bone(const NeedleView& view, const BoneSurface& bone, ShaftProfile& profile);

}  // namespace echolance
