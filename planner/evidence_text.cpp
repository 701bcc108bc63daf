// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "planner/evidence.hpp"
#include "planner/text_page.hpp"

namespace echolance {
namespace {

using nlohmann::ordered_json;

bool is_shown(const EvidenceStatement& statement, SelectionStatus status) {
  return status != SelectionStatus::kAcute || statement.pain != PainDuration::kChronic;
}

std::string dated(const EvidenceStatement& statement) {
  return statement.date == "not stated" ? "(date not stated)" : "(" + statement.date + ")";
}

void show_statement(const EvidenceStatement& statement, TextPage& page) {
  page.heading(statement.title + " " + dated(statement));
  for (const auto& point : statement.points) page.marked(point.what, point.value, point.from);
}

// How many were left out.
std::size_t show_statements(const std::vector<EvidenceStatement>& statements,
                            SelectionStatus status, TextPage& page) {
  std::size_t left_out = 0;
  for (const auto& statement : statements) {
    if (is_shown(statement, status)) {
      show_statement(statement, page);
    } else {
      ++left_out;
    }
  }
  return left_out;
}

void show_dissent(const std::vector<EvidenceStatement>& dissent, TextPage& page) {
  if (dissent.empty()) return;
  page.heading("What is said against the BMJ recommendation, and the answer");
  for (const auto& statement : dissent) {
    for (const auto& point : statement.points) {
      page.marked(statement.title, dated(statement) + " " + point.value, point.from);
    }
  }
}

void show_questions(const SelectionReading& reading, TextPage& page) {
  page.heading("Questions before a plan");
  std::size_t number = 0;
  for (const auto& question : selection_questions()) {
    page.marked(fmt::format("{}", ++number), question.question, question.from);
  }
  page.facts("meaning", reading.sentences);
}

const char* status_key(SelectionStatus status) {
  static constexpr const char* kKeys[] = {"red_flag", "unanswered", "acute", "chronic"};
  return kKeys[static_cast<std::size_t>(status)];
}

ordered_json fact_json(const TextFact& fact) {
  ordered_json json;
  if (!fact.what.empty()) json["what"] = fact.what;
  json["value"] = fact.value;
  json["tag"] = to_string(fact.from.tag);
  json["source"] = fact.from.sources;
  if (!fact.from.note.empty()) json["note"] = fact.from.note;
  return json;
}

ordered_json facts_json(const std::vector<TextFact>& facts) {
  ordered_json list = ordered_json::array();
  for (const auto& fact : facts) list.push_back(fact_json(fact));
  return list;
}

ordered_json statements_json(const std::vector<EvidenceStatement>& statements) {
  static constexpr const char* kPains[] = {"any", "acute", "chronic"};
  ordered_json list = ordered_json::array();
  for (const auto& statement : statements) {
    list.push_back({{"id", statement.id},
                    {"title", statement.title},
                    {"date", statement.date},
                    {"pain", kPains[static_cast<std::size_t>(statement.pain)]},
                    {"points", facts_json(statement.points)},
                    {"dissent", statement.dissent}});
  }
  return list;
}

}  // namespace

std::string evidence_text(const EvidenceCard& card, const SelectionReading& reading) {
  TextPage page;
  page.line(
      "Evidence for " + card.procedure +
      ": what bodies and trials say, side by side, none ranked. When it was last checked is not "
      "stated: look for newer editions.");
  page.facts("scope", card.scope);
  const std::size_t left_out = show_statements(card.statements, reading.status, page);
  if (reading.status != SelectionStatus::kAcute) show_dissent(card.dissent, page);
  if (left_out > 0) {
    page.heading(fmt::format("{} statements on chronic pain are not shown.", left_out));
  }
  if (!card.criteria.empty()) page.heading("Who was selected");
  page.facts("criteria", card.criteria);
  show_questions(reading, page);
  show_sources(page, {});
  return page.text();
}

std::string evidence_json(const EvidenceCard& card, const SelectionReading& reading) {
  const ordered_json json = {
      {"procedure", card.procedure},
      {"scope", facts_json(card.scope)},
      {"criteria", facts_json(card.criteria)},
      {"statements", statements_json(card.statements)},
      {"dissent", statements_json(card.dissent)},
      {"selection",
       {{"status", status_key(reading.status)}, {"sentences", facts_json(reading.sentences)}}}};
  return json.dump(2) + "\n";
}

}  // namespace echolance
