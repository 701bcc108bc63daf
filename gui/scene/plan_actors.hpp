// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/space_content.hpp"
#include "gui/scene/prop_list.hpp"

namespace echolance {

/// Ways (the chosen one thick, others thin, one that may not be taken dashed), target with its
/// tolerance and its uncertainty, and the structures to keep clear of: forbidden ones red with
/// dark bands, those that are only warned of plain and thinner in colour.
void add_plan(PropList& to, const SpaceSceneContent& content);

}  // namespace echolance
