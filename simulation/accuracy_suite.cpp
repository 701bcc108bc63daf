// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/accuracy_suite.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simulation/data/suite.json.hpp"

namespace echolance {
namespace {

using nlohmann::json;

constexpr std::uint64_t kSeedStep = 10'000;
constexpr std::uint64_t kNextPatient = 1'000;
constexpr int kPatientsTried = 4;

bool wanted(const std::string& name, const std::vector<std::string>& only) {
  return only.empty() || std::any_of(only.begin(), only.end(), [&](const std::string& part) {
           return name.find(part) != std::string::npos;
         });
}

void shift_seed(json& object, std::uint64_t by) {
  object["seed"] = object.at("seed").get<std::uint64_t>() + by;
}

json adapted(json script, const SuiteChoice& choice) {
  shift_seed(script, choice.seed * kSeedStep);
  shift_seed(script.at("patient"), choice.seed * kSeedStep);
  if (choice.frames) script["frames"] = *choice.frames;
  if (choice.size_px) script["scanner"]["size_px"] = {*choice.size_px, *choice.size_px};
  if (choice.lines) script["scanner"]["lines"] = *choice.lines;
  if (choice.tissue_spacing_mm) script["tissue_spacing_mm"] = *choice.tissue_spacing_mm;
  return script;
}

}  // namespace

Result<std::vector<SuiteCase>> parse_suite(std::string_view text, const SuiteChoice& choice) {
  std::vector<SuiteCase> cases;
  try {
    const auto document = json::parse(text);
    for (const auto& script : document.at("sequences")) {
      const auto name = script.at("name").get<std::string>();
      if (wanted(name, choice.only)) cases.push_back({name, adapted(script, choice).dump()});
    }
  } catch (const std::exception& exception) {
    return fail(
        ErrorCode::kDamagedFile,
        std::string("the list of the suite cannot be read; restore it: ") + exception.what());
  }
  if (cases.empty()) {
    return fail(ErrorCode::kInvalidOption,
                "no sequence of the suite has such a name; give a part of one, such as psis");
  }
  return cases;
}

Result<std::vector<SuiteCase>> suite_cases(const SuiteChoice& choice) {
  return parse_suite(kSuiteJson, choice);
}

Result<Scenario> suite_scenario(const SuiteCase& suite_case) {
  auto scenario = parse_scenario(suite_case.script);
  for (int tried = 1; tried < kPatientsTried && !scenario; ++tried) {
    json script = json::parse(suite_case.script);
    shift_seed(script.at("patient"), kNextPatient * static_cast<std::uint64_t>(tried));
    scenario = parse_scenario(script.dump());
  }
  return scenario.map_error([&](const Error& error) { return error.in(suite_case.name); });
}

}  // namespace echolance
