// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/patient_parameters.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <string>

#include "simulation/anatomy_data.hpp"

namespace echolance {
namespace {

using Parameters = PatientParameters;
constexpr double kPi = std::numbers::pi;
constexpr double rad(double degrees) {
  return degrees * kPi / 180.0;
}

const std::array<OptionSpec<Parameters>, 14> kTable = {{
    {"age_years", &Parameters::age_years, 18.0, 95.0, 1.0, "age; discs grow with it up to 60"},
    {"stature_mm", &Parameters::stature_mm, 1400.0, 2050.0, 10.0, "standing height"},
    {"body_mass_index", &Parameters::body_mass_index, 15.0, 55.0, 0.5, "kg/m^2"},
    {"lordosis_rad", &Parameters::lordosis_rad, rad(15), rad(75), 0.01,
     "L1 upper to S1 upper endplate"},
    {"sacral_slope_rad", &Parameters::sacral_slope_rad, rad(10), rad(65), 0.01,
     "S1 upper endplate against the horizontal of standing"},
    {"scoliosis_rad", &Parameters::scoliosis_rad, rad(-40), rad(40), 0.01,
     "Cobb angle, positive: convex to the left"},
    {"rotation_rad", &Parameters::rotation_rad, rad(-25), rad(25), 0.01,
     "axial rotation of the apex vertebra, positive: spinous process to the right"},
    {"asymmetry", &Parameters::asymmetry, -0.1, 0.1, 0.005,
     "relative size difference of the ilia, positive: left larger"},
    {"pelvic_obliquity_rad", &Parameters::pelvic_obliquity_rad, rad(-10), rad(10), 0.005,
     "positive: left iliac crest higher"},
    {"inter_psis_mm", &Parameters::inter_psis_mm, 56.0, 105.0, 1.0,
     "distance of the posterior superior iliac spines"},
    {"psis_piis_mm", &Parameters::psis_piis_mm, 20.0, 40.0, 0.5,
     "posterior superior to posterior inferior iliac spine"},
    {"hiatus_length_mm", &Parameters::hiatus_length_mm, 10.0, 50.0, 0.5,
     "sacral hiatus, apex to sacrococcygeal joint"},
    {"hiatus_depth_mm", &Parameters::hiatus_depth_mm, 2.0, 9.0, 0.1,
     "canal at the apex of the hiatus, front to back"},
    {"fat_mm", &Parameters::fat_mm, 1.0, 60.0, 0.5, "subcutaneous, over the L4 lamina"},
}};

// Named draws of one patient.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : variation_(seed) {}

  double operator()(const std::string& name) const {
    return variation_.draw(name, anatomy_data().spread(name));
  }
  double operator()(const std::string& name, double mean) const {
    Spread spread = anatomy_data().spread(name);
    spread.mean = mean;
    return variation_.draw(name, spread);
  }
  Sex sex() const { return variation_.uniform("sex") < 0.5 ? Sex::kFemale : Sex::kMale; }

 private:
  SeededVariation variation_;
};

constexpr double kSkin_mm = 2.5;  // CLINICAL 2.6, U

// Skin and fat over the lamina at a body mass index, from the table at 20, 25, .. 40.
double mean_fat_mm(Sex sex, double body_mass_index) {
  const std::string name = sex == Sex::kMale ? "fat_and_skin_male_mm" : "fat_and_skin_female_mm";
  const double place = std::clamp((body_mass_index - 20.0) / 5.0, -0.8, 4.0);
  const int below = std::clamp(static_cast<int>(place), 0, 3);
  const double low = anatomy_data().at(name, below), high = anatomy_data().at(name, below + 1);
  return low + (place - below) * (high - low) - kSkin_mm;
}

void draw_body(const Draw& draw, const PatientChoices& choices, Parameters& patient) {
  patient.sex = choices.sex.value_or(draw.sex());
  patient.age_years = choices.age_years.value_or(draw("age_years"));
  patient.stature_mm = choices.stature_mm.value_or(
      draw(patient.sex == Sex::kMale ? "stature_male_mm" : "stature_female_mm"));
  patient.body_mass_index = choices.body_mass_index.value_or(draw("body_mass_index"));
  const double fat_mm = draw("fat_factor") * mean_fat_mm(patient.sex, patient.body_mass_index);
  patient.fat_mm = choices.fat_mm.value_or(std::clamp(fat_mm, 2.0, 60.0));
}

void draw_spine(const Draw& draw, const PatientChoices& choices, Parameters& patient) {
  patient.lordosis_rad = choices.lordosis_rad.value_or(rad(draw("lordosis_deg")));
  // A steeper sacrum goes with more lordosis; half of the difference [U].
  const double mean_lordosis = anatomy_data().spread("lordosis_deg").mean;
  const double mean_slope = anatomy_data().spread("sacral_slope_deg").mean +
                            0.5 * (patient.lordosis_rad * 180.0 / kPi - mean_lordosis);
  patient.sacral_slope_rad = rad(draw("sacral_slope_deg", mean_slope));
  patient.scoliosis_rad = choices.scoliosis_rad.value_or(rad(draw("scoliosis_deg")));
  // The spinous processes turn towards the hollow side of a curve; two fifths of the Cobb angle
  // [U].
  const double mean_rotation = 0.4 * patient.scoliosis_rad * 180.0 / kPi;
  patient.rotation_rad = choices.rotation_rad.value_or(rad(draw("rotation_deg", mean_rotation)));
}

void draw_pelvis(const Draw& draw, const PatientChoices& choices, Parameters& patient) {
  patient.asymmetry = choices.asymmetry.value_or(draw("asymmetry"));
  patient.pelvic_obliquity_rad = rad(draw("pelvic_obliquity_deg"));
  patient.inter_psis_mm = draw("inter_psis_mm");
  patient.psis_piis_mm = draw("psis_piis_mm");
  patient.hiatus_length_mm = draw("hiatus_length_mm");
  patient.hiatus_depth_mm = draw("hiatus_depth_mm");
}

}  // namespace

std::span<const OptionSpec<PatientParameters>> patient_parameter_table() {
  return kTable;
}

Result<PatientParameters> draw_patient(std::uint64_t seed, const PatientChoices& choices) {
  const Draw draw(seed);
  PatientParameters patient;
  patient.seed = seed;
  draw_body(draw, choices, patient);
  draw_spine(draw, choices, patient);
  draw_pelvis(draw, choices, patient);
  return validate(patient, patient_parameter_table()).map([&] { return patient; });
}

}  // namespace echolance
