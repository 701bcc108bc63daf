// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// Where a user's procedures lie: echolance/procedures in $XDG_DATA_HOME (by default
/// ~/.local/share) if it is there, then the folder given, if one is. kNoData for a given folder
/// that holds no .json file, kFileNotFound for one that is no folder.
[[nodiscard]] Result<std::vector<std::filesystem::path>> procedure_folders(
    const std::string& given_folder);

}  // namespace echolance
