// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/read_fact.hpp"

#include <numbers>
#include <utility>

namespace echolance {
namespace {

const std::vector<std::string>& fact_keys() {
  static const std::vector<std::string> keys = {"what", "value", "unit", "tag", "source", "note"};
  return keys;
}

std::string what_of(const DataNode& node) {
  const auto what = node.find("what");
  return what ? what->text() : std::string();
}

std::pair<FactUnit, double> unit_and_factor(const std::string& word) {
  if (word == "deg") return {FactUnit::kRadian, std::numbers::pi / 180.0};
  using enum FactUnit;
  for (const auto unit :
       {kMillimetre, kRadian, kMillilitre, kGauge, kMilligram, kMilligramPerKilogram}) {
    if (word == to_string(unit)) return {unit, 1.0};
  }
  throw DataProblem("unit '" + word + "' is not known");  // not reached: choice() was asked first
}

std::optional<double> end_of(const DataNode& value, const char* key, double factor) {
  const auto node = value.find(key);
  if (!node) return std::nullopt;
  if (node->number() < 0.0) node->problem("is negative; give 0 or more");
  return node->number() * factor;
}

void check_order(const DataNode& value, const RangeFact& fact) {
  if (!fact.low && !fact.usual && !fact.high) {
    value.problem("has no number; give low, usual or high");
  }
  const double low = fact.low.value_or(0.0);
  const double high = fact.high.value_or(fact.usual.value_or(low));
  const double usual = fact.usual.value_or(low);
  if (low > high || usual < low || usual > high) {
    value.problem("is in disorder; low, usual and high must not fall");
  }
}

}  // namespace

Provenance read_provenance(const DataNode& node) {
  Provenance from;
  from.tag = static_cast<FactTag>(node.at("tag").choice({"sourced", "derived", "unverified"}));
  if (const auto source = node.find("source")) from.sources = source->texts();
  if (const auto note = node.find("note")) from.note = note->text();
  if (from.tag == FactTag::kSourced && from.sources.empty()) {
    node.at("tag").problem("is 'sourced', but no source is named; name it or write 'unverified'");
  }
  return from;
}

TextFact read_text_fact(const DataNode& node) {
  node.allow(fact_keys());
  if (const auto unit = node.find("unit")) unit->problem("is of numbers only; leave it out");
  return {what_of(node), node.at("value").text(), read_provenance(node)};
}

RangeFact read_range_fact(const DataNode& node, const std::vector<std::string>& units) {
  node.allow(fact_keys());
  const auto [unit, factor] = unit_and_factor(units[node.at("unit").choice(units)]);
  RangeFact fact;
  fact.what = what_of(node);
  fact.unit = unit;
  fact.from = read_provenance(node);
  const DataNode value = node.at("value");
  if (value.is_number()) {
    if (value.number() < 0.0) value.problem("is negative; give 0 or more");
    fact.usual = value.number() * factor;
    return fact;
  }
  value.allow({"low", "usual", "high"});
  fact.low = end_of(value, "low", factor);
  fact.usual = end_of(value, "usual", factor);
  fact.high = end_of(value, "high", factor);
  check_order(value, fact);
  return fact;
}

std::vector<TextFact> read_text_facts(const DataNode& owner, const std::string& key) {
  std::vector<TextFact> facts;
  const auto list = owner.find(key);
  if (!list) return facts;
  for (const auto& item : list->items()) facts.push_back(read_text_fact(item));
  return facts;
}

std::vector<RangeFact> read_range_facts(const DataNode& owner, const std::string& key,
                                        const std::vector<std::string>& units) {
  std::vector<RangeFact> facts;
  const auto list = owner.find(key);
  if (!list) return facts;
  for (const auto& item : list->items()) facts.push_back(read_range_fact(item, units));
  return facts;
}

}  // namespace echolance
