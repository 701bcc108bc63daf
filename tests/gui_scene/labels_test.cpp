// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gui_scene/scene_contents.hpp"

namespace echolance {
namespace {

using Eigen::AlignedBox2d;
using Eigen::Vector2d;
using testing::HasSubstr;

TEST(Labels, NamesAreReadable) {
  EXPECT_EQ(readable_name("l4_root_left"), "L4 root left");
  EXPECT_EQ(readable_name("psis_left"), "PSIS left");
  EXPECT_EQ(readable_name("l4_l5_facet_left"), "L4/L5 facet left");
  EXPECT_EQ(readable_name("l5_s1_epidural_space"), "L5/S1 epidural space");
  EXPECT_EQ(readable_name("t12_l1_window"), "T12/L1 window");
  EXPECT_EQ(readable_name("dural_sac"), "dural sac");
  EXPECT_EQ(readable_name(""), "");
}

LabelTask crowded_task() {
  LabelTask task;
  task.room_px = {Vector2d(0, 0), Vector2d(600, 400)};
  task.taken_px = {{Vector2d(0, 0), Vector2d(200, 60)}};
  for (int i = 0; i < 12; ++i) {
    task.places_px.emplace_back(300.0 + 6.0 * i, 200.0);
    task.sizes_px.emplace_back(120.0, 20.0);
  }
  return task;
}

TEST(Labels, NeverMeetEachOtherOrWhatIsTaken) {
  const LabelTask task = crowded_task();
  const auto boxes = lay_out(task);
  int shown = 0;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (!boxes[i]) continue;
    ++shown;
    EXPECT_TRUE(task.room_px.contains(*boxes[i]));
    EXPECT_FALSE(boxes[i]->intersects(task.taken_px.front()));
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(boxes[j] && boxes[i]->intersects(*boxes[j])) << i << " " << j;
    }
  }
  EXPECT_GE(shown, 8);
  EXPECT_TRUE(boxes.front().has_value());
}

TEST(Labels, OfPlacesOutsideThePictureAreLeftOut) {
  LabelTask task = crowded_task();
  task.places_px[3] = {700.0, 100.0};
  EXPECT_FALSE(lay_out(task)[3].has_value());
}

TEST(Labels, StructuresSayTheirKindAndDistance) {
  SpaceSceneContent content;
  content.plan = small_plan();
  std::string all;
  for (const auto& label : labels_of(content)) all += label.text + "\n";
  EXPECT_THAT(all, HasSubstr("L4 root left: FORBIDDEN, 6 mm"));
  EXPECT_THAT(all, HasSubstr("L4 medial branch left: keep clear, 3 mm"));
  EXPECT_THAT(all, HasSubstr("Target: L4/L5 facet left"));
}

TEST(Labels, APlanWithoutAWaySaysThatTheNearestMustNotBeUsed) {
  SpaceSceneContent content;
  content.plan = small_plan();
  content.plan->nearest = content.plan->best;
  content.plan->best.reset();
  std::string all;
  for (const auto& label : labels_of(content)) all += label.text + "\n";
  EXPECT_THAT(all, HasSubstr("must not be used"));
  EXPECT_THAT(all, testing::Not(HasSubstr("Entry")));
}

TEST(Labels, APredictedNeedleIsNeverCalledSeen) {
  SpaceSceneContent content;
  content.needle = SceneNeedle{};
  content.needle->state = NeedleState::kPredicted;
  content.needle->frames_since_seen = 3;
  const auto labels = labels_of(content);
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_THAT(labels[0].text, HasSubstr("PREDICTED, not seen for 3 frames"));
  content.needle->state = NeedleState::kNotSeen;
  EXPECT_TRUE(labels_of(content).empty());
}

}  // namespace
}  // namespace echolance
