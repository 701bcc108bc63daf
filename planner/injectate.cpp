// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/injectate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "planner/injectate_cautions.hpp"

namespace echolance {
namespace {

// A dose that is its limit but for rounding does not exceed it.
constexpr double kRounding = 1e-9;

struct PossibleRange {
  const char* name;
  std::optional<double> value;
  double least;
  double most;
};

Result<void> check_possible(const InjectateCase& patient) {
  const auto count = [](const std::optional<int>& value) -> std::optional<double> {
    if (!value) return std::nullopt;
    return *value;
  };
  const PossibleRange ranges[] = {
      {"weight (kg)", patient.weight_kg, 1.0, 350.0},
      {"ideal weight (kg)", patient.ideal_weight_kg, 1.0, 150.0},
      {"body mass index (kg/m2)", patient.bmi_kg_per_m2, 8.0, 100.0},
      {"age (years)", patient.age_years, 0.0, 120.0},
      {"hours since another local anaesthetic", patient.hours_since_other_anaesthetic, 0.0, 1e5},
      {"days since the last steroid", patient.days_since_last_steroid, 0.0, 1e5},
      {"sessions in 6 months", count(patient.sessions_in_6_months), 1.0, 100.0},
      {"sessions in 12 months", count(patient.sessions_in_12_months), 1.0, 100.0},
      {"steroid sites", count(patient.steroid_sites), 1.0, 20.0}};
  for (const auto& [name, value, least, most] : ranges) {
    if (!value || (std::isfinite(*value) && *value >= least && *value <= most)) continue;
    return fail(ErrorCode::kInvalidOption, fmt::format("{} {:g} is not possible; give {:g} to {:g}",
                                                       name, *value, least, most));
  }
  return {};
}

// The weight that doses go by: the ideal one where that is less.
std::optional<double> dosing_weight_kg(const InjectateCase& patient) {
  if (!patient.weight_kg) return std::nullopt;
  return std::min(*patient.weight_kg, patient.ideal_weight_kg.value_or(*patient.weight_kg));
}

bool has_own_limit(const Drug& drug, Adrenaline adrenaline) {
  return std::any_of(drug.limits.begin(), drug.limits.end(),
                     [&](const DoseLimit& limit) { return limit.adrenaline == adrenaline; });
}

// One drug's whole dose in the mixture. Plain limits hold unless all of it is with adrenaline.
struct DrugTotal {
  const Drug* drug = nullptr;
  double dose_mg = 0.0;
  Adrenaline adrenaline = Adrenaline::kWith;
};

std::vector<DrugTotal> anaesthetic_totals(const std::vector<InjectateComponent>& components) {
  std::vector<DrugTotal> totals;
  for (const auto& component : components) {
    if (component.drug->kind != DrugKind::kLocalAnaesthetic) continue;
    auto same = std::find_if(totals.begin(), totals.end(),
                             [&](const DrugTotal& total) { return total.drug == component.drug; });
    if (same == totals.end()) same = totals.insert(totals.end(), {component.drug});
    same->dose_mg += component.dose_mg.value_or(0.0);
    if (component.adrenaline == Adrenaline::kWithout) same->adrenaline = Adrenaline::kWithout;
  }
  return totals;
}

std::optional<DoseLine> line_of(const DrugTotal& total, const DoseLimit& limit,
                                std::optional<double> weight_kg) {
  DoseLine line{total.drug->id,
                total.dose_mg,
                std::numeric_limits<double>::infinity(),
                limit.profile,
                "",
                {}};
  if (limit.per_kg && weight_kg) {
    line.limit_mg = usual_value(*limit.per_kg) * *weight_kg;
    line.reason = fmt::format("{:g} mg/kg x {:g} kg", usual_value(*limit.per_kg), *weight_kg);
    line.from = limit.per_kg->from;
  }
  if (limit.most && usual_value(*limit.most) < line.limit_mg) {
    line.limit_mg = usual_value(*limit.most);
    line.reason = fmt::format("at most {:g} mg", line.limit_mg);
    line.from = limit.most->from;
  }
  if (std::isinf(line.limit_mg)) return std::nullopt;  // by weight alone, and that is not said
  return line;
}

std::vector<DoseLine> lines_of(const DrugTotal& total, const Procedure& procedure,
                               std::optional<double> weight_kg) {
  const Adrenaline adrenaline =
      has_own_limit(*total.drug, total.adrenaline) ? total.adrenaline : Adrenaline::kWithout;
  std::vector<DoseLine> lines;
  for (const auto& limit : total.drug->limits) {
    if (limit.adrenaline != adrenaline) continue;
    if (limit.space && *limit.space != procedure.injectate.space) continue;
    if (const auto line = line_of(total, limit, weight_kg)) lines.push_back(*line);
  }
  return lines;
}

// Share of the tightest label limit.
double fraction_of(const std::vector<DoseLine>& lines) {
  double fraction = 0.0;
  for (const auto& line : lines) {
    if (line.profile == LimitProfile::kLabel) {
      fraction = std::max(fraction, line.dose_mg / line.limit_mg);
    }
  }
  return fraction;
}

void warn_of_dose(const DoseLine& line, InjectateCheck& check) {
  if (line.dose_mg <= line.limit_mg * (1.0 + kRounding)) return;
  const bool label = line.profile == LimitProfile::kLabel;
  check.warnings.push_back(
      {fmt::format("{} {:.4g} mg exceeds {} of {:.4g} mg ({})", line.drug, line.dose_mg,
                   label ? "the limit" : "a stricter limit", line.limit_mg, line.reason),
       line.from});
}

void add_doses(const Procedure& procedure, const InjectateCase& patient, InjectateCheck& check) {
  const auto weight_kg = dosing_weight_kg(patient);
  const auto totals = anaesthetic_totals(check.components);
  double sum = 0.0;
  bool complete = !totals.empty();
  for (const auto& total : totals) {
    const auto lines = lines_of(total, procedure, weight_kg);
    complete = complete && !lines.empty();
    for (const auto& line : lines) {
      warn_of_dose(line, check);
      check.doses.push_back(line);
    }
    sum += fraction_of(lines);
    if (total.adrenaline == Adrenaline::kWith && !has_own_limit(*total.drug, Adrenaline::kWith)) {
      check.warnings.push_back(
          {total.drug->id + ": no limit with adrenaline is stated; the plain one was taken",
           {FactTag::kUnverified, {}, ""}});
    }
  }
  if (complete) check.fraction_of_limit = sum;
  if (totals.size() > 1 && sum > 1.0 + kRounding) {
    check.warnings.push_back(
        {fmt::format("all local anaesthetics together reach {:.0f} % of their limits; toxicity "
                     "is taken as additive",
                     100.0 * sum),
         {FactTag::kUnverified, {}, ""}});
  }
}

void add_totals(InjectateCheck& check) {
  for (const auto& component : check.components) {
    check.volume_ml += component.volume_ml.value_or(0.0);
    if (!component.volume_ml) ++check.unknown_volumes;
    if (component.drug->kind == DrugKind::kSteroid) {
      check.steroid_mg += component.dose_mg.value_or(0.0);
    }
  }
}

}  // namespace

const std::vector<std::string>& patient_condition_names() {
  static const std::vector<std::string> names = {
      "liver-disease", "heart-disease",  "pregnancy",      "diabetes",
      "infection",     "recent-vaccine", "anticoagulation"};
  return names;
}

Result<InjectateCheck> check_injectate(const std::vector<InjectateComponent>& components,
                                       const Procedure& procedure, const InjectateCase& patient) {
  if (auto possible = check_possible(patient); !possible) return tl::unexpected(possible.error());
  InjectateCheck check;
  check.components = components;
  add_totals(check);
  add_doses(procedure, patient, check);
  for (auto& caution : injectate_cautions(check, procedure, patient)) {
    check.warnings.push_back(std::move(caution));
  }
  return check;
}

}  // namespace echolance
