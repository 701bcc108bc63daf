// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "imaging/landmark_layouts.hpp"

namespace echolance {

/// Completes caps of which a part was not recognised as bone: close to the probe the echo of a
/// narrow cap is no brighter than what lies over it, and a steep flank sends little back. Where a
/// flank rises towards a gap, or a narrow piece ends, the upper edge of the shadow that goes on
/// beyond is the missing surface; it is followed while the picture is dark below and as bright as
/// tissue above, at most 14 mm far, and added with a confidence of 0.6. `surface` is the one of
/// `picture`.
void complete_caps(const LandmarkPicture& picture, SurfaceProfile& surface);

}  // namespace echolance
