// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/simulate_flags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numbers>

namespace echolance {
namespace {

constexpr double kDegree_rad = std::numbers::pi / 180.0;

std::string flag_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

template <class Options>
void add_table(CLI::App& command, std::span<const OptionSpec<Options>> table,
               std::vector<std::pair<OptionSpec<Options>, std::optional<double>>>& values) {
  for (const auto& row : table) values.emplace_back(row, std::nullopt);
  for (auto& [row, value] : values) {
    command
        .add_option(
            flag_of(row.name), value,
            fmt::format("{} ({} to {}, default {})", row.help, row.min, row.max, row.get({})))
        ->group("Hand and tracker");
  }
}

void add_patient_flags(CLI::App& command, SimulateFlags& flags) {
  const auto add = [&](const char* name, auto& value, const char* help) {
    return command.add_option(name, value, help)->group("Patient (drawn where not given)");
  };
  add("--patient", flags.patient_seed, "seed of the patient: the same seed, the same patient");
  add("--sex", flags.sex, "female or male")->check(CLI::IsMember({"female", "male"}));
  add("--age-years", flags.age_years, "18 to 95");
  add("--stature-mm", flags.stature_mm, "1400 to 2050");
  add("--bmi", flags.body_mass_index, "body mass index, kg/m^2, 15 to 55");
  add("--fat-mm", flags.fat_mm, "fat over the L4 lamina, 1 to 60");
  add("--lordosis-deg", flags.lordosis_deg, "15 to 75");
  add("--scoliosis-deg", flags.scoliosis_deg, "Cobb angle, convex to the left, -40 to 40");
  add("--rotation-deg", flags.rotation_deg, "of the apex vertebra, -25 to 25");
  add("--asymmetry", flags.asymmetry, "of the ilia, -0.1 to 0.1");
}

void add_procedure_flags(CLI::App& command, SimulateFlags& flags) {
  ProcedureRequest& wish = flags.procedure;
  const auto add = [&](const char* name, auto& value, const std::string& help) {
    return command.add_option(name, value, help)->group("Procedure");
  };
  add("--procedure", wish.procedure, fmt::format("{}", fmt::join(procedure_names(), ", ")));
  add("--side", wish.side, "left or right (default left)");
  add("--probe", wish.probe,
      fmt::format("{} (default: the procedure's)", fmt::join(probe_names(), ", ")));
  add("--needle", flags.needle, "22G, 22G:90 (mm), 22G:90:quincke, or none");
  add("--angle-deg", flags.angle_deg, "needle to probe face; default: the usual that is free");
  add("--plane-offset-mm", wish.plane_offset_mm, "needle beside the picture plane");
  add("--plane-angle-deg", flags.plane_angle_deg, "needle turned out of it; 90: out of plane");
  add("--frames", wish.frames, "number of frames (default 200)")->check(CLI::Range(1, 1000000));
  add("--fps", wish.frame_rate_hz, "frames per second (default 20)")->check(CLI::Range(1., 200.));
  add("--seed", flags.seed, "of hand, tracker and noise (default: the patient's)");
  add("--size-px", flags.size_px, "width and height of the picture (default 512)")
      ->check(CLI::Range(32, 2048));
  add("--depth-mm", wish.depth_mm, "depth of the picture; default: by the target");
  add("--gain-db", wish.scanner.gain_db, "gain (default 0)")->check(CLI::Range(-40., 40.));
  add("--dynamic-range-db", wish.scanner.dynamic_range_db, "grey from black to white (default 60)")
      ->check(CLI::Range(20., 120.));
  add("--lines", wish.scanner.lines, "scan lines (default 256)")->check(CLI::Range(16, 1024));
  add("--tissue-spacing-mm", flags.tissue_spacing_mm, "grid of the tissue (default 0.7)")
      ->check(CLI::Range(0.3, 5.));
}

std::optional<double> radians(const std::optional<double>& degrees) {
  if (!degrees) return std::nullopt;
  return *degrees * kDegree_rad;
}

Result<std::shared_ptr<const Patient>> patient_of(const SimulateFlags& flags) {
  PatientChoices choices;
  if (!flags.sex.empty()) choices.sex = flags.sex == "male" ? Sex::kMale : Sex::kFemale;
  choices.age_years = flags.age_years;
  choices.stature_mm = flags.stature_mm;
  choices.body_mass_index = flags.body_mass_index;
  choices.fat_mm = flags.fat_mm;
  choices.asymmetry = flags.asymmetry;
  choices.lordosis_rad = radians(flags.lordosis_deg);
  choices.scoliosis_rad = radians(flags.scoliosis_deg);
  choices.rotation_rad = radians(flags.rotation_deg);
  return draw_patient(flags.patient_seed, choices).map([](const PatientParameters& parameters) {
    return std::make_shared<const Patient>(make_patient(parameters));
  });
}

Result<Scenario> procedure_of(const SimulateFlags& flags) {
  ProcedureRequest wish = flags.procedure;
  wish.seed = flags.seed.value_or(flags.patient_seed);
  wish.needle_angle_rad = radians(flags.angle_deg);
  if (wish.needle_angle_rad && !(*flags.angle_deg >= 5.0 && *flags.angle_deg <= 85.0)) {
    return fail(ErrorCode::kInvalidOption, "--angle-deg is 5 to 85");
  }
  wish.plane_angle_rad = flags.plane_angle_deg * kDegree_rad;
  wish.scanner.size_px = {flags.size_px, flags.size_px};
  if (!flags.needle.empty() && flags.needle != "none") {
    const auto needle = parse_needle(flags.needle);
    if (!needle) return tl::unexpected(needle.error().in("--needle"));
    wish.needle = *needle;
  }
  auto patient = patient_of(flags);
  if (!patient) return tl::unexpected(patient.error());
  auto scenario = procedure_scenario(*patient, wish);
  if (scenario && flags.needle == "none") {
    scenario->needle_keys.clear();
    scenario->pools.clear();
  }
  return scenario;
}

}  // namespace

void add_simulate_flags(CLI::App& command, SimulateFlags& flags) {
  command.add_option("--out", flags.out_path, "the recording, NAME.igs.mha")->required();
  command.add_option("--script", flags.script_path, "scenario in JSON (docs/scenario.md)");
  command.add_option("--write-patient", flags.patient_dir,
                     "also write bones, labels, landmarks and no-go structures into a new folder");
  command.add_option("--threads", flags.threads, "number of threads (default: all cores)")
      ->check(CLI::Range(1, 256));
  command.add_flag("--json", flags.json, "print the summary as JSON");
  add_procedure_flags(command, flags);
  add_patient_flags(command, flags);
  add_table(command, hand_motion_table(), flags.hand);
  add_table(command, tracker_model_table(), flags.tracker);
}

Result<Scenario> scenario_of(const SimulateFlags& flags) {
  const bool scripted = !flags.script_path.empty();
  if (scripted == !flags.procedure.procedure.empty()) {
    return fail(ErrorCode::kInvalidOption, "give either --procedure NAME or --script FILE");
  }
  auto scenario = scripted ? read_scenario(flags.script_path) : procedure_of(flags);
  if (!scenario) return scenario;
  for (const auto& [row, value] : flags.hand) {
    if (value) row.set(scenario->hand, *value);
  }
  for (const auto& [row, value] : flags.tracker) {
    if (value) row.set(scenario->tracker, *value);
  }
  if (flags.tissue_spacing_mm) scenario->tissue_spacing_mm = *flags.tissue_spacing_mm;
  return scenario;
}

std::vector<std::pair<std::string, std::string>> given_flags(const CLI::App& command) {
  std::vector<std::pair<std::string, std::string>> given;
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0) continue;
    const auto& values = option->results();
    given.emplace_back(option->get_single_name(), fmt::format("{}", fmt::join(values, ",")));
  }
  return given;
}

}  // namespace echolance
