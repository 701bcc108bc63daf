// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/space_content.hpp"
#include "gui/scene/prop_list.hpp"

namespace echolance {

/// Seen: a whole green shaft with a pointed tip. Predicted: an amber, dashed one with a hollow
/// tip. Not seen: nothing. How far the tip may be off along the shaft is a translucent sleeve.
void add_needle(PropList& to, const SceneNeedle& needle);

/// Seen landmarks are solid, inferred ones hollow; each in the ball of its standard deviation.
void add_landmarks(PropList& to, const std::vector<SceneLandmark>& landmarks);

}  // namespace echolance
