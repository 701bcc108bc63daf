// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"

namespace echolance {

/// Writes PNG pictures into a folder: real frames of `data` (the folder of real recordings) on the
/// left, simulated ones of like view on the right; and prints grey levels of both. For looking at;
/// nothing of it may enter the repository. kNoData for sets that are not there: others are drawn.
[[nodiscard]] Result<void> write_side_by_side(const std::string& data, const std::string& folder);

}  // namespace echolance
