// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/space_content.hpp"
#include "gui/scene/overlay.hpp"

namespace echolance {

/// What colours and forms mean, of that which is in the scene; the first row's middle at `at`.
/// Gives the place it takes.
Eigen::AlignedBox2d draw_legend(Overlay& overlay, const SpaceSceneContent& content,
                                const Eigen::Vector2d& at);

}  // namespace echolance
