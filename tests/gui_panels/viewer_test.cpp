// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "gui/panels/picture_mapping.hpp"
#include "gui/panels/plan_edits.hpp"
#include "session/track_summary.hpp"
#include "tests/gui_panels/panel_harness.hpp"
#include "tests/gui_panels/sample_state.hpp"

namespace echolance {
namespace {

// A recording of which some frames were replayed; made once.
ViewerState sample() {
  static const ViewerState state = [] {
    SampleState made = sample_state(
        {std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha", "psis-infiltration", 40});
    made.show(30);
    made.state.replay.texture.id = 1;
    made.state.guide.texture.id = 1;
    made.state.plan.picture.texture.id = 1;
    return made.state;
  }();
  return state;
}

ViewerState patient() {
  static const ViewerState state = [] {
    ViewerState made = patient_state("psis-infiltration");
    made.space.available = true;
    made.space.texture = {1, 600, 400};
    return made;
  }();
  return state;
}

ViewerState in(ViewerState state, Workspace workspace) {
  state.workspace = workspace;
  return state;
}

constexpr Workspace kAll[] = {Workspace::kOpen, Workspace::kReplay, Workspace::kPlan,
                              Workspace::kSpace, Workspace::kGuide};

TEST(Viewer, DrawsEveryWorkspaceFilledAndEmptyAtEverySize) {
  for (const ImVec2 size : {ImVec2(1024, 700), ImVec2(1280, 800), ImVec2(2560, 1440)}) {
    PanelHarness ui(size.x, size.y, size.x > 2000 ? 30.0 : kDesignFont_px);
    for (const Workspace workspace : kAll) {
      for (const auto& state : {sample(), patient(), empty_state()}) {
        ui.settle(in(state, workspace));
        EXPECT_NE(ui.find(kNotAMedicalDevice), nullptr);
        EXPECT_GT(ImGui::GetDrawData()->TotalVtxCount, 100);
      }
    }
  }
}

TEST(Viewer, AWindowOfNoSizeIsSurvived) {
  PanelHarness ui(1.0F, 1.0F);
  for (const Workspace workspace : kAll) {
    ui.settle(in(sample(), workspace));
    ui.settle(in(patient(), workspace));
  }
}

// Names of files and structures may be shortened; the panels' own words may not.
TEST(Viewer, NoWordOfThePanelsIsCut) {
  for (const ImVec2 size : {ImVec2(1024, 700), ImVec2(1280, 800), ImVec2(1920, 1080)}) {
    PanelHarness ui(size.x, size.y);
    for (const Workspace workspace : kAll) {
      for (auto state : {sample(), patient(), empty_state()}) {
        state.settings.keys_shown = workspace == Workspace::kSpace;
        ui.settle(in(state, workspace));
        for (const auto& item : ui.items()) {
          const bool data = item.label.find('/') != std::string::npos ||
                            item.label.find(".mha") != std::string::npos;
          EXPECT_TRUE(!item.cut || data)
              << item.label << " in workspace " << static_cast<int>(workspace) << " at " << size.x;
        }
      }
    }
  }
}

// Long recordings must not fill the graphics card with what no eye can tell apart.
TEST(Viewer, ALongRecordingDrawsAboutAsMuchAsAShortOne) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kReplay);
  ui.settle(state);
  const int before = ImGui::GetDrawData()->TotalVtxCount;
  const auto lanes = state.replay.lanes;
  while (state.replay.lanes.size() < 20000) {
    state.replay.lanes.insert(state.replay.lanes.end(), lanes.begin(), lanes.end());
  }
  state.replay.frame_count = static_cast<std::int64_t>(state.replay.lanes.size());
  ui.settle(state);
  EXPECT_LT(ImGui::GetDrawData()->TotalVtxCount, before + 60000);
}

struct Click {
  Workspace workspace;
  const char* label;
  Command expected;
};

TEST(Viewer, ClicksIssueTheirCommands) {
  PanelHarness ui;
  const Click clicks[] = {
      {Workspace::kReplay, "Plan", command::ShowWorkspace{}},
      {Workspace::kReplay, "Keys", command::ShowKeys{}},
      {Workspace::kReplay, "Close##case", command::CloseCase{}},
      {Workspace::kReplay, "Play##play", command::TogglePlay{}},
      {Workspace::kReplay, "##step_on", command::StepFrames{}},
      {Workspace::kReplay, "##event_on", command::GoToEvent{}},
      {Workspace::kReplay, "##last", command::GoToFrame{}},
      {Workspace::kReplay, "##faster", command::SetSpeed{}},
      {Workspace::kReplay, "Loop", command::SetLoop{}},
      {Workspace::kReplay, "Overlay", command::SetOverlay{}},
      {Workspace::kReplay, "Side by side", command::SetSideBySide{}},
      {Workspace::kReplay, "Times", command::SetTiming{}},
      {Workspace::kReplay, "Measure", command::SetTool{}},
      {Workspace::kReplay, "Reset", command::SetZoom{}},
      {Workspace::kPlan, "Find ways##search", command::SearchPlan{}},
      {Workspace::kPlan, "Right", command::EditPlan{}},
      {Workspace::kPlan, "Alternative 1##row", command::EditPlan{}},
      {Workspace::kOpen, "psis.igs.mha##row", command::OpenPath{}},
      {Workspace::kOpen, "Up", command::ListFolder{}},
      {Workspace::kOpen, "Usual", command::OpenPatient{}},
      {Workspace::kOpen, "Replay##go", command::ShowWorkspace{}},
      {Workspace::kGuide, "Pause##pause", command::PauseGuide{}},
      {Workspace::kGuide, "Stop", command::StopGuide{}},
      {Workspace::kGuide, "Sound", command::SetSound{}},
  };
  for (const auto& one : clicks) {
    const auto commands = ui.click(in(sample(), one.workspace), one.label);
    const bool issued = std::any_of(commands.begin(), commands.end(), [&](const Command& command) {
      return command.index() == one.expected.index();
    });
    EXPECT_TRUE(issued) << one.label;
  }
}

TEST(Viewer, SceneAndSimulationAnswerToClicks) {
  PanelHarness ui;
  ViewerState state = patient();
  state.plan.can_undo = state.guide.running = true;
  EXPECT_EQ(of_kind<command::Undo>(ui.click(in(state, Workspace::kPlan), "Undo")).size(), 1U);
  const auto looks = of_kind<command::LookFrom>(ui.click(in(state, Workspace::kSpace), "Above"));
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].view, 2);
  state.guide.simulated = true;
  const ViewerState guide = in(state, Workspace::kGuide);
  const auto moves = of_kind<command::MoveNeedle>(ui.click(guide, "In 1 mm"));
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0].advance_mm, 1.0);
  EXPECT_EQ(of_kind<command::PutNeedle>(ui.click(guide, "To the plan's entry")).size(), 1U);
  EXPECT_EQ(of_kind<command::MoveProbe>(ui.click(guide, "Left##probe")).size(), 1U);
}

