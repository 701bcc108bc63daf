// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "simulation/anatomy_data.hpp"

namespace echolance {

/// The dimensions of simulation/data/soft_tissue.json, built into the program, read once.
[[nodiscard]] const AnatomyData& soft_tissue_data();

/// The soft tissue dimensions of one patient, each drawn from the seed and its name.
class SoftTissueSizes {
 public:
  explicit SoftTissueSizes(std::uint64_t seed) : variation_(seed) {}

  [[nodiscard]] double operator()(const std::string& name) const {
    return variation_.draw(name, soft_tissue_data().spread(name));
  }
  /// The same quantity drawn for left (+1) and right (-1) on its own.
  [[nodiscard]] double operator()(const std::string& name, double side) const {
    return variation_.draw(name + (side > 0.0 ? "_left" : "_right"),
                           soft_tissue_data().spread(name));
  }
  /// Not drawn. `level` 0 is L1.
  [[nodiscard]] double at(const std::string& name, int level) const {
    return soft_tissue_data().at(name, level);
  }
  [[nodiscard]] const SeededVariation& variation() const { return variation_; }

 private:
  SeededVariation variation_;
};

}  // namespace echolance
