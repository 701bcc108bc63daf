// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "planner/drugs.hpp"

namespace echolance {

enum class Preservative : std::uint8_t { kNotSaid, kFree, kPreserved };

/// One part of a mixture. Of concentration, volume and dose, what follows from the others is filled
/// in.
struct InjectateComponent {
  const Drug* drug = nullptr;  ///< in drug_list()
  std::optional<double> concentration_mg_per_ml;
  std::optional<double> volume_ml;
  std::optional<double> dose_mg;
  Adrenaline adrenaline = Adrenaline::kWithout;
  Preservative preservative = Preservative::kNotSaid;
};

/// Reads "lidocaine 1% 3 mL + triamcinolone 40 mg": parts with + between; in each a drug's name,
/// then any of a concentration (% or mg/mL; 1 % is 10 mg/mL), a volume (mL), a dose (mg), "with
/// adrenaline 1:200000" (or epinephrine; the strength may be left out), "preserved" or
/// "preservative-free". kInvalidOption, naming the part and the remedy: an unknown drug, word or
/// unit, a number that is not above 0 or not possible (over 10 % of a local anaesthetic, over 100
/// mL, over 5000 mg), numbers that contradict each other, a local anaesthetic or steroid whose dose
/// cannot be told.
[[nodiscard]] Result<std::vector<InjectateComponent>> parse_injectate(const std::string& text);

}  // namespace echolance
