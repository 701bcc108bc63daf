// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/open_recording.hpp"
#include "planner/catalogue.hpp"
#include "planner/usual_needle.hpp"
#include "session/input_hash.hpp"
#include "tests/session/worker_help.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using testing::HasSubstr;

const std::string kPsis = std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha";

std::shared_ptr<const PlanAnswer> answered(PlanDesk& desk, const PlanEdit& edit) {
  desk.search(edit);
  EXPECT_TRUE(wait_until([&] { return !desk.busy(); }));
  return desk.newest();
}

std::shared_ptr<const Replay> looked_at() {
  std::shared_ptr<Replay> replay = std::move(*Replay::open({kPsis, {}, {}, std::nullopt}));
  EXPECT_TRUE(wait_until([&] { return replay->progress().finished; }));
  return replay;
}

void expect_same(const PlannedPath& a, const PlannedPath& b) {
  EXPECT_EQ(entry_mm(a.way), entry_mm(b.way));
  EXPECT_EQ(end_mm(a.way), end_mm(b.way));
  EXPECT_EQ(a.terms, b.terms);
  EXPECT_EQ(a.score, b.score);
  EXPECT_EQ(a.bone_distance_mm, b.bone_distance_mm);
  ASSERT_EQ(a.clearances.size(), b.clearances.size());
  for (std::size_t i = 0; i < a.clearances.size(); ++i) {
    EXPECT_EQ(a.clearances[i].distance_mm, b.clearances[i].distance_mm);
  }
}

TEST(PlanDesk, OnARecordingItGivesTheNumbersOfTheCommandLine) {
  PlanTask task;
  task.procedure = *ProcedureCatalogue::load()->find("psis-infiltration");
  task.needle = usual_needle(task.procedure);
  task.needle_from = PlanNeedleFrom::kProcedure;
  PlanDesk desk;
  desk.open({looked_at(), std::nullopt, "9.9", "", ""});
  for (const auto& frame : {std::optional<std::int64_t>{29}, std::optional<std::int64_t>{}}) {
    PlanRun run;
    run.task = task;
    const auto plan_case = plan_case_of_recording(**open_recording(kPsis), task, frame);
    ASSERT_TRUE(plan_case);
    const auto truth = plan_results(*plan_case, run);
    PlanEdit edit;
    edit.frame = frame;
    const auto answer = answered(desk, edit);
    ASSERT_TRUE(answer && answer->results) << answer->error;
    EXPECT_EQ(answer->plan_case->frame_index, plan_case->frame_index);
    ASSERT_TRUE(answer->results->plan.best && truth->plan.best);
    expect_same(*answer->results->plan.best, *truth->plan.best);
    EXPECT_EQ(answer->results->plan.warnings, truth->plan.warnings);
  }
}

TEST(PlanDesk, APlacedLandmarkGivesTheNumbersOfTheCommandLineAndIsNamedWhereNothingIsFound) {
  PlanTask task;
  task.procedure = *ProcedureCatalogue::load()->find("psis-infiltration");
  task.needle = usual_needle(task.procedure);
  task.landmarks = {{"psis", Eigen::Vector3d(19.0, 10.5, 0.0)}};
  const auto plan_case = plan_case_of_recording(**open_recording(kPsis), task, 29);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  PlanRun run;
  run.task = task;
  const auto truth = plan_results(*plan_case, run);
  PlanDesk desk;
  desk.open({looked_at(), std::nullopt, "9.9", "", ""});
  PlanEdit edit;
  edit.frame = 29;
  edit.landmarks = task.landmarks;
  const auto answer = answered(desk, edit);
  ASSERT_TRUE(answer && answer->results && answer->results->plan.best) << answer->error;
  expect_same(*answer->results->plan.best, *truth->plan.best);
  EXPECT_EQ(answer->results->plan.target_std_mm, kPlacedStd_mm);

  edit.landmarks = {{"sacrum", {}}};
  const auto refused = answered(desk, edit);
  EXPECT_THAT(refused->error, HasSubstr("does not rest on a landmark 'sacrum'"));
  EXPECT_EQ(refused->frame, 29);
  ASSERT_EQ(refused->landmarks.size(), 1U);
  EXPECT_EQ(refused->landmarks[0].name, "psis");
}

