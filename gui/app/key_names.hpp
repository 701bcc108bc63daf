// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

namespace echolance {

/// GLFW's number of a key by its name in scripts: "A", "7", "Space", "Left", "PageUp", "Ctrl",
/// "F1".
[[nodiscard]] std::optional<int> key_number(const std::string& name);

}  // namespace echolance
