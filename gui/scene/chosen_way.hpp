// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/space_content.hpp"

namespace echolance {

/// The plan's way that is looked at; null where the plan has none that may be taken.
[[nodiscard]] inline const PlannedPath* chosen_way(const SpaceSceneContent& content) {
  if (!content.plan || !content.plan->best) return nullptr;
  const auto& others = content.plan->alternatives;
  const auto index = static_cast<std::size_t>(content.chosen_way);
  return content.chosen_way > 0 && index <= others.size() ? &others[index - 1]
                                                          : &*content.plan->best;
}

}  // namespace echolance
