// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/accuracy_suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "simulation/needle_course.hpp"
#include "simulation/shaft_contrast.hpp"

namespace echolance {
namespace {

SuiteChoice choice_of(const std::string& name, std::uint64_t seed) {
  SuiteChoice choice;
  choice.only = {name};
  choice.seed = seed;
  return choice;
}

TEST(AccuracySuite, HasSixtySequencesOrMoreOfAllProceduresWithDifferentNames) {
  const auto cases = suite_cases({});
  ASSERT_TRUE(cases.has_value()) << cases.error().text();
  EXPECT_GE(cases->size(), 60U);
  std::set<std::string> names;
  std::map<std::string, int> of_procedure;
  for (const auto& one : *cases) {
    names.insert(one.name);
    for (const auto& procedure : procedure_names()) {
      of_procedure[procedure] += one.script.find(procedure) != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_EQ(names.size(), cases->size());
  for (const auto& [procedure, count] : of_procedure) EXPECT_GE(count, 6) << procedure;
}

TEST(AccuracySuite, AnotherSeedIsAnotherPatient) {
  const auto one = suite_cases(choice_of("psis-usual", 0));
  const auto other = suite_cases(choice_of("psis-usual", 1));
  ASSERT_TRUE(one.has_value() && other.has_value());
  ASSERT_EQ(one->size(), 1U);
  EXPECT_NE(one->front().script, other->front().script);
}

TEST(AccuracySuite, DamagedListAndUnknownNameAreRefused) {
  EXPECT_EQ(parse_suite("{", {}).error().code, ErrorCode::kDamagedFile);
  EXPECT_EQ(suite_cases(choice_of("nonsense", 0)).error().code, ErrorCode::kInvalidOption);
}

NeedlePlacement goal() {
  NeedlePlacement placement;
  placement.depth_mm = 40.0;
  return placement;
}

TEST(NeedleCourse, PushesAtItsSpeedAndEndsAtTheGoal) {
  for (const char* kind : {"direct", "stepwise", "redirect"}) {
    const auto keys = needle_course(goal(), Eigen::Vector3d::UnitZ(), {kind, 8.0, 1.0, 0.1});
    ASSERT_TRUE(keys.has_value()) << kind;
    EXPECT_DOUBLE_EQ(keys->front().time_s, 1.0);
    EXPECT_LT(keys->front().placement.depth_mm, 0.0);
    EXPECT_DOUBLE_EQ(keys->back().placement.depth_mm, 40.0);
    EXPECT_LT((keys->back().placement.direction.unit - goal().direction.unit).norm(), 1e-12);
    for (std::size_t i = 1; i < keys->size(); ++i) {
      const double way = (*keys)[i].placement.depth_mm - (*keys)[i - 1].placement.depth_mm;
      const double time = (*keys)[i].time_s - (*keys)[i - 1].time_s;
      ASSERT_GT(time, 0.0);
      EXPECT_LE(way / time, 8.0 + 1e-9) << kind;
    }
  }
}

TEST(NeedleCourse, WithdrawalEndsAboveTheSkin) {
  const auto keys = needle_course(goal(), Eigen::Vector3d::UnitZ(), {"withdraw", 8.0, 1.0, 0.0});
  ASSERT_TRUE(keys.has_value());
  EXPECT_LT(keys->back().placement.depth_mm, 0.0);
}

TEST(NeedleCourse, UnknownKindAndNoSpeedAreRefused) {
  const Eigen::Vector3d out = Eigen::Vector3d::UnitZ();
  EXPECT_EQ(needle_course(goal(), out, {"sideways", 8.0, 1.0, 0.0}).error().code,
            ErrorCode::kInvalidOption);
  EXPECT_EQ(needle_course(goal(), out, {"direct", 0.0, 1.0, 0.0}).error().code,
            ErrorCode::kInvalidOption);
}

class Contrast : public testing::Test {
 protected:
  Contrast()
      : grid_(PolarGrid::make(*find_probe("l12-5"), 128, 500, 50.0)),
        beam_(BeamProfile::make(*find_probe("l12-5"), grid_, 25.0)),
        envelope_(128, 500, CV_32FC1, cv::Scalar(1.0F)) {
    for (int i = 0; i <= 20; ++i) {
      places_.push_back({Eigen::Vector2f(-5.0F + 0.5F * static_cast<float>(i), 25.0F),
                         Eigen::Vector2f::UnitX(), true});
    }
  }
  void brighten(float left_mm, float right_mm, float value) {
    for (int line = 0; line < grid_.lines; ++line) {
      const float at_mm = grid_.origin(static_cast<float>(line)).x();
      if (at_mm < left_mm || at_mm > right_mm) continue;
      const int middle = static_cast<int>(25.0F / grid_.sample_mm);
      for (int i = middle - 4; i <= middle + 4; ++i) envelope_.at<float>(line, i) = value;
    }
  }
  [[nodiscard]] ShaftContrast look() const {
    return shaft_contrast(envelope_, grid_, beam_, places_, 0.5);
  }

  PolarGrid grid_;
  BeamProfile beam_;
  cv::Mat envelope_;
  std::vector<ShaftPlace> places_;
};

TEST_F(Contrast, IsZeroInEvenTissue) {
  EXPECT_NEAR(look().median_db, 0.0, 1e-6);
  EXPECT_DOUBLE_EQ(look().bright_length_mm, 0.0);
}

TEST_F(Contrast, IsTheShaftsLevelOverItsSides) {
  brighten(-6.0F, 6.0F, 4.0F);
  EXPECT_NEAR(look().median_db, 12.04, 0.1);
  EXPECT_GE(look().bright_length_mm, 10.0);
}

TEST_F(Contrast, CountsTheBrightPartOnly) {
  brighten(-6.0F, 0.0F, 4.0F);
  EXPECT_NEAR(look().bright_length_mm, 5.0, 2.0);
}

TEST_F(Contrast, LeavesOutWhatIsBesideTheSlice) {
  brighten(-6.0F, 6.0F, 4.0F);
  for (auto& place : places_) place.in_slice = false;
  EXPECT_DOUBLE_EQ(look().bright_length_mm, 0.0);
}

}  // namespace
}  // namespace echolance
