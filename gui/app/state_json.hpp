// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "gui/panels/viewer_state.hpp"

namespace echolance {

/// The numbers that the viewer shows now, as JSON (docs/viewer.md): to compare with those of the
/// command line.
[[nodiscard]] std::string state_json(const ViewerState& state);

}  // namespace echolance
