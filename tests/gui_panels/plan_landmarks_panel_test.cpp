// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gui/panels/plan_edits.hpp"
#include "tests/gui_panels/panel_harness.hpp"
#include "tests/gui_panels/sample_state.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// A plan on a picture that rests on one landmark.
ViewerState planned(LandmarkStanding standing) {
  static const ViewerState made = [] {
    SampleState sample = sample_state(
        {std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha", "psis-infiltration", 31});
    sample.show(30);
    sample.state.replay.texture.id = sample.state.plan.picture.texture.id = 1;
    sample.state.workspace = Workspace::kPlan;
    return sample.state;
  }();
  ViewerState state = made;
  PlanLandmark mark;
  mark.name = "psis";
  mark.standing = mark.by_itself = standing;
  if (standing != LandmarkStanding::kMissing) {
    mark.place_mm = Vector3d(20.0, 11.0, 0.0);
    mark.std_mm = 2.4;
    mark.confidence = standing == LandmarkStanding::kFaint ? 0.31 : 0.77;
  }
  state.plan.landmarks = {mark};
  state.plan.searched_frame = 30;
  return state;
}

PlanEdit edit_of(const Commands& commands) {
  const auto edits = of_kind<command::EditPlan>(commands);
  EXPECT_EQ(edits.size(), 1U);
  EXPECT_EQ(of_kind<command::SearchPlan>(commands).size(), 1U);
  return edits.empty() ? PlanEdit{} : edits[0].edit;
}

TEST(LandmarkPanel, TellsWhatThePlanRestsOnAndHowSurely) {
  PanelHarness ui;
  ui.settle(planned(LandmarkStanding::kFaint));
  EXPECT_NE(ui.find("PSIS"), nullptr);
  EXPECT_NE(ui.find("0.31  ±2.4 mm"), nullptr);
  EXPECT_NE(ui.find("Accept"), nullptr);
}

TEST(LandmarkPanel, AcceptingPinsThePictureItWasSeenIn) {
  PanelHarness ui;
  const PlanEdit edit = edit_of(ui.click(planned(LandmarkStanding::kFaint), "Accept"));
  ASSERT_EQ(edit.landmarks.size(), 1U);
  EXPECT_EQ(edit.landmarks[0], (LandmarkChoice{"psis", {}}));
  EXPECT_EQ(edit.frame, 30);
}

TEST(LandmarkPanel, WhatWasNotFoundCannotBeAcceptedButPlacedByNumbers) {
  PanelHarness ui;
  const ViewerState state = planned(LandmarkStanding::kMissing);
  EXPECT_TRUE(of_kind<command::EditPlan>(ui.click(state, "Accept")).empty());
  ui.click(state, "Place");
  EXPECT_EQ(ui.memory.moving_landmark, "psis");
  ui.memory.place_text = "19.5";
  EXPECT_TRUE(of_kind<command::EditPlan>(ui.click(state, "Set##place")).empty());
  ui.settle(state);
  EXPECT_NE(ui.find("Type two numbers, x and y in mm, as in 12.5, 30"), nullptr);
  ui.memory.place_text = "19.5, 10";
  const PlanEdit edit = edit_of(ui.click(state, "Set##place"));
  ASSERT_EQ(edit.landmarks.size(), 1U);
  EXPECT_EQ(edit.landmarks[0].place_mm, Vector3d(19.5, 10.0, 0.0));
}

TEST(LandmarkPanel, APlacedOneShowsNoConfidenceAndGoesBack) {
  PanelHarness ui;
  ViewerState state = planned(LandmarkStanding::kFound);
  state.plan.edit.landmarks = {{"psis", Vector3d(18.0, 10.0, 0.0)}};
  ui.settle(state);
  EXPECT_EQ(target_now_mm(state.plan), Vector3d(18.0, 10.0, 0.0));
  EXPECT_EQ(ui.find("0.77  ±2.4 mm"), nullptr);
  EXPECT_NE(ui.find("±2.0 mm"), nullptr) << "of a person's place";
  EXPECT_EQ(target_label(state.plan), "target: PSIS, placed by you");
  EXPECT_TRUE(edit_of(ui.click(state, "As found")).landmarks.empty());
}

TEST(LandmarkPanel, MovingTheTargetInAPicturePlacesItsLandmark) {
  const ViewerState state = planned(LandmarkStanding::kFound);
  Commands commands;
  move_target(state.plan, Vector3d(0.5, 0.0, 0.0), commands);
  const auto edits = of_kind<command::EditPlan>(commands);
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_FALSE(edits[0].edit.target_mm);
  ASSERT_EQ(edits[0].edit.landmarks.size(), 1U);
  EXPECT_EQ(edits[0].edit.landmarks[0].place_mm, Vector3d(20.5, 11.0, 0.0));
}

PlanLandmark mark_of(const std::string& name, LandmarkUse use, LandmarkStanding by_itself) {
  PlanLandmark mark;
  mark.name = name;
  mark.use = use;
  mark.standing = mark.by_itself = by_itself;
  mark.place_mm = Vector3d(40.0, 45.0, -20.0);
  return mark;
}

// A plan in space on two landmarks, one of them to be avoided too, beside a third.
PlanningView planned_in_space() {
  PlanCase plan_case;
  plan_case.scene.space = PlanSpace::kReference;
  plan_case.target_mm = Vector3d(40.0, 45.0, -20.0);
  PlanningView plan;
  plan.plan_case = std::make_shared<const PlanCase>(plan_case);
  const auto found = LandmarkStanding::kFound;
  plan.landmarks = {mark_of("psis_left", LandmarkUse::kTarget, found),
                    mark_of("s1_foramen_left", LandmarkUse::kTarget, found),
                    mark_of("s1_foramen_left", LandmarkUse::kAvoid, found),
                    mark_of("s2_foramen_left", LandmarkUse::kAvoid, found)};
  for (const char* name : {"psis_left", "s1_foramen_left", "s2_foramen_left"}) {
    plan.edit.landmarks.push_back({name, Vector3d(41.0, 45.0, -20.0)});
  }
  return plan;
}

std::vector<std::string> names_of(const std::vector<LandmarkChoice>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.push_back(choice.name);
  return names;
}

TEST(LandmarkPanel, ATargetOfTheUsersInSpaceDropsWhatWasDecidedAboutItsLandmarksOnly) {
  const PlanningView plan = planned_in_space();
  Commands commands;
  move_target(plan, Vector3d(0.5, 0.0, 0.0), commands);
  const auto edits = of_kind<command::EditPlan>(commands);
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0].edit.target_mm, Vector3d(40.5, 45.0, -20.0));
  EXPECT_THAT(names_of(edits[0].edit.landmarks),
              testing::ElementsAre("s1_foramen_left", "s2_foramen_left"))
      << "these are avoided whatever the target";
}

