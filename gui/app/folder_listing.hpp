// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// Folders first, then files, each in natural order; hidden ones are left out. kFileNotFound where
/// it cannot be read.
[[nodiscard]] Result<std::vector<FolderEntry>> list_folder(const std::string& path);

/// The sample recordings that lie beside the program or in the folder it was started from.
[[nodiscard]] std::vector<OpenView::Known> sample_recordings(const std::string& program_path);

}  // namespace echolance
