// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/needle.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace echolance {
namespace {

TEST(Needle, KnowsGauges) {
  EXPECT_EQ(needle_from_gauge("22G")->outer_diameter_mm, 0.718);
  EXPECT_EQ(needle_from_gauge("14")->outer_diameter_mm, 2.108);
  EXPECT_EQ(needle_from_gauge("27g")->outer_diameter_mm, 0.413);
}

TEST(Needle, RefusesOtherWordsForGauge) {
  for (const char* wrong : {"", "13G", "28", "22mm", "G22", "22G "}) {
    const auto result = needle_from_gauge(wrong);
    ASSERT_FALSE(result.has_value()) << wrong;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidOption);
    EXPECT_FALSE(result.error().message.empty());
  }
}

TEST(Needle, AngleRunsFromShaftToTipTowardsPositiveY) {
  EXPECT_DOUBLE_EQ((NeedleLine{.tip = {10, 10}, .shaft = {0, 0}}.angle_rad()),
                   std::numbers::pi / 4);
  EXPECT_DOUBLE_EQ((NeedleLine{.tip = {0, 10}, .shaft = {10, 0}}.angle_rad()),
                   3 * std::numbers::pi / 4);
}

}  // namespace
}  // namespace echolance
