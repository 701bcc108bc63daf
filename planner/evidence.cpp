// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/evidence.hpp"

#include <algorithm>
#include <stdexcept>

#include "planner/data/evidence/cards.json.hpp"
#include "planner/data/evidence/statements.json.hpp"
#include "planner/read_fact.hpp"

namespace echolance {
namespace {

EvidenceStatement read_statement(const DataNode& node) {
  node.allow({"id", "title", "date", "pain", "points", "dissent"});
  EvidenceStatement statement;
  statement.id = node.at("id").text();
  statement.title = node.at("title").text();
  statement.date = node.at("date").text();
  statement.pain = static_cast<PainDuration>(node.at("pain").choice({"any", "acute", "chronic"}));
  statement.points = read_text_facts(node, "points");
  if (const auto dissent = node.find("dissent")) statement.dissent = dissent->texts();
  return statement;
}

const std::vector<EvidenceStatement>& all_statements() {
  static const std::vector<EvidenceStatement> list = [] {
    std::vector<EvidenceStatement> statements;
    for (const auto& node : DataNode::parse(kEvidenceStatementsJson).at("statements").items()) {
      statements.push_back(read_statement(node));
    }
    return statements;
  }();
  return list;
}

const EvidenceStatement& statement_named(const std::string& id) {
  for (const auto& statement : all_statements()) {
    if (statement.id == id) return statement;
  }
  throw std::logic_error("there is no statement " + id);
}

void add_dissent(const EvidenceStatement& statement, EvidenceCard& card) {
  for (const auto& id : statement.dissent) {
    const auto same = [&id](const EvidenceStatement& other) { return other.id == id; };
    if (std::none_of(card.dissent.begin(), card.dissent.end(), same)) {
      card.dissent.push_back(statement_named(id));
    }
  }
}

EvidenceCard read_card(const DataNode& node) {
  node.allow({"procedure", "scope", "statements", "criteria"});
  EvidenceCard card;
  card.procedure = node.at("procedure").text();
  card.scope = read_text_facts(node, "scope");
  card.criteria = read_text_facts(node, "criteria");
  for (const auto& id : node.at("statements").texts()) {
    card.statements.push_back(statement_named(id));
    add_dissent(card.statements.back(), card);
  }
  return card;
}

const std::vector<EvidenceCard>& all_cards() {
  static const std::vector<EvidenceCard> list = [] {
    std::vector<EvidenceCard> cards;
    for (const auto& node : DataNode::parse(kEvidenceCardsJson).at("cards").items()) {
      cards.push_back(read_card(node));
    }
    return cards;
  }();
  return list;
}

}  // namespace

EvidenceCard evidence_card(const std::string& procedure_id) {
  for (const auto& card : all_cards()) {
    if (card.procedure == procedure_id) return card;
  }
  EvidenceCard none;
  none.procedure = procedure_id;
  none.scope.push_back({"",
                        "no evidence was collected for this procedure: look it up yourself",
                        {FactTag::kUnverified, {}, ""}});
  return none;
}

}  // namespace echolance
