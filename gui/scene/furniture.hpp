// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "gui/scene/overlay.hpp"
#include "gui/scene/scene_camera.hpp"

namespace echolance {

/// What the words of a picture are about.
struct PictureWords {
  SceneView view = SceneView::kPosterior;
  bool turned = false;  ///< the user has turned it since
};

/// Over the scene: what is looked at and from where, what the colours and forms mean, the body's
/// directions, a scale bar, what is not certain, the permanent notice, and labels with lines to
/// their places. In small pictures the least important of it is left out, the notice never.
void draw_furniture(Overlay& overlay, const SpaceSceneContent& content, const SceneCamera& camera,
                    const PictureWords& words);

}  // namespace echolance
