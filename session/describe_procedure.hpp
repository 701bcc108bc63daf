// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "planner/catalogue.hpp"
#include "planner/evidence.hpp"
#include "planner/injectate.hpp"

namespace echolance {

/// What a user asks about a procedure.
struct ProcedureQuery {
  std::string name;                      ///< id or short id
  std::optional<std::string> injectate;  ///< as parse_injectate() reads it
  InjectateCase patient;
  SelectionAnswers answers;
};

struct ProcedureReport {
  Procedure procedure;
  CommonFacts common;
  EvidenceCard card;
  SelectionReading reading;
  std::optional<InjectateCheck> injectate;
};

/// The procedure of this name; kInvalidOption names the nearest one.
[[nodiscard]] Result<Procedure> procedure_named(const ProcedureCatalogue& catalogue,
                                                const std::string& name);

/// kInvalidOption for an unknown name, and whatever parse_injectate() and check_injectate() refuse.
[[nodiscard]] Result<ProcedureReport> describe_procedure(const ProcedureCatalogue& catalogue,
                                                         const ProcedureQuery& query);

/// With an injectate its check; else the procedure and its evidence card.
[[nodiscard]] std::string procedure_report_text(const ProcedureReport& report);
/// All of it as one JSON object.
[[nodiscard]] std::string procedure_report_json(const ProcedureReport& report);

}  // namespace echolance
