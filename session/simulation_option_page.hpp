// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace echolance {

/// The simulator's part of docs/options.md, from its option tables.
[[nodiscard]] std::string simulation_option_page();

}  // namespace echolance
