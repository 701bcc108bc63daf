// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "simulation/scenario.hpp"

namespace echolance {

Result<Scenario> read_scenario(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) {
    return fail(ErrorCode::kFileNotFound, "the scenario cannot be opened; check the name", path);
  }
  return fail(ErrorCode::kDamagedFile, "not yet", path);
}

}  // namespace echolance
