// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "gui/panels/commands.hpp"

namespace echolance {

/// A command from the text of a JSON object: {"do": "go_to_frame", "frame": 12}; names and keys are
/// those of gui/panels/commands.hpp, keys that are left out keep their defaults. kInvalidOption
/// names an unknown command, an unknown key or a value of the wrong kind.
[[nodiscard]] Result<Command> command_from_json(const std::string& text);

/// The names of all commands, in the order of Command.
[[nodiscard]] std::vector<std::string> command_names();

}  // namespace echolance
