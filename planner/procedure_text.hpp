// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "planner/catalogue.hpp"

namespace echolance {

/// One line per procedure: id, name, guidance, usual depth and angle, whose it is.
[[nodiscard]] std::string catalogue_text(const ProcedureCatalogue& catalogue);
/// The same as JSON: an object with a list "procedures"; angles in rad.
[[nodiscard]] std::string catalogue_json(const ProcedureCatalogue& catalogue);

/// Everything the procedure's file says, each value with its tag, then what holds for all
/// procedures and the sources in full. Fields the file does not have are listed as not stated.
[[nodiscard]] std::string procedure_text(const Procedure& procedure, const CommonFacts& common);
/// The file itself as "procedure", with "origin", "guidance", "rehearsal_only" and the rules a
/// trajectory follows (rad, mm) beside it.
[[nodiscard]] std::string procedure_json(const Procedure& procedure);

}  // namespace echolance
