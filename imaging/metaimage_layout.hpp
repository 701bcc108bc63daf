// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "imaging/metaimage_header.hpp"

namespace echolance {

/// Reads the axes from NDims, DimSize, Kinds and ElementNumberOfChannels. The axes are
/// [colour] x y [1] [frames]: colour may stand in DimSize or not, in Kinds or not (writers differ),
/// and without Kinds the third axis counts frames. Odd but harmless things are added to `notes`.
/// kDamagedFile, kUnsupportedFormat (volumes per frame, other channels), kNoData (no frames).
[[nodiscard]] Result<MetaImageLayout> metaimage_layout(
    const std::map<std::string, std::string>& fields, std::vector<std::string>& notes);

}  // namespace echolance
