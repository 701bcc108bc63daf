// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gui_panels/panel_harness.hpp"
#include "tests/gui_panels/sample_state.hpp"

namespace echolance {
namespace {

using Eigen::Vector2d;
using testing::HasSubstr;

// A scene of the size that the panel gives it, with handles.
ViewerState scene(PanelHarness& ui, Workspace workspace) {
  ViewerState state = empty_state();
  state.workspace = workspace;
  state.open.patient = 3;
  state.plan.can_plan = true;
  state.space.available = true;
  state.space.texture.id = 1;
  for (const auto& one : of_kind<command::ResizeScene>(ui.draw(state))) {
    state.space.texture.width_px = one.width_px;
    state.space.texture.height_px = one.height_px;
  }
  state.space.has_skin = state.space.has_bone = true;
  state.space.entry_px = Vector2d(200.0, 150.0);
  state.space.target_px = Vector2d(260.0, 240.0);
  return state;
}

ImVec2 screen(const PanelHarness& ui, const Vector2d& px) {
  const PlacedItem* area = ui.find("##scene");
  return {area->low.x + static_cast<float>(px.x()) + 0.5F,
          area->low.y + static_cast<float>(px.y()) + 0.5F};
}

TEST(SpaceView, AHandleIsDraggedInOneStepAndTheViewStays) {
  for (const auto workspace : {Workspace::kPlan, Workspace::kSpace}) {
    PanelHarness ui;
    const ViewerState state = scene(ui, workspace);
    ui.settle(state);
    const ImVec2 from = screen(ui, *state.space.entry_px), to{from.x + 40, from.y + 8};
    const auto commands = ui.drag(state, from, to);
    const auto drags = of_kind<command::DragInScene>(commands);
    ASSERT_GE(drags.size(), 2U) << static_cast<int>(workspace);
    EXPECT_EQ(drags.front().step, EditStep::kNew);
    for (std::size_t i = 1; i < drags.size(); ++i) EXPECT_EQ(drags[i].step, EditStep::kSame);
    EXPECT_EQ(drags.back().handle, PlanHandle::kEntry);
    EXPECT_FALSE(drags.back().on_bone);
    EXPECT_NEAR(drags.back().to_px.x(), 240.0, 0.01);
    EXPECT_NEAR(drags.back().to_px.y(), 158.0, 0.01);
    EXPECT_TRUE(of_kind<command::TurnScene>(commands).empty());
  }
}

TEST(SpaceView, BesideTheHandlesADragTurnsTheView) {
  PanelHarness ui;
  const ViewerState state = scene(ui, Workspace::kSpace);
  ui.settle(state);
  const ImVec2 from = screen(ui, {400.0, 300.0});
  // Over a handle on its way: what was not taken hold of is not moved.
  const auto commands = ui.drag(state, from, screen(ui, *state.space.target_px));
  EXPECT_TRUE(of_kind<command::DragInScene>(commands).empty());
  EXPECT_FALSE(of_kind<command::TurnScene>(commands).empty());
  ImGui::GetIO().KeyShift = true;
  const auto moved = ui.drag(state, screen(ui, *state.space.target_px), from);
  EXPECT_FALSE(of_kind<command::PanScene>(moved).empty());
  EXPECT_TRUE(of_kind<command::DragInScene>(moved).empty());
}

TEST(SpaceView, WithControlTheTargetIsPutOnBoneAndTheEntryNever) {
  PanelHarness ui;
  ViewerState state = scene(ui, Workspace::kSpace);
  ui.settle(state);
  ImGui::GetIO().KeyCtrl = true;
  const auto drag = [&](const Vector2d& from) {
    return of_kind<command::DragInScene>(
        ui.drag(state, screen(ui, from), screen(ui, from + Vector2d(9.0, 9.0))));
  };
  EXPECT_TRUE(drag(*state.space.target_px).back().on_bone);
  EXPECT_FALSE(drag(*state.space.entry_px).back().on_bone);
  state.space.has_bone = false;
  EXPECT_FALSE(drag(*state.space.target_px).back().on_bone);
}

TEST(SpaceView, AHandleUnderTheMouseIsLit) {
  PanelHarness ui;
  const ViewerState state = scene(ui, Workspace::kSpace);
  ui.settle(state);
  ImGui::GetIO().MousePos = screen(ui, *state.space.entry_px);
  ui.draw(state);
  ui.draw(state);
  EXPECT_EQ(ImGui::GetMouseCursor(), ImGuiMouseCursor_Hand);
  const int lit = ImGui::GetDrawData()->TotalVtxCount;
  ImGui::GetIO().MousePos = screen(ui, {400.0, 300.0});
  ui.draw(state);
  ui.draw(state);
  EXPECT_NE(ImGui::GetMouseCursor(), ImGuiMouseCursor_Hand);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, lit);
}

TEST(SpaceView, WithoutHandlesNothingIsTakenHoldOf) {
  PanelHarness ui;
  ViewerState state = scene(ui, Workspace::kSpace);
  ui.settle(state);
  const ImVec2 from = screen(ui, *state.space.entry_px);
  state.space.entry_px.reset();
  state.space.target_px.reset();
  const auto commands = ui.drag(state, from, {from.x + 30, from.y});
  EXPECT_TRUE(of_kind<command::DragInScene>(commands).empty());
  EXPECT_FALSE(of_kind<command::TurnScene>(commands).empty());
}

ViewerState tracked(PanelHarness& ui) {
  static const SampleState made = [] {
    SampleState sample = sample_state(
        {std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha", "psis-infiltration", 12});
    sample.show(10);
    return sample;
  }();
  ViewerState state = made.state;
  state.workspace = Workspace::kSpace;
  state.guide.running = false;
  state.replay.texture.id = 1;
  state.space.available = state.space.has_moment = true;
  state.space.texture.id = 1;
  for (const auto& one : of_kind<command::ResizeScene>(ui.draw(state))) {
    state.space.texture.width_px = one.width_px;
    state.space.texture.height_px = one.height_px;
  }
  return state;
}

TEST(SpaceView, ThePictureBesideTheSceneTellsWhereTheMouseIs) {
  PanelHarness ui;
  const ViewerState state = tracked(ui);
  ui.settle(state);
  ASSERT_NE(ui.find("##picture_beside"), nullptr);
  ImGui::GetIO().MousePos = ui.middle("##picture_beside");
  ui.draw(state);
  auto told = of_kind<command::PointAt>(ui.draw(state));
  EXPECT_TRUE(told.empty()) << "told once";
  ImGui::GetIO().MousePos.x += 3;
  told = of_kind<command::PointAt>(ui.draw(state));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].place, PointerPlace::kPicture);
  EXPECT_NEAR(told[0].px.y(), 0.5 * state.replay.texture.height_px, 2.0);
  ImGui::GetIO().MousePos = screen(ui, {100.0, 120.0});
  told = of_kind<command::PointAt>(ui.draw(state));
  ASSERT_EQ(told.size(), 2U) << "out of the picture, into the scene";
  EXPECT_EQ(told.front().place, PointerPlace::kNowhere);
  EXPECT_EQ(told.back().place, PointerPlace::kScene);
  EXPECT_NEAR(told.back().px.x(), 100.0, 0.51);
}

TEST(SpaceView, AFrameWithoutAPoseIsStillSeenButPointsNowhere) {
  PanelHarness ui;
  ViewerState state = tracked(ui);
  state.space.has_moment = false;
  ui.settle(state);
  for (const char* area : {"##picture_beside", "##scene"}) {
    ASSERT_NE(ui.find(area), nullptr);
    ImGui::GetIO().MousePos = ui.middle(area);
    ui.draw(state);
    EXPECT_TRUE(of_kind<command::PointAt>(ui.draw(state)).empty());
  }
  state.replay.texture.id = 0;
  ui.settle(state);
  EXPECT_EQ(ui.find("##picture_beside"), nullptr);
}

TEST(SpaceView, ResultsAreSaidInWords) {
  PanelHarness ui;
  ViewerState state = empty_state();
  state.workspace = Workspace::kOpen;
  state.open.results = ResultsDescription{
      {ResultsInput::kLandmarks, "/data/landmarks"}, "Landmarks in space", {{"Space", "file"}}, {}};
  state.plan.can_plan = true;
  ui.settle(state);
  EXPECT_NE(ui.find("Landmarks in space"), nullptr);
  EXPECT_EQ(of_kind<command::ShowWorkspace>(ui.click(state, "3D##go")).at(0).workspace,
            Workspace::kSpace);
  EXPECT_EQ(of_kind<command::ShowWorkspace>(ui.click(state, "Plan##go")).at(0).workspace,
            Workspace::kPlan);
  state.plan.can_plan = false;
  ui.settle(state);
  EXPECT_EQ(ui.find("Plan##go"), nullptr);
}

}  // namespace
}  // namespace echolance
