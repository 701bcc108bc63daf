// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

#include "core/space_content.hpp"
#include "gui/scene/gl_window.hpp"
#include "gui/scene/prop_list.hpp"
#include "gui/scene/space_scene.hpp"

namespace echolance {

/// The picture in its pose, cut to its outline, with a bright edge.
void add_picture(PropList& to, const ScenePicture& picture);

/// How a volume is drawn.
struct VolumeLook {
  VolumeStyle style = VolumeStyle::kSlices;
  DrawQuality quality = DrawQuality::kQuick;
};

/// The volume: three slices through needle, target or its middle, or all of it as a glow, unshaded
/// (quick: rays in steps of 1.5 mm at half the resolution, so that it moves without a graphics
/// card). Empty voxels are clear.
void add_volume(PropList& to, const SpaceSceneContent& content, const VolumeLook& look);

}  // namespace echolance
