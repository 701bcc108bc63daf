// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/options.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace echolance {
namespace {

struct Sample {
  double gain_db = 3.0;
  int passes = 2;
};

constexpr std::array<OptionSpec<Sample>, 2> kTable = {{
    {"gain_db", &Sample::gain_db, 0.0, 20.0, 0.5, "gain"},
    {"passes", &Sample::passes, 1.0, 4.0, 1.0, "passes"},
}};

Result<void> check(const Sample& sample) {
  return validate(sample, std::span<const OptionSpec<Sample>>(kTable));
}

TEST(OptionTable, ReadsAndSetsThroughTheTable) {
  Sample sample;
  kTable[0].set(sample, 4.5);
  kTable[1].set(sample, 3.0);
  EXPECT_EQ(sample.gain_db, 4.5);
  EXPECT_EQ(sample.passes, 3);
  EXPECT_EQ(kTable[1].get(sample), 3.0);
  EXPECT_FALSE(kTable[0].whole_number());
  EXPECT_TRUE(kTable[1].whole_number());
}

TEST(OptionTable, AcceptsDefaultsAndBothEndsOfTheRange) {
  EXPECT_TRUE(check({}).has_value());
  EXPECT_TRUE(check({0.0, 1}).has_value());
  EXPECT_TRUE(check({20.0, 4}).has_value());
}

TEST(OptionTable, RefusesWhatIsOutOfRangeAndNamesIt) {
  for (const Sample& sample : {Sample{-0.1, 2}, Sample{20.1, 2}, Sample{3.0, 0}, Sample{3.0, 5},
                               Sample{std::numeric_limits<double>::quiet_NaN(), 2}}) {
    const auto result = check(sample);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidOption);
  }
  EXPECT_NE(check({21.0, 2}).error().message.find("gain_db"), std::string::npos);
}

}  // namespace
}  // namespace echolance
