// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/patient_parameters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "simulation/anatomy_data.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

PatientParameters drawn(std::uint64_t seed, const PatientChoices& choices = {}) {
  return draw_patient(seed, choices).value();
}

// The table's values, by row.
std::vector<double> values_of(const PatientParameters& patient) {
  std::vector<double> values;
  for (const auto& spec : patient_parameter_table()) values.push_back(spec.get(patient));
  return values;
}

TEST(DrawPatient, GivesTheSamePatientForTheSameSeed) {
  const PatientParameters a = drawn(17), b = drawn(17);
  EXPECT_EQ(values_of(a), values_of(b));
  EXPECT_EQ(a.sex, b.sex);
}

// Recorded once; another machine or compiler must draw the same.
TEST(DrawPatient, DrawsTheRecordedPatient) {
  const SeededVariation variation(42);
  EXPECT_DOUBLE_EQ(variation.uniform("stature"), 0.16335006512108152);
  EXPECT_DOUBLE_EQ(variation.normal("stature"), -1.0972201656784586);
}

TEST(DrawPatient, StaysInEveryRange) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::vector<double> values = values_of(drawn(seed));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto& spec = patient_parameter_table()[i];
      EXPECT_GE(values[i], spec.min) << spec.name << " seed " << seed;
      EXPECT_LE(values[i], spec.max) << spec.name << " seed " << seed;
    }
  }
}

TEST(DrawPatient, SpreadsAsTheSourcesSay) {
  constexpr int kCount = 2000;
  double inter_psis = 0.0, squared = 0.0, hiatus = 0.0;
  int men = 0;
  for (std::uint64_t seed = 0; seed < kCount; ++seed) {
    const PatientParameters patient = drawn(seed);
    inter_psis += patient.inter_psis_mm / kCount;
    squared += patient.inter_psis_mm * patient.inter_psis_mm / kCount;
    hiatus += patient.hiatus_depth_mm / kCount;
    men += patient.sex == Sex::kMale;
  }
  EXPECT_NEAR(inter_psis, 80.0, 0.8);
  EXPECT_NEAR(std::sqrt(squared - inter_psis * inter_psis), 9.0, 0.6);
  EXPECT_NEAR(hiatus, 4.8, 0.2);
  EXPECT_NEAR(men, kCount / 2, 100);
}

TEST(DrawPatient, KeepsChoicesAndLeavesTheOthersAlone) {
  PatientChoices choices;
  choices.stature_mm = 1850.0;
  choices.asymmetry = 0.05;
  const PatientParameters free = drawn(5), fixed = drawn(5, choices);
  EXPECT_EQ(fixed.stature_mm, 1850.0);
  EXPECT_EQ(fixed.asymmetry, 0.05);
  EXPECT_EQ(fixed.inter_psis_mm, free.inter_psis_mm);
  EXPECT_EQ(fixed.lordosis_rad, free.lordosis_rad);
}

TEST(DrawPatient, GivesHeavierPatientsMoreFat) {
  PatientChoices light, heavy;
  light.body_mass_index = 20.0;
  heavy.body_mass_index = 38.0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_LT(drawn(seed, light).fat_mm, drawn(seed, heavy).fat_mm);
  }
}

TEST(DrawPatient, RefusesAChoiceOutOfRangeByName) {
  PatientChoices choices;
  choices.lordosis_rad = 3.0;
  const auto patient = draw_patient(1, choices);
  ASSERT_FALSE(patient);
  EXPECT_EQ(patient.error().code, ErrorCode::kInvalidOption);
  EXPECT_NE(patient.error().message.find("lordosis_rad"), std::string::npos);
}

TEST(AnatomyData, RefusesATableWithoutSources) {
  const auto data = AnatomyData::parse(R"({"spreads":{"a":{"mean":1,"sd":1,"min":0,"max":2}}})");
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, ErrorCode::kDamagedFile);
}

TEST(SeededVariation, SmoothNoiseIsContinuousAndBounded) {
  double largest = 0.0;
  for (int i = 0; i < 2000; ++i) {
    const Eigen::Vector3d place(0.013 * i, 7.0 - 0.02 * i, 0.5);
    const double here = smooth_noise(place, 3);
    largest = std::max(largest, std::abs(here));
    EXPECT_NEAR(here, smooth_noise(place + Eigen::Vector3d::Constant(1e-5), 3), 1e-3);
  }
  EXPECT_LE(largest, 1.0);
  EXPECT_GT(largest, 0.5);
}

}  // namespace
}  // namespace echolance
