// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/procedure.hpp"

namespace echolance {

enum class DrugKind : std::uint8_t { kLocalAnaesthetic, kSteroid, kOther };
enum class Adrenaline : std::uint8_t { kWithout, kWith };

/// Whose limit it is: the label's, or a stricter one that some teach.
enum class LimitProfile : std::uint8_t { kLabel, kStricter };

/// A largest single dose; of the two values that are there the smaller one counts.
struct DoseLimit {
  LimitProfile profile = LimitProfile::kLabel;
  Adrenaline adrenaline = Adrenaline::kWithout;
  std::optional<InjectionSpace> space;  ///< empty: everywhere
  std::optional<RangeFact> per_kg;      ///< mg/kg
  std::optional<RangeFact> most;        ///< mg
};

struct TypicalDose {
  std::vector<InjectionSpace> spaces;
  RangeFact dose;  ///< mg, per target
};

struct Drug {
  std::string id;
  std::vector<std::string> aliases;
  DrugKind kind = DrugKind::kOther;
  std::vector<DoseLimit> limits;        ///< of local anaesthetics
  std::vector<TypicalDose> typical;     ///< of steroids
  std::optional<TextFact> particulate;  ///< of steroids: "yes" or "no"
  std::vector<TextFact> facts;

  [[nodiscard]] bool is_particulate() const { return particulate && particulate->value == "yes"; }
};

/// The drugs the calculator knows, planner/data/drugs.json.
[[nodiscard]] const std::vector<Drug>& drug_list();
/// What holds for every local anaesthetic: systemic toxicity.
[[nodiscard]] const std::vector<TextFact>& anaesthetic_facts();
/// By id or other name, in any case; null where there is none.
[[nodiscard]] const Drug* find_drug(const std::string& name);

}  // namespace echolance
