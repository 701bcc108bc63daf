// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tissue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "simulation/probe.hpp"

namespace echolance {
namespace {

const AcousticTissue& of(const TissueTable& table, Tissue tissue) {
  return table[static_cast<std::size_t>(tissue)];
}

TEST(TissueTable, HoldsEveryLabelOnceWithPlausibleNumbers) {
  const auto table = tissue_table();
  ASSERT_TRUE(table.has_value());
  std::set<std::string> names;
  for (std::size_t i = 0; i < table->size(); ++i) {
    const auto& tissue = (*table)[i];
    EXPECT_EQ(static_cast<std::size_t>(tissue.tissue), i);
    EXPECT_TRUE(names.insert(tissue.name).second) << tissue.name;
    EXPECT_GT(tissue.impedance_mrayl, 1.3) << tissue.name;
    EXPECT_GE(tissue.specular, 0.0) << tissue.name;
    EXPECT_LE(tissue.specular, 1.0) << tissue.name;
  }
}

TEST(TissueTable, KeepsThePublishedOrder) {
  const auto table = tissue_table().value();
  EXPECT_GT(of(table, Tissue::kFascia).scatter_strength,
            of(table, Tissue::kMuscle).scatter_strength);
  EXPECT_GT(of(table, Tissue::kMuscle).scatter_strength,
            5.0 * of(table, Tissue::kBlood).scatter_strength);
  EXPECT_EQ(of(table, Tissue::kCerebrospinalFluid).scatter_strength, 0.0);
  EXPECT_GT(of(table, Tissue::kCorticalBone).impedance_mrayl, 6.0);
}

TEST(TissueTable, RefusesDamagedText) {
  for (const char* text : {"", "{", "{\"tissues\": []}", "{\"tissues\": [{\"label\": 1}]}"}) {
    const auto table = parse_tissue_table(text);
    ASSERT_FALSE(table.has_value()) << text;
    EXPECT_EQ(table.error().code, ErrorCode::kDamagedFile);
    EXPECT_FALSE(table.error().message.empty());
  }
}

TEST(Probes, PresetsOfTheIssueExist) {
  EXPECT_THAT(probe_names(), testing::IsSupersetOf({"c5-2", "l12-5", "l14-5"}));
  const auto curved = find_probe("c5-2").value();
  EXPECT_EQ(curved.shape, ArrayShape::kCurved);
  EXPECT_NEAR(curved.opening_rad() * 180.0 / M_PI, 75.0, 1.0);
  const auto linear = find_probe("l14-5").value();
  EXPECT_EQ(linear.shape, ArrayShape::kLinear);
  EXPECT_NEAR(linear.face_width_mm(), 39.0, 0.1);
  EXPECT_NEAR(linear.wavelength_mm(), 0.214, 0.001);
}

TEST(Probes, UnknownNameIsRefusedWithTheListOfNames) {
  const auto probe = find_probe("x1-1");
  ASSERT_FALSE(probe.has_value());
  EXPECT_EQ(probe.error().code, ErrorCode::kInvalidOption);
  EXPECT_THAT(probe.error().message, testing::HasSubstr("l14-5"));
}

TEST(Probes, RefuseDamagedText) {
  const auto probes = parse_probes("{\"probes\": [{\"name\": \"a\"}]}");
  ASSERT_FALSE(probes.has_value());
  EXPECT_EQ(probes.error().code, ErrorCode::kDamagedFile);
}

}  // namespace
}  // namespace echolance