TEST(LandmarkPanel, GoingBackToTheWayThatWasFoundKeepsWhatThePlanCannotDoWithout) {
  PlanningView plan = planned_in_space();
  plan.landmarks[1].use = LandmarkUse::kAvoid;
  plan.landmarks.push_back(
      mark_of("sacral_hiatus", LandmarkUse::kTarget, LandmarkStanding::kMissing));
  plan.edit.landmarks.push_back({"sacral_hiatus", Vector3d(0.0, 40.0, -60.0)});
  Commands commands;
  forget_own_way(plan, commands);
  const auto edits = of_kind<command::EditPlan>(commands);
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_THAT(names_of(edits[0].edit.landmarks),
              testing::ElementsAre("s1_foramen_left", "s2_foramen_left", "sacral_hiatus"));
}

TEST(LandmarkPanel, AnotherFrameOfReplayIsPlannedOnWhenAskedFor) {
  PanelHarness ui;
  ViewerState state = planned(LandmarkStanding::kFaint);
  state.plan.edit.frame = 30;
  state.plan.edit.landmarks = {{"psis", {}}};
  ui.settle(state);
  EXPECT_EQ(ui.find("Plan on frame 30##frame"), nullptr) << "it is that already";
  state.replay.frame = 12;
  const PlanEdit edit = edit_of(ui.click(state, "Plan on frame 12##frame"));
  EXPECT_EQ(edit.frame, 12);
  EXPECT_TRUE(edit.landmarks.empty()) << "what was accepted was seen in another picture";
}

TEST(LandmarkPanel, AnotherProcedureForgetsWhatWasDecided) {
  PanelHarness ui;
  ViewerState state = planned(LandmarkStanding::kFound);
  state.plan.edit.landmarks = {{"psis", {}}};
  const auto edits = of_kind<command::EditPlan>(ui.click(state, "Right"));
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(edits[0].edit.side, "right");
  EXPECT_TRUE(edits[0].edit.landmarks.empty()) << "the other side has another PSIS";
}

}  // namespace
}  // namespace echolance
