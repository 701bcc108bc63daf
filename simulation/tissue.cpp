// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue.hpp"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "simulation/data/tissues.json.hpp"

namespace echolance {
namespace {

using nlohmann::json;

double number(const json& row, const char* key) {
  return row.at(key).at("value").get<double>();
}

TissueTexture texture_named(const std::string& name) {
  static const std::map<std::string, TissueTexture> names = {
      {"none", TissueTexture::kNone},
      {"septa", TissueTexture::kSepta},
      {"striae", TissueTexture::kStriae},
      {"sheets", TissueTexture::kSheets},
      {"honeycomb", TissueTexture::kHoneycomb}};
  return names.at(name);
}

double amplitude(const json& echo_db) {
  return echo_db.is_null() ? 0.0 : std::pow(10.0, echo_db.get<double>() / 20.0);
}

AcousticTissue read_tissue(const json& row) {
  AcousticTissue tissue;
  tissue.tissue = static_cast<Tissue>(row.at("label").get<int>());
  tissue.name = row.at("name").get<std::string>();
  tissue.impedance_mrayl = number(row, "impedance_mrayl");
  tissue.attenuation_db_per_cm_mhz = number(row, "attenuation_db_per_cm_mhz");
  tissue.scatter_density = number(row, "scatter_density");
  tissue.scatter_strength = amplitude(row.at("echo_db").at("value"));
  tissue.specular = number(row, "specular");
  tissue.fibre = number(row, "fibre");
  tissue.texture = texture_named(row.at("texture").at("value").get<std::string>());
  return tissue;
}

}  // namespace

Result<TissueTable> parse_tissue_table(std::string_view text) {
  try {
    const json parsed = json::parse(text);
    TissueTable table;
    std::set<int> seen;
    for (const auto& row : parsed.at("tissues")) {
      const auto tissue = read_tissue(row);
      table.at(static_cast<std::size_t>(tissue.tissue)) = tissue;
      seen.insert(static_cast<int>(tissue.tissue));
    }
    if (seen.size() == kTissueCount) return table;
    return fail(ErrorCode::kDamagedFile, "The tissue table does not hold every label once.");
  } catch (const std::exception& error) {
    return fail(ErrorCode::kDamagedFile,
                std::string("The tissue table cannot be read: ") + error.what() + ".");
  }
}

Result<TissueTable> tissue_table() {
  return parse_tissue_table(kTissuesJson);
}

}  // namespace echolance
