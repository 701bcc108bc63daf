// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "session/plan_case.hpp"

namespace echolance {

/// Flags of `echolance plan` that say where something lies.
struct PlaceFlags {
  std::string target;
  std::string target_file;
  std::vector<std::string> landmarks;
  std::vector<std::string> avoid;
  std::vector<std::string> avoid_files;
  double avoid_least_mm = 1.0;
};
void add_place_flags(CLI::App& command, PlaceFlags& flags);

/// How many numbers the target, or a landmark that is placed, is given by; 0: neither is given.
[[nodiscard]] std::size_t numbers_of_places(const PlaceFlags& flags);

/// Target, landmarks and places to avoid of the task, in a picture (2 dimensions) or in space (3).
/// kInvalidOption; the errors of the files.
[[nodiscard]] Result<void> add_places(const PlaceFlags& flags, std::size_t dimensions,
                                      PlanTask& task);

}  // namespace echolance