TEST(Viewer, SceneIsAskedForTheSizeItIsShownIn) {
  PanelHarness ui;
  const auto sizes = of_kind<command::ResizeScene>(ui.draw(in(patient(), Workspace::kSpace)));
  ASSERT_EQ(sizes.size(), 1U);
  EXPECT_GT(sizes[0].width_px, 800);
  ViewerState fits = in(patient(), Workspace::kSpace);
  fits.space.texture = {1, sizes[0].width_px, sizes[0].height_px};
  EXPECT_TRUE(of_kind<command::ResizeScene>(ui.draw(fits)).empty());
}

TEST(Viewer, DraggingTheSceneTurnsIt) {
  PanelHarness ui;
  const ViewerState state = in(patient(), Workspace::kSpace);
  ui.settle(state);
  const ImVec2 middle = ui.middle("##scene");
  const auto turns = of_kind<command::TurnScene>(ui.drag(state, middle, {middle.x + 80, middle.y}));
  ASSERT_FALSE(turns.empty());
  EXPECT_GT(turns[0].azimuth_rad, 0.0);
  EXPECT_EQ(turns[0].elevation_rad, 0.0);
}

TEST(Viewer, TheTimeLineIsScrubbedToTheFrameUnderTheMouse) {
  PanelHarness ui;
  const ViewerState state = in(sample(), Workspace::kReplay);
  ui.settle(state);
  const PlacedItem lane = *ui.find("##timeline");
  const float y = 0.5F * (lane.low.y + lane.high.y);
  const float width = lane.high.x - lane.low.x;
  const auto frames = of_kind<command::GoToFrame>(
      ui.drag(state, {lane.low.x + 0.26F * width, y}, {lane.low.x + 0.51F * width, y}));
  ASSERT_GE(frames.size(), 2U);
  EXPECT_EQ(frames.front().frame, 10);
  EXPECT_EQ(frames.back().frame, 20);
}

