// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/user_folders.hpp"

#include <cstdlib>

namespace echolance {
namespace {

namespace fs = std::filesystem;

// XDG base directories: an empty or relative value counts as none.
fs::path base_folder(const char* variable, const char* below_home) {
  const char* const own = std::getenv(variable);
  if (own != nullptr && fs::path(own).is_absolute()) return fs::path(own) / "echolance";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && fs::path(home).is_absolute()) {
    return fs::path(home) / below_home / "echolance";
  }
  return {};
}

}  // namespace

fs::path user_config_folder() {
  return base_folder("XDG_CONFIG_HOME", ".config");
}

fs::path user_state_folder() {
  return base_folder("XDG_STATE_HOME", ".local/state");
}

fs::path recovery_folder() {
  const fs::path state = user_state_folder();
  return state.empty() ? state : state / "recovery";
}

}  // namespace echolance
