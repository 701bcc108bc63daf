// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.hpp"
#include "core/options.hpp"

namespace echolance {

enum class Sex { kFemale, kMale };

/// What makes one virtual patient. Lengths mm, angles rad. The seed decides everything that is not
/// named here: small shape variations, muscle and vessel placement, speckle.
struct PatientParameters {
  std::uint64_t seed = 1;
  Sex sex = Sex::kFemale;
  double age_years = 50.0;
  double stature_mm = 1680.0;
  double body_mass_index = 25.0;      ///< kg/m^2
  double lordosis_rad = 0.759;        ///< L1 upper to S1 upper endplate
  double sacral_slope_rad = 0.65;     ///< S1 upper endplate against the horizontal of standing
  double scoliosis_rad = 0.0;         ///< Cobb angle, positive: convex to the left
  double rotation_rad = 0.0;          ///< axial rotation of the apex vertebra
  double asymmetry = 0.0;             ///< relative size difference left to right of the ilia
  double pelvic_obliquity_rad = 0.0;  ///< one iliac crest higher, positive: left higher
  double inter_psis_mm = 80.0;        ///< distance of the two PSIS
  double psis_piis_mm = 30.0;
  double hiatus_length_mm = 22.5;
  double hiatus_depth_mm = 4.7;
  double fat_mm = 12.0;  ///< subcutaneous, over the L4 lamina, without skin
};

/// Those parameters that a user may fix; empty ones are drawn.
struct PatientChoices {
  std::optional<Sex> sex;
  std::optional<double> age_years;
  std::optional<double> stature_mm;
  std::optional<double> body_mass_index;
  std::optional<double> lordosis_rad;
  std::optional<double> scoliosis_rad;
  std::optional<double> rotation_rad;
  std::optional<double> asymmetry;
  std::optional<double> fat_mm;
};

/// Name, unit, range and help of every numeric parameter.
[[nodiscard]] std::span<const OptionSpec<PatientParameters>> patient_parameter_table();

/// Draws a patient: every parameter from its distribution of CLINICAL 2 (simulation/data/
/// anatomy.json), correlated where the source says so (stature with vertebrae, fat with body mass
/// index and sex), truncated to the source's range. Same seed and choices, same patient, on any
/// machine. kInvalidOption names the choice out of range.
[[nodiscard]] Result<PatientParameters> draw_patient(std::uint64_t seed,
                                                     const PatientChoices& choices = {});

}  // namespace echolance
