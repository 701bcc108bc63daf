// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_landmarks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imaging/open_recording.hpp"
#include "planner/catalogue.hpp"
#include "session/run_plan.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::Contains;
using testing::HasSubstr;

constexpr std::int64_t kFrame = 29;  // shows the PSIS

struct Seen {
  Frame frame;
  FrameReport report;
};

const Seen& psis_frame() {
  static const Seen seen = [] {
    auto source = *open_recording(std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha");
    PipelineState state;
    Seen made;
    while (made.report.frame_index != kFrame || !made.frame.has_image()) {
      const auto frame = *source->next();
      made = {*frame, process_frame(*frame, state, {})};
    }
    return made;
  }();
  return seen;
}

PlanTask task_for(const std::string& name) {
  static const ProcedureCatalogue catalogue = *ProcedureCatalogue::load();
  PlanTask task;
  task.procedure = *catalogue.find(name);
  return task;
}

PlanTask psis_task(std::vector<LandmarkChoice> choices = {}) {
  PlanTask task = task_for("psis-infiltration");
  task.landmarks = std::move(choices);
  return task;
}

// The same picture with its PSIS less sure, or without it.
FrameReport with_confidence(std::optional<double> confidence) {
  FrameReport report = psis_frame().report;
  for (auto& mark : report.landmarks.landmarks) {
    if (mark.kind != LandmarkKind::kPsis) continue;
    if (confidence) mark.confidence = *confidence;
    if (!confidence) mark.position.reset();
    if (!confidence) mark.reason = "nothing looks like it";
  }
  return report;
}

Result<PlanCase> plan_on(const FrameReport& report, const PlanTask& task) {
  return plan_case_of_frame(psis_frame().frame, report, task);
}

TEST(PlanLandmarks, AClaimedOneIsListedAsFoundWithItsOwnNumbers) {
  const auto plan_case = plan_on(psis_frame().report, psis_task());
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  const PlanarLandmark& found = *psis_frame().report.landmarks.find(LandmarkKind::kPsis);
  ASSERT_EQ(plan_case->landmarks.size(), 1U);
  const PlanLandmark& mark = plan_case->landmarks[0];
  EXPECT_EQ(mark.name, "psis");
  EXPECT_EQ(mark.standing, LandmarkStanding::kFound);
  EXPECT_EQ(mark.confidence, found.confidence);
  EXPECT_EQ(mark.std_mm, found.std_mm);
  EXPECT_TRUE(landmark_warnings(plan_case->landmarks).empty());
}

TEST(PlanLandmarks, AFaintOneIsUsedOnlyOnceAcceptedAndGetsNoSurer) {
  const FrameReport faint = with_confidence(0.31);
  const auto refused = plan_on(faint, psis_task());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoData);
  EXPECT_EQ(refused.error().remedy, Remedy::kAcceptLandmark);
  const auto listed = landmarks_for_plan(faint, psis_task());
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].standing, LandmarkStanding::kFaint);

  const auto accepted = plan_on(faint, psis_task({{"psis", {}}}));
  ASSERT_TRUE(accepted) << accepted.error().text();
  const auto sure = plan_on(psis_frame().report, psis_task());
  EXPECT_EQ(accepted->target_mm, sure->target_mm);
  EXPECT_EQ(accepted->target_std_mm, sure->target_std_mm);
  EXPECT_EQ(accepted->landmarks[0].standing, LandmarkStanding::kAccepted);
  EXPECT_EQ(accepted->landmarks[0].confidence, 0.31);
  EXPECT_THAT(accepted->warnings, Contains(HasSubstr("confidence of 0.310 only")));
  EXPECT_THAT(accepted->warnings, Contains(HasSubstr("you ACCEPTED it")));
  const auto by_body_name = plan_on(faint, psis_task({{"psis_left", {}}}));
  ASSERT_TRUE(by_body_name) << by_body_name.error().text();
}

TEST(PlanLandmarks, AcceptingAClaimedOneChangesNothingButTheWords) {
  const auto found = plan_on(psis_frame().report, psis_task());
  const auto accepted = plan_on(psis_frame().report, psis_task({{"psis", {}}}));
  ASSERT_TRUE(found && accepted);
  EXPECT_EQ(accepted->landmarks[0].standing, LandmarkStanding::kAccepted);
  PlanRun run;
  run.task = psis_task();
  const auto a = plan_results(*found, run), b = plan_results(*accepted, run);
  ASSERT_TRUE(a && b && a->plan.best && b->plan.best);
  EXPECT_EQ(a->plan.best->score, b->plan.best->score);
  EXPECT_EQ(a->plan.best->robustness->on_target.value, b->plan.best->robustness->on_target.value);
}

