// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/describe_procedure.hpp"

#include <nlohmann/json.hpp>

#include "planner/procedure_text.hpp"
#include "session/nearest_word.hpp"
#include "session/track_summary.hpp"

namespace echolance {
namespace {

// A path may hold bytes that are no UTF-8.
constexpr auto kReplaceBadText = nlohmann::ordered_json::error_handler_t::replace;

std::string notice() {
  return std::string("\n") + kNotAMedicalDevice + ".\n";
}

}  // namespace

Result<Procedure> procedure_named(const ProcedureCatalogue& catalogue, const std::string& name) {
  if (const Procedure* procedure = catalogue.find(name)) return *procedure;
  const std::string suggestion = did_you_mean(name, catalogue.names());
  return fail(ErrorCode::kInvalidOption,
              "there is no procedure '" + name + "'" +
                  (suggestion.empty() ? "; 'echolance procedures' lists them" : suggestion));
}

Result<ProcedureReport> describe_procedure(const ProcedureCatalogue& catalogue,
                                           const ProcedureQuery& query) {
  const auto procedure = procedure_named(catalogue, query.name);
  if (!procedure) return tl::unexpected(procedure.error());
  ProcedureReport report{*procedure, catalogue.common(), evidence_card(procedure->id), {}, {}};
  report.reading = read_answers(report.card, query.answers);
  if (!query.injectate) return report;
  const auto components = parse_injectate(*query.injectate);
  if (!components) return tl::unexpected(components.error());
  const auto check = check_injectate(*components, *procedure, query.patient);
  if (!check) return tl::unexpected(check.error());
  report.injectate = *check;
  return report;
}

std::string procedure_report_text(const ProcedureReport& report) {
  if (report.injectate) return injectate_text(*report.injectate, report.procedure) + notice();
  return procedure_text(report.procedure, report.common) + "\n" +
         evidence_text(report.card, report.reading) + notice();
}

std::string procedure_report_json(const ProcedureReport& report) {
  using nlohmann::ordered_json;
  ordered_json json = {{"schema", "echolance.procedure_report"}, {"schema_version", 1}};
  json["notice"] = kNotAMedicalDevice;
  json.update(ordered_json::parse(procedure_json(report.procedure)));
  json["evidence"] = ordered_json::parse(evidence_json(report.card, report.reading));
  if (report.injectate) {
    json["injectate"] = ordered_json::parse(injectate_json(*report.injectate, report.procedure));
  }
  return json.dump(2, ' ', false, kReplaceBadText) + "\n";
}

}  // namespace echolance
