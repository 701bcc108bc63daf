// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "planner/procedure.hpp"

namespace echolance {

/// A procedure out of the text of its file. kDamagedFile with the key that is wrong and the remedy:
/// no JSON, a key missing, unknown or of the wrong kind, a value without tag, a sourced value
/// without source, a source nobody explains, a range in disorder or outside what is possible, a
/// landmark that does not exist. kUnsupportedFormat for another schema or version.
[[nodiscard]] Result<Procedure> read_procedure(std::string_view text);

/// Likewise for planner/data/procedure_common.json.
[[nodiscard]] Result<CommonFacts> read_common_facts(std::string_view text);

/// The keys a procedure's file may have.
[[nodiscard]] const std::vector<std::string>& procedure_keys();

}  // namespace echolance
