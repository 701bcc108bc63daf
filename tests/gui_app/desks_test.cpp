// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "gui/app/delay_meter.hpp"
#include "gui/app/folder_listing.hpp"
#include "gui/app/planning_desk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

TEST(DelayMeter, KnowsTheLastDelays) {
  DelayMeter meter;
  EXPECT_EQ(meter.quantile_ms(0.5), 0.0);
  for (int i = 1; i <= 100; ++i) meter.add_ms(i);
  EXPECT_NEAR(meter.quantile_ms(0.5), 50.5, 1.0);
  EXPECT_NEAR(meter.quantile_ms(0.95), 95.0, 1.0);
  for (int i = 0; i < 1000; ++i) meter.add_ms(7.0);
  EXPECT_EQ(meter.quantile_ms(0.95), 7.0);
}

TEST(ListFolder, FoldersFirstThenNamesAsPeopleCount) {
  TemporaryFolder folder;
  for (const char* name : {"10.png", "2.png", ".hidden"}) write_text(folder.path(name), "x");
  std::filesystem::create_directory(folder.path("zebra"));
  const auto entries = list_folder(folder.path(""));
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "zebra");
  EXPECT_TRUE((*entries)[0].folder);
  EXPECT_EQ((*entries)[1].name, "2.png");
  EXPECT_EQ((*entries)[2].bytes, 1U);
  EXPECT_EQ(list_folder(folder.path("none")).error().code, ErrorCode::kFileNotFound);
}

const std::string kPsis = std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha";

class PlanningDeskTest : public testing::Test {
 protected:
  PlanningDeskTest() { ::setenv("XDG_STATE_HOME", folder_.path("state").c_str(), 1); }

  static std::shared_ptr<const Replay> recording(std::optional<double> mm_per_px = {}) {
    return std::move(*Replay::open({kPsis, {{}, mm_per_px}, {}, std::nullopt}));
  }
  static command::EditPlan placed() {
    PlanEdit edit;
    edit.landmarks = {{"psis", Eigen::Vector3d(10.0, 8.0, 0.0)}};
    edit.entry_mm = Eigen::Vector3d(40.0, 0.0, 0.0);
    return {edit, EditStep::kNew};
  }

  // Whether the case that is being written came to its end.
  bool saved() {
    for (int i = 0; i < 3000; ++i) {
      for (const auto& notice : desk_.update(0)) {
        if (notice.text.starts_with("Saved in")) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  TemporaryFolder folder_;
  PlanningDesk desk_{"9.9"};
};

TEST_F(PlanningDeskTest, ARecordingThatIsOpenedAgainHasItsEditsAndTheirUndo) {
  desk_.open_recording(recording());
  desk_.obey(placed());
  const PlanEdit edit = desk_.view().edit;
  desk_.open_recording(recording());
  EXPECT_EQ(desk_.view().edit, edit);
  EXPECT_TRUE(desk_.view().unsaved);
  desk_.open_patient(3);
  EXPECT_EQ(desk_.view().edit, PlanEdit{}) << "another subject, other edits";
  desk_.close();
  desk_.open_recording(recording());
  EXPECT_EQ(desk_.view().edit, edit);
  desk_.obey(command::Undo{});
  EXPECT_EQ(desk_.view().edit, PlanEdit{});
}

TEST_F(PlanningDeskTest, PlacesStayAtTheirPixelsWhenThePixelSizeChanges) {
  desk_.open_recording(recording(0.1));
  desk_.obey(placed());
  desk_.open_recording(recording(0.2));
  EXPECT_LT((*desk_.view().edit.landmarks[0].place_mm - Eigen::Vector3d(20, 16, 0)).norm(), 1e-9);
  EXPECT_LT((*desk_.view().edit.entry_mm - Eigen::Vector3d(80, 0, 0)).norm(), 1e-9);
  desk_.obey(command::Undo{});
  desk_.obey(command::Redo{});
  EXPECT_LT((*desk_.view().edit.entry_mm - Eigen::Vector3d(80, 0, 0)).norm(), 1e-9);
}

TEST_F(PlanningDeskTest, ACaseBringsItsOwnEditsAndUnsavedOnesStayForTheNextStart) {
  desk_.open_recording(recording());
  desk_.obey(placed());
  desk_.close();
  desk_.open_recording(recording());
  CaseFile file;
  file.recording = kPsis;
  file.plan.side = "right";
  desk_.take_case(file, folder_.path("case"));
  EXPECT_EQ(desk_.view().edit, file.plan);
  EXPECT_FALSE(desk_.view().can_undo);
  const auto recoveries = find_recoveries();
  ASSERT_EQ(recoveries.size(), 1U);
  EXPECT_EQ(recoveries[0].file.plan, placed().edit);
}

TEST_F(PlanningDeskTest, WhatWasEditedWhileACaseIsWrittenStaysUnsaved) {
  desk_.open_recording(recording());
  desk_.obey(placed());
  desk_.save(folder_.path("case"), 0);
  PlanEdit later = placed().edit;
  later.side = "right";
  desk_.obey(command::EditPlan{later, EditStep::kNew});
  ASSERT_TRUE(saved());
  EXPECT_EQ(desk_.view().saved_in, folder_.path("case"));
  EXPECT_TRUE(desk_.view().unsaved);
  EXPECT_EQ(read_case(folder_.path("case"))->plan, placed().edit);
}

TEST_F(PlanningDeskTest, ACaseThatIsWrittenWhileAnotherIsOpenedStaysThatOfTheFirst) {
  desk_.open_recording(recording());
  desk_.obey(placed());
  desk_.save(folder_.path("case"), 0);
  desk_.open_patient(3);
  ASSERT_TRUE(saved());
  EXPECT_EQ(desk_.view().saved_in, "");
  EXPECT_EQ(desk_.view().edit, PlanEdit{});
}

TEST_F(PlanningDeskTest, ProceduresOfferTheirLevelsAndNeedle) {
  for (const auto& one : desk_.view().procedures) {
    EXPECT_EQ(one.has_level, !one.levels.empty()) << one.id;
    EXPECT_NE(one.needle, "") << one.id;
    if (one.id == "psis-infiltration") {
      EXPECT_EQ(one.picture_landmark, "psis");
    }
    if (one.id == "facet-joint") {
      EXPECT_GE(one.levels.size(), 3U);
    }
  }
}

}  // namespace
}  // namespace echolance
