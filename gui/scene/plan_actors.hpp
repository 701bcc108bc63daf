// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/space_content.hpp"
#include "gui/scene/prop_list.hpp"

namespace echolance {

/// The structures to keep clear of: forbidden ones red with dark bands, those that are only warned
/// of plain yellow; dimmed where the way stays far from them.
void add_structures(PropList& to, const SpaceSceneContent& content);

/// Ways (the chosen one thick, others thin, one that may not be taken dashed), and the target with
/// its tolerance and its uncertainty. Glass: of the chosen way, when one looks along it at the
/// target behind.
enum class WayLook { kSolid, kGlass };
void add_ways(PropList& to, const SpaceSceneContent& content, WayLook look);

}  // namespace echolance
