// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/suite_rows.hpp"

#include <gtest/gtest.h>

#include "session/suite_calibration.hpp"

namespace echolance {
namespace {

NeedleSight sight_with(double bright_mm) {
  return {20.0, 20.0, bright_mm, 10.0, 0.7};
}

// One sequence of a needle from (10, 10) to (110, 10), seen where it is with this confidence.
class SuiteTable : public testing::Test {
 protected:
  SuiteTable() {
    sequence_.strata = {{"approach", "in_plane"}};
    truth_.needle = NeedleMark::kPresent;
    truth_.shaft = {PixelPoint{10.0, 10.0}, PixelPoint{110.0, 10.0}};
    truth_.clear_tip = truth_.shaft[1];
    truth_.sight = sight_with(20.0);
    free_.needle = NeedleMark::kAbsent;
    result_.state = NeedleState::kSeen;
    result_.confidence = 0.95;
    result_.line = NeedleLine{{110.0, 10.0}, {10.0, 10.0}};
  }
  [[nodiscard]] std::vector<SuiteRun> runs(int seen, int missed, int falsely_seen) const {
    SuiteRun run;
    run.sequence = &sequence_;
    for (int i = 0; i < seen; ++i) run.frames.push_back({&truth_, &result_, 0.1});
    for (int i = 0; i < missed; ++i) run.frames.push_back({&truth_, nullptr, 0.1});
    for (int i = 0; i < falsely_seen; ++i) run.frames.push_back({&free_, &result_, 0.1});
    return {run};
  }
  [[nodiscard]] std::optional<double> figure(const std::string& key, const std::string& name,
                                             const std::vector<SuiteRun>& runs) const {
    for (const auto& row : suite_rows({sequence_})) {
      if (row.key != key) continue;
      for (const auto& metric : row_metrics(row, runs)) {
        if (metric.name == key + "_" + name) return metric.value;
      }
    }
    ADD_FAILURE() << "no " << key << "_" << name;
    return std::nullopt;
  }

  SuiteSequence sequence_;
  FrameTruth truth_, free_;
  FrameResult result_;
};

TEST(Visibility, FollowsTheBrightPartOfWhatIsInThePicture) {
  EXPECT_EQ(visibility_of(sight_with(17.0)), Visibility::kVisible);
  EXPECT_EQ(visibility_of(sight_with(10.0)), Visibility::kPartly);
  EXPECT_EQ(visibility_of(sight_with(2.0)), Visibility::kNearlyInvisible);
}

TEST_F(SuiteTable, CountsSeenFramesOfTheirStratumOnly) {
  const auto some = runs(3, 1, 2);
  EXPECT_EQ(figure("visible_in_plane", "needle_frames", some), 4.0);
  EXPECT_EQ(figure("visible_in_plane", "seen_fraction", some), 0.75);
  EXPECT_EQ(figure("visible_in_plane", "tip_within_2mm_fraction", some), 0.75);
  EXPECT_EQ(figure("partly_in_plane", "needle_frames", some), 0.0);
  EXPECT_EQ(figure("partly_in_plane", "seen_fraction", some), std::nullopt);
  EXPECT_EQ(figure("oblique", "needle_frames", some), 4.0);
}

TEST_F(SuiteTable, FalselySeenAreOfNeedleFreeFrames) {
  EXPECT_EQ(figure("all", "free_frames", runs(3, 1, 2)), 2.0);
  EXPECT_EQ(figure("all", "false_seen_fraction", runs(3, 1, 2)), 1.0);
}

TEST_F(SuiteTable, CalibrationComparesStatedConfidenceWithHits) {
  const auto calibration = calibration_of(runs(225, 5, 75));
  EXPECT_EQ(calibration.bins[9].frames, 300);
  EXPECT_EQ(calibration.bins[9].hits_with_tip, 225);
  EXPECT_NEAR(calibration.largest_gap_points().value_or(-1.0), 20.0, 1e-9);
  EXPECT_NEAR(calibration.mean_gap_points().value_or(-1.0), 20.0, 1e-9);
}

TEST_F(SuiteTable, CalibrationOfFewFramesHasNoLargestGap) {
  EXPECT_EQ(calibration_of(runs(20, 0, 0)).largest_gap_points(), std::nullopt);
}

}  // namespace
}  // namespace echolance
