// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/anatomy_data.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "simulation/data/anatomy.json.hpp"

namespace echolance {

Result<AnatomyData> AnatomyData::parse(std::string_view json) {
  try {
    const auto document = nlohmann::json::parse(json);
    AnatomyData data;
    for (const auto& [name, row] : document.at("spreads").items()) {
      row.at("src").get<std::string>();
      data.spreads_[name] = {row.at("mean"), row.at("sd"), row.at("min"), row.at("max")};
    }
    for (const auto& [name, row] : document.at("levels").items()) {
      row.at("src").get<std::string>();
      data.levels_[name] = row.at("values").get<std::vector<double>>();
    }
    return data;
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::kDamagedFile,
                std::string("the table of anatomy cannot be read; restore it: ") + error.what());
  }
}

const AnatomyData& anatomy_data() {
  static const AnatomyData data = [] {
    auto parsed = AnatomyData::parse(kAnatomyJson);
    if (!parsed) throw std::logic_error(parsed.error().text());
    return *parsed;
  }();
  return data;
}

}  // namespace echolance
