// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/vertebra_row.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace echolance {
namespace {

using Depths = std::vector<std::optional<double>>;

void add_level(Depths& depths, int length_mm, double depth_mm) {
  depths.insert(depths.end(), static_cast<std::size_t>(length_mm), depth_mm);
}

void add_slope(Depths& depths, int length_mm, double from_mm, double to_mm) {
  for (int i = 0; i < length_mm; ++i) {
    depths.emplace_back(from_mm + (to_mm - from_mm) * i / (length_mm - 1.0));
  }
}

// Sacrum, then so many vertebrae with the window below each, and a window above the last.
Depths spine(int vertebrae) {
  Depths depths;
  add_level(depths, 30, 28.0);
  add_slope(depths, 20, 28.0, 42.0);
  for (int i = 0; i < vertebrae; ++i) {
    add_level(depths, 12, 72.0);
    add_level(depths, 14, 50.0);
  }
  add_level(depths, 12, 72.0);
  return depths;
}

TEST(VertebraRow, CountsUpFromTheSacrum) {
  const auto counted = count_vertebrae(spine(4));
  ASSERT_EQ(counted.size(), 4U);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    EXPECT_EQ(counted[i].lumbar_level, 5 - static_cast<int>(i));
    EXPECT_NEAR(counted[i].along_mm, 50.0 + 12.0 + 6.5 + 26.0 * static_cast<double>(i), 1.0);
    EXPECT_DOUBLE_EQ(counted[i].depth_mm, 50.0);
  }
}

TEST(VertebraRow, CountsTheSameWhereTheSweepCameDown) {
  Depths turned = spine(3);
  std::reverse(turned.begin(), turned.end());
  const auto counted = count_vertebrae(turned);
  ASSERT_EQ(counted.size(), 3U);
  EXPECT_EQ(counted[0].lumbar_level, 5);
  EXPECT_NEAR(counted[0].along_mm, static_cast<double>(turned.size()) - 1.0 - 68.5, 1.0);
}

TEST(VertebraRow, PlacesDoNotDependOnWhatWasNotSeenBefore) {
  Depths later(17, std::nullopt);
  const Depths seen = spine(3);
  later.insert(later.end(), seen.begin(), seen.end());
  const auto counted = count_vertebrae(later);
  ASSERT_EQ(counted.size(), 3U);
  EXPECT_NEAR(counted[0].along_mm, 17.0 + 68.5, 1.0);
}

TEST(VertebraRow, NamesNothingWithoutTheSacrum) {
  Depths lumbar = spine(5);
  lumbar.erase(lumbar.begin(), lumbar.begin() + 52);
  EXPECT_TRUE(count_vertebrae(lumbar).empty());
}

TEST(VertebraRow, NamesNothingWhereTheSacrumsEndMayLieInAGap) {
  Depths depths;
  add_level(depths, 30, 28.0);
  add_slope(depths, 20, 28.0, 42.0);
  depths.insert(depths.end(), 10, std::nullopt);
  add_level(depths, 14, 50.0);
  add_level(depths, 12, 72.0);
  add_level(depths, 14, 50.0);
  add_level(depths, 12, 72.0);
  EXPECT_TRUE(count_vertebrae(depths).empty());
}

TEST(VertebraRow, StopsWhereAVertebraMayHaveBeenMissed) {
  Depths depths = spine(2);
  add_level(depths, 26, 72.0);  // the third one casts no echo
  add_level(depths, 14, 50.0);
  add_level(depths, 12, 72.0);
  const auto counted = count_vertebrae(depths);
  ASSERT_EQ(counted.size(), 2U);
  EXPECT_EQ(counted.back().lumbar_level, 4);
}

TEST(VertebraRow, StopsAtLaminaeThatRunTogether) {
  Depths depths = spine(1);
  add_level(depths, 40, 50.0);
  add_level(depths, 12, 72.0);
  EXPECT_EQ(count_vertebrae(depths).size(), 1U);
}

TEST(VertebraRow, PartsTouchingLaminaeAtTheDipBetweenThem) {
  Depths depths = spine(1);
  add_slope(depths, 10, 50.0, 58.0);
  add_slope(depths, 6, 57.0, 50.0);
  add_level(depths, 14, 50.0);
  add_level(depths, 12, 72.0);
  const auto counted = count_vertebrae(depths);
  ASSERT_GE(counted.size(), 2U);
  EXPECT_EQ(counted[1].lumbar_level, 4);
}

TEST(VertebraRow, NamesNoMoreThanFive) {
  const auto counted = count_vertebrae(spine(7));
  ASSERT_EQ(counted.size(), 5U);
  EXPECT_EQ(counted.back().lumbar_level, 1);
}

TEST(VertebraRow, NamesNothingOnAnEvenBoneOrNone) {
  EXPECT_TRUE(count_vertebrae(Depths(200, 30.0)).empty());
  EXPECT_TRUE(count_vertebrae(Depths(200, std::nullopt)).empty());
  EXPECT_TRUE(count_vertebrae({}).empty());
}

}  // namespace
}  // namespace echolance
