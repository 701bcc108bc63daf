// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/geometry.hpp"
#include "simulation/needle_device.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// What a tracker with its marker on the hub says of a needle: Needle is that of a straight one,
/// origin at its tip, +z from hub to tip, +x the side to which it bends. A bent tip misses the
/// origin by the bend.
[[nodiscard]] Transform<space::Reference, space::Needle> tracked_needle(
    const NeedleDevice& device, const NeedlePlacement& placement);

/// The way back: the needle goes in where the line from hub to tip first crosses the skin, and
/// bends from there on. A needle beside the body is one above the skin (depth not positive).
[[nodiscard]] NeedlePlacement placement_of(
    const Patient& patient, const NeedleDevice& device,
    const Transform<space::Reference, space::Needle>& reference_from_needle);

}  // namespace echolance
