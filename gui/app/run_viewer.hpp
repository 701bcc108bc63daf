// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/error.hpp"
#include "gui/app/viewer_options.hpp"

namespace echolance {

/// Opens the window and stays until it is closed or the script has ended. Errors: no display or
/// OpenGL 3.2 (kNoData), a script that cannot be read or went wrong (kInvalidOption), a screenshot
/// that cannot be written (kCannotWrite).
[[nodiscard]] Result<void> run_viewer(const ViewerOptions& options);

}  // namespace echolance
