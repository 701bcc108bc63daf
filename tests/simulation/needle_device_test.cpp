// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/needle_device.hpp"

#include <gtest/gtest.h>

namespace echolance {
namespace {

using Eigen::Vector3d;

TEST(NeedleDevice, GaugeLengthTipAndCoatingAreRead) {
  const auto needle = parse_needle("25G:50:tuohy:1.6");
  ASSERT_TRUE(needle);
  EXPECT_EQ(needle->device.gauge, 25);
  EXPECT_DOUBLE_EQ(needle->device.diameter_mm, 0.514);
  EXPECT_DOUBLE_EQ(*needle->length_mm, 50.0);
  EXPECT_EQ(needle->device.tip_shape, TipShape::kTuohy);
  EXPECT_DOUBLE_EQ(needle->device.echogenicity, 1.6);
  EXPECT_FALSE(parse_needle("22")->length_mm);
}

TEST(NeedleDevice, UnknownPartsAreNamed) {
  for (const char* text :
       {"", "9G", "x", "22G:5", "22G:90:blunt", "22G:90:quincke:9", "1:2:3:4:5"}) {
    const auto needle = parse_needle(text);
    ASSERT_FALSE(needle) << text;
    EXPECT_EQ(needle.error().code, ErrorCode::kInvalidOption);
    EXPECT_NE(needle.error().message.find("22G:90:quincke"), std::string::npos);
  }
}

TEST(NeedleDevice, A22GQuinckeLeavesItsLineAsMeasured) {
  // LITERATURE F2: 8.9 mm at 80 mm, 2.2 mm at 40 mm.
  const auto device = parse_needle("22G:90:quincke")->device;
  NeedlePlacement placement;
  placement.bend_direction = {Vector3d::UnitX()};
  EXPECT_NEAR(needle_point(device, placement, 80.0).x(), 8.9, 0.3);
  EXPECT_NEAR(needle_point(device, placement, 40.0).x(), 2.2, 0.1);
}

TEST(NeedleDevice, ThinnerNeedlesBendMore) {
  EXPECT_LT(parse_needle("25G")->device.bend_radius_mm, parse_needle("22G")->device.bend_radius_mm);
}

TEST(NeedleRod, IsAnArcOfTheRadiusBelowTheSkinAndStraightAbove) {
  const auto device = parse_needle("22G:90:quincke")->device;
  NeedlePlacement placement;
  placement.entry = {Vector3d(1.0, 2.0, 3.0)};
  placement.depth_mm = 60.0;
  const Rod rod = needle_rod(device, placement);
  const Vector3d centre =
      placement.entry.mm + device.bend_radius_mm * placement.bend_direction.unit;
  double length = 0.0;
  for (std::size_t i = 0; i < rod.centre_mm.size(); ++i) {
    const Vector3d from_entry = rod.centre_mm[i] - placement.entry.mm;
    const double along = from_entry.dot(placement.direction.unit);
    if (along > 0.0) {
      EXPECT_NEAR((rod.centre_mm[i] - centre).norm(), device.bend_radius_mm, 1e-9);
    } else {
      EXPECT_NEAR((from_entry - along * placement.direction.unit).norm(), 0.0, 1e-9);
    }
    if (i > 0) length += (rod.centre_mm[i] - rod.centre_mm[i - 1]).norm();
  }
  EXPECT_NEAR(length, 90.0, 0.05);
  EXPECT_LE((rod.centre_mm[1] - rod.centre_mm[0]).norm(), 1.0 + 1e-9);
}

TEST(NeedleAim, EndsAtTheTarget) {
  const auto device = parse_needle("25G:90:short_bevel")->device;
  const Point<space::Reference> entry{Vector3d(5.0, 60.0, -3.0)};
  const Point<space::Reference> target{Vector3d(-20.0, 20.0, 4.0)};
  const auto placement = aim_needle(device, entry, target, {Vector3d::UnitZ()});
  ASSERT_TRUE(placement);
  const Vector3d tip = needle_point(device, *placement, placement->depth_mm);
  EXPECT_NEAR((tip - target.mm).norm(), 0.0, 1e-6);
  EXPECT_NEAR(placement->direction.unit.dot(placement->bend_direction.unit), 0.0, 1e-9);
}

TEST(NeedleAim, RefusesTheSamePointTwice) {
  const Point<space::Reference> point{Vector3d::Zero()};
  const auto placement = aim_needle({}, point, point, {Vector3d::UnitZ()});
  ASSERT_FALSE(placement);
  EXPECT_EQ(placement.error().code, ErrorCode::kInvalidGeometry);
}

TEST(NeedleTable, RefusesWhatIsNoTable) {
  for (const char* text : {"{", "{}", R"({"gauges": [], "tips": [], "bend_exponent": {"value": 2},
                                         "lengths": {"values_mm": []}})"}) {
    const auto table = parse_needle_table(text);
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, ErrorCode::kDamagedFile);
  }
}

}  // namespace
}  // namespace echolance
