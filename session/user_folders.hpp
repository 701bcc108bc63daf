// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <filesystem>

namespace echolance {

/// Where this user's settings lie: XDG_CONFIG_HOME/echolance, or ~/.config/echolance; empty where
/// the system tells neither.
[[nodiscard]] std::filesystem::path user_config_folder();
/// Where the program keeps what outlives it but is not worth a backup: XDG_STATE_HOME/echolance, or
/// ~/.local/state/echolance; empty as above.
[[nodiscard]] std::filesystem::path user_state_folder();
/// Of recovery files: "recovery" in the state folder; empty as above.
[[nodiscard]] std::filesystem::path recovery_folder();

}  // namespace echolance