TEST(PlanLandmarks, APlacedOneMovesTheTargetAndHasNoConfidenceOfItsOwn) {
  const Vector3d place(19.0, 10.5, 0.0);
  const PlanTask task = psis_task({{"psis", place}});
  const auto placed = plan_on(psis_frame().report, task);
  ASSERT_TRUE(placed) << placed.error().text();
  EXPECT_EQ(placed->target_mm, place);
  EXPECT_EQ(placed->target_std_mm, kPlacedStd_mm);
  EXPECT_EQ(placed->landmarks[0].standing, LandmarkStanding::kPlaced);
  EXPECT_FALSE(placed->landmarks[0].confidence) << "what was found elsewhere is no sureness of it";
  EXPECT_TRUE(placed->landmarks[0].found_mm && placed->landmarks[0].found_confidence);
  EXPECT_THAT(placed->warnings, Contains(HasSubstr("PLACED BY YOU")));
  PlanRun run;
  run.task = task;
  const auto results = plan_results(*placed, run);
  ASSERT_TRUE(results);
  EXPECT_THAT(plan_text(*results, PlanDetail::kShort), HasSubstr("psis: placed by you"));
  const std::string json = plan_json(results->plan);
  EXPECT_THAT(json, HasSubstr("\"placed_by_user\""));
  const auto again = parse_plan(json);
  ASSERT_TRUE(again) << again.error().text();
  ASSERT_EQ(again->landmarks.size(), 1U);
  EXPECT_EQ(again->landmarks[0].standing, LandmarkStanding::kPlaced);
  EXPECT_LT((*again->landmarks[0].place_mm - place).norm(), 1e-3);
}

TEST(PlanLandmarks, OneThatWasNotFoundCanBePlacedButNotAccepted) {
  const FrameReport without = with_confidence(std::nullopt);
  EXPECT_THAT(plan_on(without, psis_task()).error().text(), HasSubstr("nothing looks like it"));
  const auto listed = landmarks_for_plan(without, psis_task());
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].standing, LandmarkStanding::kMissing);
  EXPECT_FALSE(plan_on(without, psis_task({{"psis", {}}})));
  const auto placed = plan_on(without, psis_task({{"psis", Vector3d(19.0, 10.5, 0.0)}}));
  ASSERT_TRUE(placed) << placed.error().text();
  EXPECT_FALSE(placed->landmarks[0].confidence);
  EXPECT_THAT(placed->warnings, Contains(HasSubstr("was not found here")));
}

TEST(PlanLandmarks, WithoutAFrameTheErrorNamesTheOneThatShowsItMostSurely) {
  const std::string path = std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/facet.igs.mha";
  const PlanTask task = task_for("facet-joint");  // never surely enough to be claimed
  const auto refused = plan_case_of_recording(**open_recording(path), task, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().remedy, Remedy::kAcceptLandmark);
  PlanTask accepted = task;
  accepted.landmarks = {{"facet_joint", {}}};
  ASSERT_TRUE(refused.error().context.starts_with("frame ")) << refused.error().context;
  const std::int64_t frame = std::stoll(refused.error().context.substr(6));
  const auto plan_case = plan_case_of_recording(**open_recording(path), accepted, frame);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  EXPECT_GT(plan_case->landmarks[0].confidence, 0.4);
}

TEST(PlanLandmarks, WhatDoesNotFitThePlanIsRefused) {
  const auto refused = [](PlanTask task) {
    const auto plan_case = plan_on(psis_frame().report, task);
    return plan_case ? Error{} : plan_case.error();
  };
  EXPECT_THAT(refused(psis_task({{"sacrum", {}}})).message, HasSubstr("'sacrum', but on: psis"));
  EXPECT_EQ(refused(psis_task({{"psis", Vector3d(500.0, 1.0, 0.0)}})).code,
            ErrorCode::kInvalidOption);
  PlanTask both = psis_task({{"psis", {}}});
  both.target_mm = Vector3d(19.0, 10.5, 0.0);
  EXPECT_EQ(refused(both).remedy, Remedy::kOwnTargetOrMarks);
  auto source = open_recording(std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha");
  EXPECT_EQ(plan_case_of_recording(**source, psis_task({{"psis", {}}}), {}).error().remedy,
            Remedy::kFrameOfAccepted);
}

TEST(PlanLandmarks, InAVirtualPatientTheyAreExactAndMayBeMovedForRehearsal) {
  const Patient patient = make_patient(*draw_patient(3));
  const auto exact = plan_case_of_patient(patient, psis_task());
  ASSERT_TRUE(exact);
  ASSERT_FALSE(exact->landmarks.empty());
  EXPECT_EQ(exact->landmarks[0].name, "psis_left");
  EXPECT_EQ(exact->landmarks[0].standing, LandmarkStanding::kExact);
  EXPECT_EQ(exact->target_std_mm, 0.0);
  const Vector3d place = exact->target_mm + Vector3d(3.0, 0.0, 4.0);
  const auto moved = plan_case_of_patient(patient, psis_task({{"psis_left", place}}));
  ASSERT_TRUE(moved) << moved.error().text();
  EXPECT_LT((moved->target_mm - place).norm(), 1e-9);
  EXPECT_EQ(moved->target_std_mm, kPlacedStd_mm);
  EXPECT_THAT(moved->warnings, Contains(HasSubstr("5.0 mm from its true place, for rehearsal")));
}

TEST(PlanLandmarks, EveryStandingHasItsNameAndWords) {
  for (int i = 0; i < kLandmarkStandingCount; ++i) {
    const auto standing = static_cast<LandmarkStanding>(i);
    EXPECT_EQ(landmark_standing_from(to_string(standing)), standing);
    EXPECT_STRNE(standing_words(standing), "");
  }
  EXPECT_FALSE(landmark_standing_from("guessed"));
}

}  // namespace
}  // namespace echolance
