// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/injectate_cautions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

namespace echolance {
namespace {

using Warnings = std::vector<InjectateWarning>;

constexpr double kObese_kg_per_m2 = 30.0;            // R123b
constexpr double kOld_years = 70.0;                  // CLINICAL 5, list of warnings
constexpr double kAdult_years = 18.0;                // likewise
constexpr double kLeastBetweenAnaesthetics_h = 4.0;  // R123b
constexpr double kLeastBetweenSteroids_days = 14.0;  // R82 R82a
constexpr int kMostSessions6Months = 3;              // R82 R82a
constexpr int kMostSessions12Months = 4;             // R82 R82a

Provenance sourced(std::vector<std::string> sources) {
  return {FactTag::kSourced, std::move(sources), ""};
}

Provenance unverified(std::vector<std::string> sources = {}) {
  return {FactTag::kUnverified, std::move(sources), ""};
}

bool has_kind(const InjectateCheck& check, DrugKind kind) {
  return std::any_of(check.components.begin(), check.components.end(),
                     [kind](const auto& component) { return component.drug->kind == kind; });
}

bool has(const InjectateCase& patient, PatientCondition condition) {
  return patient.conditions.count(condition) > 0;
}

void add_weight(const InjectateCase& patient, Warnings& warnings) {
  if (!patient.weight_kg) {
    warnings.push_back({"the weight is missing: doses by weight were not checked", unverified()});
  } else if (patient.ideal_weight_kg && *patient.weight_kg > *patient.ideal_weight_kg) {
    warnings.push_back({"the weight is above the ideal weight; limits go by the ideal weight",
                        sourced({"R123b"})});
  } else if (patient.bmi_kg_per_m2.value_or(0.0) > kObese_kg_per_m2 && !patient.ideal_weight_kg) {
    warnings.push_back(
        {"BMI over 30: doses go by the ideal body weight; give it, the limits shown "
         "are too high",
         sourced({"R123b"})});
  }
}

void add_anaesthetic_patient(const InjectateCase& patient, Warnings& warnings) {
  add_weight(patient, warnings);
  if (patient.age_years.value_or(kAdult_years) > kOld_years) {
    warnings.push_back({"age over 70: reduce the dose (one digest: by 30 %)", sourced({"R123"})});
  }
  if (patient.age_years.value_or(kAdult_years) < kAdult_years) {
    warnings.push_back({"age under 18: these limits are for adults", unverified()});
  }
  if (has(patient, PatientCondition::kLiverDisease) ||
      has(patient, PatientCondition::kHeartDisease)) {
    warnings.push_back(
        {"liver or heart disease: reduce the dose (one digest: by 30 %)", sourced({"R123"})});
  }
  if (has(patient, PatientCondition::kPregnancy)) {
    warnings.push_back({"pregnancy: reduce the dose", unverified()});
  }
  if (patient.hours_since_other_anaesthetic.value_or(kLeastBetweenAnaesthetics_h) <
      kLeastBetweenAnaesthetics_h) {
    warnings.push_back({"another local anaesthetic within the last 4 h: the doses add up",
                        sourced({"R123b", "R123c"})});
  }
}

void add_mixed_anaesthetics(const InjectateCheck& check, Warnings& warnings) {
  std::set<const Drug*> kinds;
  bool bupivacaine = false;
  for (const auto& component : check.components) {
    if (component.drug->kind != DrugKind::kLocalAnaesthetic) continue;
    kinds.insert(component.drug);
    bupivacaine = bupivacaine || component.drug->id == "bupivacaine";
  }
  if (kinds.size() > 1 && bupivacaine) {
    warnings.push_back({"mixing bupivacaine with other local anaesthetics is not recommended",
                        sourced({"R123", "R123a"})});
  }
}

void add_steroid_patient(const InjectateCase& patient, Warnings& warnings) {
  if (has(patient, PatientCondition::kDiabetes)) {
    warnings.push_back({"steroid and diabetes: watch the blood glucose", sourced({"R127"})});
  }
  const std::pair<PatientCondition, const char*> others[] = {
      {PatientCondition::kInfection, "steroid and infection"},
      {PatientCondition::kRecentVaccine, "steroid and a recent vaccine"},
      {PatientCondition::kAnticoagulation, "steroid and anticoagulation"}};
  for (const auto& [condition, text] : others) {
    if (has(patient, condition)) {
      warnings.push_back({std::string(text) + ": weigh it before the injection", unverified()});
    }
  }
}

void add_frequency(const InjectateCase& patient, Warnings& warnings) {
  const Provenance payers{
      FactTag::kSourced, {"R82", "R82a"}, "rule of US payers for epidural sessions of one region"};
  if (patient.days_since_last_steroid.value_or(kLeastBetweenSteroids_days) <
      kLeastBetweenSteroids_days) {
    warnings.push_back({"less than 14 days since the last session", payers});
  }
  if (patient.sessions_in_6_months.value_or(0) > kMostSessions6Months) {
    warnings.push_back({"more than 3 sessions in 6 months", payers});
  }
  if (patient.sessions_in_12_months.value_or(0) > kMostSessions12Months) {
    warnings.push_back({"more than 4 sessions in 12 months", payers});
  }
  if (patient.steroid_sites > 1) {
    warnings.push_back({fmt::format("steroid at {} sites at the same time: the doses add up",
                                    patient.steroid_sites),
                        unverified()});
  }
}

void add_steroid_product(const InjectateComponent& component, InjectionSpace space,
                         Warnings& warnings) {
  const std::string& name = component.drug->id;
  if (space == InjectionSpace::kEpidural || space == InjectionSpace::kNerveRoot) {
    warnings.push_back({name + ": epidural steroid carries a label warning (loss of vision, "
                               "stroke, paralysis, death) and is not FDA-approved",
                        sourced({"R128"})});
  }
  if (!component.drug->is_particulate()) return;
  if (space == InjectionSpace::kNerveRoot) {
    warnings.push_back({name + " is particulate: the first transforaminal injection is to be "
                               "non-particulate and under fluoroscopy",
                        sourced({"R19"})});
  }
  if (space == InjectionSpace::kEpidural) {
    warnings.push_back({name + " is particulate: a review limits these to caudal, interlaminar or "
                               "selected lumbar repeats",
                        sourced({"R128a"})});
  }
  if (space == InjectionSpace::kIntrathecal) {
    warnings.push_back({name + " is particulate: not for the dural sac", unverified()});
  }
}

void add_steroid_dose(const InjectateComponent& component, InjectionSpace space,
                      Warnings& warnings) {
  const double dose_mg = component.dose_mg.value_or(0.0);
  for (const auto& typical : component.drug->typical) {
    const auto& spaces = typical.spaces;
    if (std::find(spaces.begin(), spaces.end(), space) == spaces.end()) continue;
    const double most_mg = typical.dose.high.value_or(usual_value(typical.dose));
    if (dose_mg > most_mg) {
      warnings.push_back({fmt::format("{} {:.4g} mg is more than is typical for one target, {}",
                                      component.drug->id, dose_mg, range_text(typical.dose)),
                          typical.dose.from});
    }
    return;
  }
  warnings.push_back(
      {component.drug->id + ": no typical dose for this target is stated", unverified()});
}

// The source speaks of bupivacaine; that the same holds for the others is common teaching.
void add_preservative(const InjectateComponent& component, Warnings& warnings) {
  if (component.preservative == Preservative::kFree) return;
  const auto from = component.drug->id == "bupivacaine" ? sourced({"R123", "R123a"}) : unverified();
  const bool preserved = component.preservative == Preservative::kPreserved;
  warnings.push_back({component.drug->id + (preserved ? " is preserved: not for this target"
                                                      : ": whether it is preserved was not said; "
                                                        "it must be free of preservatives"),
                      from});
}

void add_products(const InjectateCheck& check, InjectionSpace space, Warnings& warnings) {
  const bool near_nerves = space == InjectionSpace::kEpidural ||
                           space == InjectionSpace::kNerveRoot ||
                           space == InjectionSpace::kIntrathecal;
  std::size_t steroids = 0;
  for (const auto& component : check.components) {
    if (component.drug->kind == DrugKind::kSteroid) {
      add_steroid_product(component, space, warnings);
      add_steroid_dose(component, space, warnings);
      ++steroids;
    }
    if (near_nerves) add_preservative(component, warnings);
  }
  if (steroids > 1) {
    warnings.push_back(
        {fmt::format("{} steroids in one mixture, {:.4g} mg together", steroids, check.steroid_mg),
         unverified()});
  }
}

double upper_end(const RangeFact& fact) {
  return fact.high.value_or(fact.usual.value_or(fact.low.value_or(0.0)));
}

void add_volume(const InjectateCheck& check, const ProcedureInjectate& target, Warnings& warnings) {
  if (check.unknown_volumes > 0) {
    warnings.push_back(
        {fmt::format("the volume of {} part{} was not said: the total is larger "
                     "than {:.4g} mL",
                     check.unknown_volumes, check.unknown_volumes > 1 ? "s" : "", check.volume_ml),
         unverified()});
  }
  if (target.capacity && check.volume_ml > upper_end(*target.capacity)) {
    warnings.push_back({fmt::format("{:.4g} mL is more than the target holds, {}", check.volume_ml,
                                    range_text(*target.capacity)),
                        target.capacity->from});
  }
  const auto largest = std::max_element(
      target.volumes.begin(), target.volumes.end(),
      [](const RangeFact& a, const RangeFact& b) { return upper_end(a) < upper_end(b); });
  if (largest == target.volumes.end()) {
    warnings.push_back({"no volume for this target is stated: not checked", unverified()});
  } else if (check.volume_ml > upper_end(*largest)) {
    warnings.push_back({fmt::format("{:.4g} mL is more than any volume stated for this target, {}",
                                    check.volume_ml, range_text(*largest)),
                        largest->from});
  }
}

void add_bleeding(const Procedure& procedure, Warnings& warnings) {
  if (procedure.bleeding.empty()) {
    warnings.push_back(
        {"anticoagulation: no bleeding class of this procedure is stated", unverified()});
  }
  for (const auto& fact : procedure.bleeding) {
    warnings.push_back({fmt::format("anticoagulation: the bleeding class of this procedure is {}{}",
                                    to_string(fact.bleeding),
                                    fact.edition.empty() ? "" : " (" + fact.edition + ")"),
                        fact.from});
  }
}

}  // namespace

std::vector<InjectateWarning> injectate_cautions(const InjectateCheck& check,
                                                 const Procedure& procedure,
                                                 const InjectateCase& patient) {
  Warnings warnings;
  if (has_kind(check, DrugKind::kLocalAnaesthetic)) {
    add_anaesthetic_patient(patient, warnings);
    add_mixed_anaesthetics(check, warnings);
  }
  if (has_kind(check, DrugKind::kSteroid)) {
    add_steroid_patient(patient, warnings);
    add_frequency(patient, warnings);
  }
  add_products(check, procedure.injectate.space, warnings);
  add_volume(check, procedure.injectate, warnings);
  if (has(patient, PatientCondition::kAnticoagulation)) add_bleeding(procedure, warnings);
  return warnings;
}

}  // namespace echolance
