// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/procedure_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <numbers>
#include <stdexcept>

#include "simulation/data/procedures.json.hpp"
#include "simulation/scenario.hpp"

namespace echolance {
namespace {

constexpr double kDegree_rad = std::numbers::pi / 180.0;

ScanPlane plane_named(const std::string& name) {
  if (name == "transverse") return ScanPlane::kTransverse;
  if (name == "longitudinal") return ScanPlane::kLongitudinal;
  throw std::invalid_argument("unknown plane " + name);
}

NeedleSide side_named(const std::string& name) {
  if (name == "lateral") return NeedleSide::kLateral;
  if (name == "medial") return NeedleSide::kMedial;
  if (name == "caudal") return NeedleSide::kCaudal;
  if (name == "cranial") return NeedleSide::kCranial;
  throw std::invalid_argument("unknown needle side " + name);
}

}  // namespace

Result<std::vector<ProcedureView>> parse_procedures(std::string_view text) {
  try {
    std::vector<ProcedureView> procedures;
    const auto document = nlohmann::json::parse(text);
    for (const auto& row : document.at("procedures")) {
      ProcedureView procedure;
      procedure.id = row.at("id");
      procedure.target = row.at("target");
      procedure.plane = plane_named(row.at("plane"));
      procedure.turn_rad = row.at("turn_deg").get<double>() * kDegree_rad;
      procedure.from = side_named(row.at("from"));
      row.at("angle_src").get<std::string>();
      procedure.angle_rad = row.at("angle_deg").at(0).get<double>() * kDegree_rad;
      procedure.least_angle_rad = row.at("angle_deg").at(1).get<double>() * kDegree_rad;
      procedure.most_angle_rad = row.at("angle_deg").at(2).get<double>() * kDegree_rad;
      procedure.probe = row.at("probe");
      procedure.needle = row.at("needle");
      procedure.volume_ml = row.at("volume_ml");
      procedure.stop_mm = row.at("stop_mm");
      procedures.push_back(procedure);
    }
    return procedures;
  } catch (const std::exception& error) {
    return fail(ErrorCode::kDamagedFile,
                std::string("the table of procedures cannot be read; restore it: ") + error.what());
  }
}

const std::vector<ProcedureView>& procedure_table() {
  static const std::vector<ProcedureView> table = [] {
    auto parsed = parse_procedures(kProceduresJson);
    if (!parsed) throw std::logic_error(parsed.error().text());
    return *parsed;
  }();
  return table;
}

std::vector<std::string> procedure_names() {
  std::vector<std::string> names;
  for (const auto& procedure : procedure_table()) names.push_back(procedure.id);
  return names;
}

Result<ProcedureView> find_procedure(const std::string& id) {
  for (const auto& procedure : procedure_table()) {
    if (procedure.id == id) return procedure;
  }
  return fail(ErrorCode::kInvalidOption, fmt::format("there is no procedure '{}'; take one of {}",
                                                     id, fmt::join(procedure_names(), ", ")));
}

}  // namespace echolance
