// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/soft_tissue_data.hpp"

#include <stdexcept>

#include "simulation/data/soft_tissue.json.hpp"

namespace echolance {

const AnatomyData& soft_tissue_data() {
  static const AnatomyData data = [] {
    auto parsed = AnatomyData::parse(kSoftTissueJson);
    if (!parsed) throw std::logic_error(parsed.error().text());
    return *parsed;
  }();
  return data;
}

}  // namespace echolance
