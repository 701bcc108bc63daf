// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
