// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "imaging/landmark_layouts.hpp"

namespace echolance {

/// Puts surface where it belongs that was recognised at its second echo: between a strong bone
/// and the probe's face the sound goes to and fro, so that the bone shows again, dimmer, at twice
/// its depth in its own shadow. Where injectate lies over the bone only that second echo may have
/// been taken for bone. Runs of surface of 4 mm and more move to half their depth along the beams
/// where they have a brighter echo there with nothing but shadow between. `surface` is the one of
/// `picture`; `analyse` is left to the caller.
void lift_double_echoes(const LandmarkPicture& picture, SurfaceProfile& surface);

}  // namespace echolance
