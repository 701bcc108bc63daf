// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include "gui/panels/lane_drawing.hpp"
#include "gui/panels/lane_events.hpp"
#include "gui/panels/picture_drawing.hpp"
#include "gui/panels/replay_steps.hpp"
#include "gui/panels/words.hpp"

namespace echolance {
namespace {

FrameLane lane(NeedleState state) {
  FrameLane one;
  one.needle = state;
  one.change = FrameChange::kNext;
  return one;
}

TEST(LaneEvents, TellTheNeedleFoundAndLost) {
  const FrameLane seen = lane(NeedleState::kSeen);
  const FrameLane predicted = lane(NeedleState::kPredicted);
  const FrameLane none = lane(NeedleState::kNotSeen);
  EXPECT_EQ(event_at(nullptr, seen), LaneEvent::kNone);
  EXPECT_EQ(event_at(&none, seen), LaneEvent::kNeedleFound);
  EXPECT_EQ(event_at(&predicted, seen), LaneEvent::kNeedleFound);
  EXPECT_EQ(event_at(&seen, predicted), LaneEvent::kNeedleLost);
  EXPECT_EQ(event_at(&predicted, none), LaneEvent::kNone);
  EXPECT_EQ(event_at(&seen, seen), LaneEvent::kNone);
}

TEST(LaneEvents, DefectsCountMoreThanTheNeedle) {
  const FrameLane before = lane(NeedleState::kNotSeen);
  FrameLane now = lane(NeedleState::kSeen);
  now.gap_s = 0.4F;
  EXPECT_EQ(event_at(&before, now), LaneEvent::kFramesLost);
  now.change = FrameChange::kCut;
  EXPECT_EQ(event_at(&before, now), LaneEvent::kCut);
}

TEST(LaneEvents, NextGoesBothWaysAndEnds) {
  std::vector<FrameLane> lanes(10, lane(NeedleState::kNotSeen));
  for (std::size_t i = 3; i < 7; ++i) lanes[i].needle = NeedleState::kSeen;
  EXPECT_EQ(next_event(lanes, 0, 1), 3);
  EXPECT_EQ(next_event(lanes, 3, 1), 7);
  EXPECT_EQ(next_event(lanes, 7, 1), std::nullopt);
  EXPECT_EQ(next_event(lanes, 9, -1), 7);
  EXPECT_EQ(next_event(lanes, 3, -1), std::nullopt);
  EXPECT_EQ(next_event({}, 0, 1), std::nullopt);
}

TEST(FrameAxis, EveryFrameIsFoundWhereItIsDrawn) {
  for (const std::int64_t frames : {1, 7, 96, 5000}) {
    const FrameAxis axis{{40.0F, 0.0F, 900.0F, 20.0F}, frames};
    for (std::int64_t i = 0; i < frames; i += std::max<std::int64_t>(1, frames / 50)) {
      EXPECT_EQ(axis.frame_at(axis.x_middle(i)), i) << frames;
    }
    EXPECT_EQ(axis.frame_at(-500.0F), 0);
    EXPECT_EQ(axis.frame_at(5000.0F), frames - 1);
  }
}

TEST(MergedLanes, ShowTheGravestOfTheirFrames) {
  std::vector<FrameLane> lanes(10, lane(NeedleState::kSeen));
  for (auto& one : lanes) one.confidence = 0.9F;
  lanes[4].needle = NeedleState::kNotSeen;
  lanes[4].confidence = 0.1F;
  lanes[7].pose = PoseLane::kBad;
  lanes[8].change = FrameChange::kRepeated;
  const auto merged = merged_lanes(lanes, 3);
  ASSERT_EQ(merged.size(), 4U);
  EXPECT_EQ(merged[0].needle, NeedleState::kSeen);
  EXPECT_EQ(merged[1].needle, NeedleState::kNotSeen);
  EXPECT_FLOAT_EQ(merged[1].confidence, 0.1F);
  EXPECT_EQ(merged[2].pose, PoseLane::kBad);
  EXPECT_EQ(merged[2].change, FrameChange::kRepeated);
  EXPECT_EQ(merged[3].needle, NeedleState::kSeen);
}

TEST(MergedLanes, NeverHaveMoreEntriesThanColumns) {
  for (const std::int64_t frames : {1, 900, 901, 10000}) {
    const std::int64_t step = step_for(frames, 900.0F);
    EXPECT_LE((frames + step - 1) / step, 900);
    EXPECT_EQ(step == 1, frames <= 900);
  }
}

TEST(ReplaySteps, SpeedsGoUpAndDownWithinTheList) {
  EXPECT_EQ(next_speed(1.0, 1), 2.0);
  EXPECT_EQ(next_speed(1.0, -1), 0.5);
  EXPECT_EQ(next_speed(4.0, 1), 4.0);
  EXPECT_EQ(next_speed(0.1, -1), 0.1);
  EXPECT_EQ(next_speed(0.7, 1), 1.0);
}

TEST(MeasureWords, GiveMillimetresOnlyWhereTheyAreTrue) {
  FrameReport report;
  report.region = ImageRegion{};
  report.region->bounds_px = {10, 10, 100, 100};
  report.region->mask = cv::Mat(100, 100, CV_8UC1, cv::Scalar(255));
  const PixelSpacing spacing{0.1, 0.1};
  EXPECT_EQ(measure_words({20.0, 20.0}, {70.0, 20.0}, spacing, &report), "5.0 mm");
  EXPECT_NE(measure_words({20.0, 20.0}, {70.0, 20.0}, std::nullopt, &report).find("50 px"),
            std::string::npos);
  EXPECT_NE(measure_words({2.0, 20.0}, {70.0, 20.0}, spacing, &report).find("outside"),
            std::string::npos);
}

TEST(Words, TheThreeStatesDifferInColourFormAndWord) {
  const StateLook looks[] = {look_of(NeedleState::kSeen), look_of(NeedleState::kPredicted),
                             look_of(NeedleState::kNotSeen)};
  for (int i = 0; i < 3; ++i) {
    for (int j = i + 1; j < 3; ++j) {
      EXPECT_NE(looks[i].colour, looks[j].colour);
      EXPECT_NE(looks[i].icon, looks[j].icon);
      EXPECT_STRNE(looks[i].word, looks[j].word);
    }
  }
}

TEST(Words, NamesOfPaths) {
  EXPECT_EQ(file_name("/a/b.mha"), "b.mha");
  EXPECT_EQ(file_name("/a/case/"), "case");
  EXPECT_EQ(folder_above("/a/b.mha"), "/a");
  EXPECT_EQ(folder_above("/a"), "/");
  EXPECT_EQ(folder_above("/"), "/");
}

}  // namespace
}  // namespace echolance