TEST(Viewer, TheWheelZoomsAndADragMeasuresInPixelsOfThePicture) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kReplay);
  ui.settle(state);
  const PlacedItem area = *ui.find("##picture");
  const ImVec2 middle = ui.middle("##picture");
  ImGui::GetIO().MousePos = middle;
  ui.draw(state);
  ImGui::GetIO().MouseWheel = 1.0F;
  const auto zooms = of_kind<command::SetZoom>(ui.draw(state));
  ASSERT_EQ(zooms.size(), 1U);
  EXPECT_GT(zooms[0].zoom, 1.0);
  state.replay.tool = PictureTool::kMeasure;
  const auto lines = of_kind<command::Measure>(ui.drag(state, middle, {middle.x + 60, middle.y}));
  ASSERT_FALSE(lines.empty());
  const auto& texture = state.replay.texture;
  const PictureMapping mapping(
      whole_picture(texture.width_px, texture.height_px),
      {{area.low.x, area.low.y}, {area.high.x, area.high.y}},
      state.replay.spacing->y_mm_per_px / state.replay.spacing->x_mm_per_px);
  const double length_px = (lines.back().to_px - lines.back().from_px).norm();
  EXPECT_NEAR(length_px, 60.0 / mapping.scale(), 0.05);
  EXPECT_NEAR(lines.back().from_px.x(), 0.5 * (texture.width_px - 1), 0.6);
}

TEST(Viewer, AHandleOfThePlanIsDraggedInOneStepOfUndo) {
  PanelHarness ui;
  const ViewerState state = in(sample(), Workspace::kPlan);
  ASSERT_TRUE(state.plan.results && state.plan.results->plan.best) << state.plan.error;
  ui.settle(state);
  ASSERT_TRUE(ui.memory.held_box || ui.find("##plan_picture") != nullptr);
  const PlacedItem area = *ui.find("##plan_picture");
  // Where the panel draws the target: searched for by pressing along the picture.
  Commands commands;
  const auto target = *target_now_mm(state.plan);
  for (float y = area.low.y; y < area.high.y && commands.empty(); y += 14) {
    for (float x = area.low.x; x < area.high.x && commands.empty(); x += 14) {
      ImGui::GetIO().MousePos = {x, y};
      ui.draw(state);
      if (ImGui::GetMouseCursor() != ImGuiMouseCursor_Hand) continue;
      commands = ui.drag(state, {x, y}, {x + 12, y + 8});
    }
  }
  const auto edits = of_kind<command::EditPlan>(commands);
  ASSERT_GE(edits.size(), 2U);
  EXPECT_EQ(edits.front().step, EditStep::kNew);
  EXPECT_EQ(edits.back().step, EditStep::kSame);
  const auto& edit = edits.back().edit;
  ASSERT_TRUE(!edit.landmarks.empty() || edit.entry_mm);
  if (edit.entry_mm) return;
  EXPECT_EQ(edit.landmarks[0].name, "psis");
  EXPECT_LT((*edit.landmarks[0].place_mm - target).norm(), 20.0);
}

