// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/simulate_bones.hpp"
#include "core/error.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// The flags of `echolance simulate`. Angles are in degrees as typed.
struct SimulateFlags {
  std::string out_path;
  std::string script_path;
  std::string patient_dir;
  bool json = false;
  bool live = false;
  int threads = 0;

  std::uint64_t patient_seed = 1;
  std::string sex;
  std::optional<double> age_years, stature_mm, body_mass_index, fat_mm, asymmetry;
  std::optional<double> lordosis_deg, scoliosis_deg, rotation_deg;

  BonesFlags bones;
  ProcedureRequest procedure;
  std::optional<std::uint64_t> seed;
  std::string needle;
  std::optional<double> angle_deg;
  double plane_angle_deg = 0.0;
  std::string size_px = "512";
  int grey_levels = 256;
  double redirect_deg = 0.0;
  std::optional<double> tissue_spacing_mm;
  std::vector<std::pair<OptionSpec<HandMotion>, std::optional<double>>> hand;
  std::vector<std::pair<OptionSpec<TrackerModel>, std::optional<double>>> tracker;
};

void add_simulate_flags(CLI::App& command, SimulateFlags& flags);

/// Prepares a scenario for poses that come from outside: a wide volume; the hand is still where no
/// flag says otherwise, for whoever moves the probe has one.
void make_live(const SimulateFlags& flags, Scenario& scenario);

/// The scenario that the flags or the script ask for. The errors of patient, procedure and script;
/// kInvalidOption for flags that exclude each other.
[[nodiscard]] Result<Scenario> scenario_of(const SimulateFlags& flags);

/// Name and value of every flag that was given.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> given_flags(const CLI::App& command);

}  // namespace echolance
