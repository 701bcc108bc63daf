// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/probe_places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::HasSubstr;
using testing::Not;

constexpr double kDegree_rad = std::numbers::pi / 180.0;
const Vector3d kTarget(20.0, -40.0, 5.0);

ProbeFace curved_face() {
  ProbeFace face;
  face.radius_mm = 60.0;
  face.half_opening_rad = 0.5;
  face.width_mm = 2.0 * 60.0 * std::sin(0.5);
  face.depth_mm = 80.0;
  return face;
}

// Flat at y = 0, without end; y points out of the body.
SkinSurface flat_skin() {
  return {[](const Vector3d& place, const Vector3d& beam) -> std::optional<double> {
            return place.y() / beam.y();
          },
          [](const Vector3d&) -> std::optional<Vector3d> { return Vector3d(0.0, -1.0, 0.0); }};
}

ProbeAim aim_for(ProbeView view) {
  return {kTarget,
          {0.0, -1.0, 0.0},
          view,
          {{Vector3d::UnitX(), "lateral"},
           {-Vector3d::UnitX(), "medial"},
           {Vector3d::UnitZ(), "cranial"},
           {-Vector3d::UnitZ(), "caudal"}}};
}

std::vector<ProbeFace> places(ProbeView view) {
  return probe_places(curved_face(), aim_for(view), flat_skin());
}

TEST(ProbePlaces, EachStandsOnTheSkinWithTheTargetInItsPlane) {
  const auto all = places(ProbeView::kEither);
  EXPECT_GT(all.size(), 1000U);
  for (const auto& probe : all) {
    EXPECT_NEAR(probe.origin_mm.y(), 0.0, 1e-9) << probe.stance;
    EXPECT_NEAR(probe.local_mm(kTarget).z(), 0.0, 1e-9) << probe.stance;
    EXPECT_NEAR(probe.right.dot(probe.beam), 0.0, 1e-9);
    EXPECT_NEAR(probe.right.norm(), 1.0, 1e-9);
    EXPECT_GE(-probe.beam.y(), std::cos(30.0 * kDegree_rad) - 1e-9) << probe.stance;
    EXPECT_EQ(probe.width_mm, curved_face().width_mm);
  }
}

TEST(ProbePlaces, TheStraightViewsComeFirst) {
  const auto all = places(ProbeView::kEither);
  EXPECT_EQ(all.front().stance, "across the body");
  EXPECT_EQ(all.front().usual, 1.0);
  EXPECT_NEAR(all.front().right.x(), -1.0, 1e-9);
  EXPECT_NEAR(all.front().local_mm(kTarget).x(), 0.0, 1e-9);
}

TEST(ProbePlaces, OnlyTheViewOfTheProcedureIsFullyUsual) {
  for (const auto& [view, words] : {std::pair{ProbeView::kTransverse, "across the body"},
                                    std::pair{ProbeView::kLongitudinal, "along the body"}}) {
    for (const auto& probe : places(view)) {
      EXPECT_GT(probe.usual, 0.0);
      EXPECT_EQ(probe.usual == 1.0, probe.stance == words) << probe.stance << probe.usual;
    }
  }
}

TEST(ProbePlaces, EveryOddityMakesAPlaceLessUsual) {
  const auto usual = [](const std::string& stance) {
    for (const auto& probe : places(ProbeView::kTransverse)) {
      if (probe.stance == stance) return probe.usual;
    }
    ADD_FAILURE() << stance;
    return -1.0;
  };
  const std::string turned =
      "turned by 15 deg from across the body, its end at the patient's left cranial";
  EXPECT_LT(usual(turned), 1.0);
  EXPECT_LT(usual(turned + ", tilted by 10 deg to look cranial"), usual(turned));
  EXPECT_LT(usual("along the body, rocked by 15 deg to look caudal"), usual("along the body"));
}

TEST(ProbePlaces, TheWordsSayHowItStands) {
  for (const auto& probe : places(ProbeView::kEither)) {
    // The end of the face at the patient's left.
    const Vector3d left = probe.right.x() > 0.0 ? probe.right : Vector3d(-probe.right);
    if (probe.stance.starts_with("turned by 30 deg from across")) {
      const bool cranial = left.z() > 0.0;
      EXPECT_THAT(probe.stance, HasSubstr(cranial ? "left cranial" : "right cranial"));
      EXPECT_NEAR(std::abs(left.z()) / std::hypot(left.x(), left.z()), 0.5, 0.1);
    }
    const double slide = probe.local_mm(kTarget).x();
    if (probe.stance == "across the body" || probe.stance == "along the body") {
      EXPECT_NEAR(slide, 0.0, 1e-9);
    }
    const Vector3d middle = probe.origin_mm + probe.local_mm(kTarget).y() * probe.beam;
    if (probe.stance.starts_with("across the body, its middle")) {
      EXPECT_THAT(probe.stance,
                  HasSubstr(middle.x() > kTarget.x() ? "mm lateral of" : "mm medial of"));
    }
    if (probe.stance.find("to look") != std::string::npos) {
      EXPECT_LT(-probe.beam.y(), 0.9999);
    } else {
      EXPECT_NEAR(probe.beam.y(), -1.0, 1e-9);
    }
  }
}

TEST(ProbePlaces, NoneWhereTheSkinEndsOrFallsAwaySteeply) {
  SkinSurface skin = flat_skin();
  skin.inwards = [](const Vector3d&) { return std::optional<Vector3d>(Vector3d::UnitX()); };
  EXPECT_TRUE(probe_places(curved_face(), aim_for(ProbeView::kEither), skin).empty());
  skin.inwards = [](const Vector3d&) { return std::optional<Vector3d>(); };
  EXPECT_TRUE(probe_places(curved_face(), aim_for(ProbeView::kEither), skin).empty());
  // Only the patient's left half of the skin is there.
  skin = flat_skin();
  skin.depth_mm = [](const Vector3d& place, const Vector3d& beam) -> std::optional<double> {
    const double depth = place.y() / beam.y();
    if ((place - depth * beam).x() < kTarget.x() - 1e-6) return std::nullopt;
    return depth;
  };
  const auto half = probe_places(curved_face(), aim_for(ProbeView::kEither), skin);
  EXPECT_FALSE(half.empty());
  for (const auto& probe : half) EXPECT_GE(probe.origin_mm.x(), kTarget.x() - 1e-6);
}

}  // namespace
}  // namespace echolance
