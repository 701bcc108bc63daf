// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/error.hpp"

namespace echolance {

/// kNoData where no X display can be reached. VTK ends the program then, so it is asked before.
[[nodiscard]] Result<void> check_display();

}  // namespace echolance
