// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {

/// The dimensions of simulation/data/anatomy.json, which tells source and unit of each.
class AnatomyData {
 public:
  /// kDamagedFile for text that is not such a file.
  [[nodiscard]] static Result<AnatomyData> parse(std::string_view json);

  /// The name must exist (it is our file); throws std::out_of_range otherwise.
  [[nodiscard]] const Spread& spread(const std::string& name) const { return spreads_.at(name); }
  /// `level` 0 is L1 (L1-2, S1).
  [[nodiscard]] double at(const std::string& name, int level) const {
    return levels_.at(name).at(static_cast<std::size_t>(level));
  }

 private:
  std::map<std::string, Spread> spreads_;
  std::map<std::string, std::vector<double>> levels_;
};

/// The table built into the program, read once.
[[nodiscard]] const AnatomyData& anatomy_data();

}  // namespace echolance
