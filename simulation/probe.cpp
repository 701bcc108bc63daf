// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "simulation/data/probes.json.hpp"

namespace echolance {
namespace {

using nlohmann::json;

double number(const json& row, const char* key) {
  return row.at(key).at("value").get<double>();
}

ProbeModel read_probe(const json& row) {
  ProbeModel probe;
  probe.name = row.at("name").get<std::string>();
  const bool curved = row.at("shape").get<std::string>() == "curved";
  probe.shape = curved ? ArrayShape::kCurved : ArrayShape::kLinear;
  probe.element_count = row.at("element_count").at("value").get<int>();
  probe.pitch_mm = number(row, "pitch_mm");
  probe.radius_mm = number(row, "radius_mm");
  probe.frequency_mhz = number(row, "frequency_mhz");
  probe.bandwidth = number(row, "bandwidth");
  probe.elevation_aperture_mm = number(row, "elevation_aperture_mm");
  probe.elevation_focus_mm = number(row, "elevation_focus_mm");
  probe.focus_mm = number(row, "focus_mm");
  probe.depth_mm = number(row, "depth_mm");
  probe.f_number = number(row, "f_number");
  return probe;
}

}  // namespace

Result<std::vector<ProbeModel>> parse_probes(std::string_view text) {
  try {
    const json parsed = json::parse(text);
    std::vector<ProbeModel> probes;
    for (const auto& row : parsed.at("probes")) probes.push_back(read_probe(row));
    return probes;
  } catch (const std::exception& error) {
    return fail(ErrorCode::kDamagedFile,
                fmt::format("The probe table cannot be read: {}.", error.what()));
  }
}

std::vector<std::string> probe_names() {
  std::vector<std::string> names;
  const auto probes = parse_probes(kProbesJson);
  if (!probes) return names;
  for (const auto& probe : *probes) names.push_back(probe.name);
  return names;
}

Result<ProbeModel> find_probe(const std::string& name) {
  auto probes = parse_probes(kProbesJson);
  if (!probes) return tl::unexpected<Error>(probes.error());
  for (auto& probe : *probes) {
    if (probe.name == name) return std::move(probe);
  }
  return fail(ErrorCode::kInvalidOption, fmt::format("There is no probe '{}'; choose one of {}.",
                                                     name, fmt::join(probe_names(), ", ")));
}

}  // namespace echolance
