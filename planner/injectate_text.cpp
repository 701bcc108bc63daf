// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "planner/injectate.hpp"
#include "planner/text_page.hpp"

namespace echolance {
namespace {

using nlohmann::ordered_json;

constexpr const char* kOnlyWarns =
    "The calculator warns and never recommends. That it does not warn does not mean that an "
    "injection is safe.";

std::string component_text(const InjectateComponent& component) {
  std::string text = component.drug->id;
  if (component.concentration_mg_per_ml) {
    text += fmt::format(" {:g} mg/mL", *component.concentration_mg_per_ml);
  }
  if (component.volume_ml) text += fmt::format(" {:.4g} mL", *component.volume_ml);
  if (component.dose_mg && component.drug->kind != DrugKind::kOther) {
    text += fmt::format(": {:.4g} mg", *component.dose_mg);
  }
  return text + (component.adrenaline == Adrenaline::kWith ? ", with adrenaline" : "");
}

const char* profile_words(LimitProfile profile) {
  return profile == LimitProfile::kLabel ? "limit" : "stricter limit";
}

template <class T>
ordered_json value_or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json provenance_json(const Provenance& from) {
  ordered_json json = {{"tag", to_string(from.tag)}, {"source", from.sources}};
  if (!from.note.empty()) json["note"] = from.note;
  return json;
}

ordered_json component_json(const InjectateComponent& component) {
  return {{"drug", component.drug->id},
          {"concentration_mg_per_ml", value_or_null(component.concentration_mg_per_ml)},
          {"volume_ml", value_or_null(component.volume_ml)},
          {"dose_mg", value_or_null(component.dose_mg)},
          {"adrenaline", component.adrenaline == Adrenaline::kWith}};
}

ordered_json dose_json(const DoseLine& line) {
  ordered_json json = {{"drug", line.drug},
                       {"dose_mg", line.dose_mg},
                       {"limit_mg", line.limit_mg},
                       {"profile", line.profile == LimitProfile::kLabel ? "label" : "stricter"},
                       {"reason", line.reason}};
  json.update(provenance_json(line.from));
  return json;
}

ordered_json warning_json(const InjectateWarning& warning) {
  ordered_json json = {{"text", warning.text}};
  json.update(provenance_json(warning.from));
  return json;
}

template <class T, class Function>
ordered_json list_json(const std::vector<T>& values, Function function) {
  ordered_json list = ordered_json::array();
  for (const auto& value : values) list.push_back(function(value));
  return list;
}

// Of each drug once.
void show_drug_facts(const InjectateCheck& check, TextPage& page) {
  std::set<const Drug*> shown;
  bool anaesthetic = false;
  for (const auto& component : check.components) {
    if (!shown.insert(component.drug).second) continue;
    for (const auto& fact : component.drug->facts) {
      page.marked("to know", component.drug->id + ": " + fact.value, fact.from);
    }
    anaesthetic = anaesthetic || component.drug->kind == DrugKind::kLocalAnaesthetic;
  }
  if (anaesthetic) page.facts("to know", anaesthetic_facts());
}

}  // namespace

std::string injectate_text(const InjectateCheck& check, const Procedure& procedure) {
  TextPage page;
  page.line("Injectate for " + procedure.id + ": " + procedure.name);
  for (const auto& component : check.components) page.entry("parts", component_text(component));
  page.entry("volume", fmt::format("{}{:.4g} mL", check.unknown_volumes > 0 ? "more than " : "",
                                   check.volume_ml));
  if (check.steroid_mg > 0.0) page.entry("steroid", fmt::format("{:.4g} mg", check.steroid_mg));
  for (const auto& line : check.doses) {
    page.marked(profile_words(line.profile),
                fmt::format("{} {:.4g} mg of {:.4g} mg ({})", line.drug, line.dose_mg,
                            line.limit_mg, line.reason),
                line.from);
  }
  if (check.fraction_of_limit && !check.doses.empty()) {
    page.entry("share of the limits", fmt::format("{:.0f} %", 100.0 * *check.fraction_of_limit));
  }
  for (const auto& warning : check.warnings) page.marked("warning", warning.text, warning.from);
  show_drug_facts(check, page);
  page.heading(kOnlyWarns);
  show_sources(page, procedure.own_sources);
  return page.text();
}

std::string injectate_json(const InjectateCheck& check, const Procedure& procedure) {
  const ordered_json json = {{"procedure", procedure.id},
                             {"components", list_json(check.components, component_json)},
                             {"volume_ml", check.volume_ml},
                             {"parts_of_unknown_volume", check.unknown_volumes},
                             {"steroid_mg", check.steroid_mg},
                             {"doses", list_json(check.doses, dose_json)},
                             {"fraction_of_limit", value_or_null(check.fraction_of_limit)},
                             {"warnings", list_json(check.warnings, warning_json)},
                             {"note", kOnlyWarns}};
  return json.dump(2) + "\n";
}

}  // namespace echolance
