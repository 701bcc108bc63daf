// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/simulation_option_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulation/hand_motion.hpp"
#include "simulation/patient_parameters.hpp"
#include "simulation/tracker_model.hpp"

namespace echolance {
namespace {

template <class Options>
std::string motion_rows(const char* group, std::span<const OptionSpec<Options>> table) {
  static const Options defaults{};
  std::string rows;
  for (const auto& row : table) {
    std::string flag = row.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    rows += fmt::format("| `--{}` | `{}.{}` | {:g} | {:g} to {:g} | {} |\n", flag, group, row.name,
                        row.get(defaults), row.min, row.max, row.help);
  }
  return rows;
}

}  // namespace

std::string simulation_option_page() {
  std::string page =
      "\n## `echolance simulate`\n\n"
      "Hand and tracker; flags, and keys of a script ([scenario.md](scenario.md)). With `--live` "
      "the hand is still where no flag says otherwise.\n\n"
      "| flag | key | default | range | what |\n|---|---|---|---|---|\n";
  page += motion_rows("hand", hand_motion_table()) + motion_rows("tracker", tracker_model_table());
  page +=
      "\nParameters of a patient: keys of `patient` in a script. They are drawn from the seed "
      "where "
      "not given; `echolance simulate --help` names those that have flags.\n\n"
      "| key | range | what |\n|---|---|---|\n";
  for (const auto& row : patient_parameter_table()) {
    page += fmt::format("| `{}` | {:.4g} to {:.4g} | {} |\n", row.name, row.min, row.max, row.help);
  }
  return page;
}

}  // namespace echolance
