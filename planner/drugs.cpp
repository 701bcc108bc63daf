// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/drugs.hpp"

#include <algorithm>
#include <cctype>

#include "planner/data/drugs.json.hpp"
#include "planner/read_fact.hpp"

namespace echolance {
namespace {

InjectionSpace read_space(const DataNode& node) {
  return static_cast<InjectionSpace>(
      node.choice({"soft_tissue", "joint", "nerve", "nerve_root", "epidural", "intrathecal"}));
}

DoseLimit read_limit(const DataNode& node) {
  node.allow({"profile", "adrenaline", "space", "per_kg", "most"});
  DoseLimit limit;
  limit.profile = static_cast<LimitProfile>(node.at("profile").choice({"label", "stricter"}));
  limit.adrenaline = static_cast<Adrenaline>(node.at("adrenaline").choice({"without", "with"}));
  if (const auto space = node.find("space")) limit.space = read_space(*space);
  if (const auto per_kg = node.find("per_kg")) limit.per_kg = read_range_fact(*per_kg, {"mg/kg"});
  if (const auto most = node.find("most")) limit.most = read_range_fact(*most, {"mg"});
  if (!limit.per_kg && !limit.most) node.problem("has no limit");
  return limit;
}

TypicalDose read_typical(const DataNode& node) {
  node.allow({"spaces", "dose"});
  TypicalDose typical;
  for (const auto& space : node.at("spaces").items()) typical.spaces.push_back(read_space(space));
  typical.dose = read_range_fact(node.at("dose"), {"mg"});
  return typical;
}

Drug read_drug(const DataNode& node) {
  node.allow({"id", "aliases", "kind", "limits", "typical", "particulate", "facts"});
  Drug drug;
  drug.id = node.at("id").text();
  if (const auto aliases = node.find("aliases")) drug.aliases = aliases->texts();
  drug.kind =
      static_cast<DrugKind>(node.at("kind").choice({"local_anaesthetic", "steroid", "other"}));
  if (const auto limits = node.find("limits")) {
    for (const auto& limit : limits->items()) drug.limits.push_back(read_limit(limit));
  }
  if (const auto typical = node.find("typical")) {
    for (const auto& dose : typical->items()) drug.typical.push_back(read_typical(dose));
  }
  if (const auto fact = node.find("particulate")) drug.particulate = read_text_fact(*fact);
  drug.facts = read_text_facts(node, "facts");
  return drug;
}

}  // namespace

const std::vector<Drug>& drug_list() {
  static const std::vector<Drug> list = [] {
    std::vector<Drug> drugs;
    for (const auto& node : DataNode::parse(kDrugsJson).at("drugs").items()) {
      drugs.push_back(read_drug(node));
    }
    return drugs;
  }();
  return list;
}

const std::vector<TextFact>& anaesthetic_facts() {
  static const std::vector<TextFact> facts =
      read_text_facts(DataNode::parse(kDrugsJson), "anaesthetic_facts");
  return facts;
}

const Drug* find_drug(const std::string& name) {
  std::string wanted = name;
  std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  for (const auto& drug : drug_list()) {
    if (drug.id == wanted) return &drug;
    if (std::find(drug.aliases.begin(), drug.aliases.end(), wanted) != drug.aliases.end()) {
      return &drug;
    }
  }
  return nullptr;
}

}  // namespace echolance
