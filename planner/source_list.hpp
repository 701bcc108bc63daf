// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

namespace echolance {

/// The sources that tags of built-in data name: "R38" -> title, and address where there is one.
[[nodiscard]] const std::map<std::string, std::string>& source_list();

}  // namespace echolance