TEST(PlanDesk, JudgesTheBestWayAsTheSearchDidAndOthersByTheirLimits) {
  PlanDesk desk;
  desk.open({nullptr, 3, "9.9", "", ""});
  const auto answer = answered(desk, {});
  ASSERT_TRUE(answer && answer->results) << answer->error;
  const PlannedPath& best = *answer->results->plan.best;
  const OwnWay same = answer->judge->judge(entry_mm(best.way), end_mm(best.way));
  EXPECT_EQ(same.stop, Stop::kNone);
  EXPECT_EQ(same.sentence, "");
  expect_same(same.path, best);
  const Eigen::Vector3d through = end_mm(best.way) - (entry_mm(best.way) - end_mm(best.way));
  EXPECT_NE(answer->judge->judge(through, end_mm(best.way)).stop, Stop::kNone);
  EXPECT_THAT(answer->judge->judge(through, end_mm(best.way)).sentence, HasSubstr("this way"));
  EXPECT_NE(answer->judge->judge(through, through).stop, Stop::kNone);

  PlanEdit dragged;
  dragged.entry_mm = entry_mm(best.way);
  const auto again = answered(desk, dragged);
  EXPECT_EQ(again->results, answer->results) << "a moved entry needs no search";
  ASSERT_TRUE(again->own);
  const Plan followed = plan_to_follow(again->results->plan, 0, again->own);
  EXPECT_EQ(entry_mm(followed.best->way), *dragged.entry_mm);
}

TEST(PlanDesk, OnlyTheNewestEditCounts) {
  PlanDesk desk;
  desk.open({nullptr, 3, "9.9", "", ""});
  PlanEdit edit;
  for (const char* side : {"left", "right", "left", "right"}) {
    edit.side = side;
    desk.search(edit);
  }
  ASSERT_TRUE(wait_until([&] { return !desk.busy(); }));
  EXPECT_EQ(desk.newest()->edit, edit);
  EXPECT_EQ(desk.newest()->results->plan.side, "right");
  desk.close();
  EXPECT_EQ(desk.newest(), nullptr);
}

TEST(PlanDesk, WhatCannotBePlannedIsASentence) {
  PlanDesk desk;
  EXPECT_THAT(answered(desk, {})->error, HasSubstr("nothing is open"));
  desk.open({looked_at(), std::nullopt, "9.9", "", ""});
  PlanEdit edit;
  edit.frame = 5000;
  EXPECT_THAT(answered(desk, edit)->error, HasSubstr("no such frame"));
  edit.needle = "3G";
  EXPECT_NE(answered(desk, edit)->error, "");
  EXPECT_EQ(desk.newest()->results, nullptr);
}

TEST(PlanDesk, WritesThePlanWithTheRecordingsHash) {
  const TemporaryFolder folder;
  PlanDesk desk;
  desk.write(folder.path("early"));
  ASSERT_TRUE(wait_until([&] { return !desk.busy(); }));
  EXPECT_EQ(desk.take_written()->error().code, ErrorCode::kNoData);
  desk.open({looked_at(), std::nullopt, "9.9", "", ""});
  PlanEdit edit;
  edit.frame = 29;
  static_cast<void>(answered(desk, edit));
  desk.write(folder.path("plan"));
  ASSERT_TRUE(wait_until([&] { return !desk.busy(); }));
  const auto written = desk.take_written();
  ASSERT_TRUE(written && *written) << written->error().text();
  EXPECT_FALSE(desk.take_written());
  const auto plan = parse_plan(read_text(folder.path("plan/plan.json")));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->input_sha256, *sha256_of_input(kPsis));
}

}  // namespace
}  // namespace echolance