// Where no landmark of the procedure was found the user shows the target himself.
TEST(Viewer, AClickInThePictureSetsTheTargetWhereNothingCouldBePlannedOn) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kPlan);
  state.plan.results.reset();
  state.plan.plan_case.reset();
  state.plan.picture = {};
  state.plan.error = "no landmark is claimed";
  const auto commands = ui.click(state, "##plan_target");
  const auto edits = of_kind<command::EditPlan>(commands);
  ASSERT_EQ(edits.size(), 1U);
  EXPECT_EQ(of_kind<command::SearchPlan>(commands).size(), 1U);
  EXPECT_FALSE(edits[0].edit.target_mm) << "it is the landmark's place";
  ASSERT_EQ(edits[0].edit.landmarks.size(), 1U);
  EXPECT_EQ(edits[0].edit.landmarks[0].name, "psis");
  const auto& texture = state.replay.texture;
  const PixelPoint middle{0.5 * (texture.width_px - 1), 0.5 * (texture.height_px - 1)};
  const auto expected = state.replay.report->region->to_image(middle, *state.replay.spacing);
  EXPECT_LT((*edits[0].edit.landmarks[0].place_mm - expected.mm).norm(), 0.2);
  EXPECT_EQ(edits[0].edit.frame, state.replay.frame);
  state.replay.spacing.reset();
  ui.settle(state);
  EXPECT_EQ(ui.find("##plan_target"), nullptr) << "no millimetres, no target";
}

TEST(Viewer, TheQuestionOfThePixelSizeIsAskedOnlyWhereItIsUnknown) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kOpen);
  ui.settle(state);
  EXPECT_EQ(ui.find("Use##typed"), nullptr);
  state.open.description->info.spacing.reset();
  ui.memory.spacing_text = "0.08";
  const auto typed = of_kind<command::SetSpacing>(ui.click(state, "Use##typed"));
  ASSERT_EQ(typed.size(), 1U);
  EXPECT_EQ(typed[0].mm_per_px, 0.08);
  ui.memory.spacing_text = "-3";
  EXPECT_TRUE(of_kind<command::SetSpacing>(ui.click(state, "Use##typed")).empty());
}

TEST(Viewer, ALineOverARulerGivesThePixelSize) {
  PanelHarness ui(1920, 1080);
  ViewerState state = in(sample(), Workspace::kOpen);
  state.open.description->info.spacing.reset();
  ui.settle(state);
  const ImVec2 middle = ui.middle("##ruler");
  ui.drag(state, {middle.x - 50, middle.y}, {middle.x + 50, middle.y});
  ASSERT_TRUE(ui.memory.ruler_from && ui.memory.ruler_to);
  const double length_px = (ui.memory.ruler_to->vector() - ui.memory.ruler_from->vector()).norm();
  ui.memory.ruler_mm = 20.0;
  const auto answers = of_kind<command::SetSpacing>(ui.click(state, "Use##ruler"));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_NEAR(answers[0].mm_per_px, 20.0 / length_px, 1e-9);
}

TEST(Viewer, NoticesAreDismissedOneByOne) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kReplay);
  state.notices = {{NoticeKind::kInfo, "first", 0.0}, {NoticeKind::kError, "second", 0.0}};
  const auto dismissed = of_kind<command::DismissNotice>(ui.click(state, "##dismiss"));
  ASSERT_EQ(dismissed.size(), 1U);
  EXPECT_EQ(dismissed[0].index, 1U);
  EXPECT_NE(ui.find("Error"), nullptr) << "never colour alone";
}

// The worst bug: a number of a needle that nobody sees.
TEST(Viewer, GuideShowsNoNumberOfANeedleThatIsNotSeen) {
  PanelHarness ui;
  ViewerState state = in(sample(), Workspace::kGuide);
  auto report = *state.guide.live.report;
  report.needle = NeedleEstimate{};
  report.plan = PlanReport{};
  report.plan->deviation.tip_to_target_mm = 12.3;
  state.guide.live.report = std::make_shared<const FrameReport>(report);
  ui.settle(state);
  EXPECT_EQ(ui.find("12.3"), nullptr);
  EXPECT_NE(ui.find("Needle not seen"), nullptr);
  report.plan->deviation.state = NeedleState::kSeen;
  state.guide.live.report = std::make_shared<const FrameReport>(report);
  ui.settle(state);
  EXPECT_NE(ui.find("12.3"), nullptr);
}

}  // namespace
}  // namespace echolance
