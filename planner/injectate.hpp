// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/parse_injectate.hpp"
#include "planner/procedure.hpp"

namespace echolance {

/// What makes a dose or a steroid less safe.
enum class PatientCondition : std::uint8_t {
  kLiverDisease,
  kHeartDisease,
  kPregnancy,
  kDiabetes,
  kInfection,
  kRecentVaccine,
  kAnticoagulation,
};
/// "liver-disease" and so on, in the order of the enumeration.
[[nodiscard]] const std::vector<std::string>& patient_condition_names();

/// Who is injected, and what was injected before; empty: not said.
struct InjectateCase {
  std::optional<double> weight_kg;
  std::optional<double> ideal_weight_kg;
  std::optional<double> bmi_kg_per_m2;
  std::optional<double> age_years;
  std::set<PatientCondition> conditions;
  std::optional<double> hours_since_other_anaesthetic;
  std::optional<double> days_since_last_steroid;  ///< in the same region
  std::optional<int> sessions_in_6_months;        ///< this one included
  std::optional<int> sessions_in_12_months;       ///< this one included
  int steroid_sites = 1;                          ///< at the same time
};

struct InjectateWarning {
  std::string text;
  Provenance from;
};

/// One local anaesthetic against one of its limits.
struct DoseLine {
  std::string drug;
  double dose_mg = 0.0;
  double limit_mg = 0.0;
  LimitProfile profile = LimitProfile::kLabel;
  std::string reason;  ///< "4.5 mg/kg x 70 kg" or "at most 300 mg"
  Provenance from;
};

struct InjectateCheck {
  std::vector<InjectateComponent> components;
  double volume_ml = 0.0;
  std::size_t unknown_volumes = 0;  ///< parts whose volume is not said; `volume_ml` is without them
  double steroid_mg = 0.0;          ///< of all steroids together
  std::vector<DoseLine> doses;
  /// Sum of dose over label limit, toxicity taken as additive; empty without local anaesthetic, and
  /// where a limit goes by a weight that is not said.
  std::optional<double> fraction_of_limit;
  std::vector<InjectateWarning> warnings;
};

/// Compares a mixture for this procedure with the limits and rules of CLINICAL 5. It warns and
/// never recommends: no warning does not mean that an injection is safe. kInvalidOption for a
/// weight, age, index or count that is not possible. Deterministic.
[[nodiscard]] Result<InjectateCheck> check_injectate(
    const std::vector<InjectateComponent>& components, const Procedure& procedure,
    const InjectateCase& patient);

/// For terminals, and as JSON (mg, mL).
[[nodiscard]] std::string injectate_text(const InjectateCheck& check, const Procedure& procedure);
[[nodiscard]] std::string injectate_json(const InjectateCheck& check, const Procedure& procedure);

}  // namespace echolance
