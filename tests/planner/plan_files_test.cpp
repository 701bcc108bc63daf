// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "planner/plan_json.hpp"
#include "planner/plan_markups.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::HasSubstr;

Plan full_plan() {
  Plan plan;
  plan.procedure = "psis-infiltration";
  plan.side = "left";
  plan.space = PlanSpace::kReference;
  plan.target_name = "psis_left";
  plan.target_mm = {40.125, 60.5, -20.25};
  plan.target_std_mm = 1.5;
  plan.needle = *plan_needle_from_text("25G:50");
  plan.frame_index = 7;
  PlannedPath path;
  path.way = make_trajectory(plan.space, {60.0, 90.0, -20.0}, plan.target_mm);
  path.score = 0.75;
  path.terms.visibility = 0.5;
  path.clearances = {{"nerve", 4.5, 2.0, ClearanceKind::kWarn}};
  path.robustness =
      PathRobustness{1000, 3, {0.9, 0.88, 0.92}, {}, {}, {{"nerve", {1.0, 0.99, 1.0}}}};
  path.robustness->if_seen = SeenRobustness{{0.95, 0.9, 0.97}, {1.0, 0.99, 1.0}};
  path.terms.usual_view = 0.75;
  plan.probe = PlanProbe{"across the body", {1.0, 2.0, 3.0}, {0.0, 0.0, -1.0}, {0.0, -1.0, 0.0}};
  plan.best = path;
  plan.alternatives = {path, path};
  plan.structures = {
      {"nerve", 2.0, ClearanceKind::kWarn, NoGoShape::kChain, {{1, 2, 3}, {4, 5, 6}}, {1.0, 2.0}}};
  plan.regions = {{"cranial", 10, 2, "8 of 10 ways are rejected"}};
  plan.remedies = {"move"};
  plan.warnings = {"a \"warning\""};
  return plan;
}

TEST(PlanJson, ComesBackAsItWasWritten) {
  const Plan plan = full_plan();
  const auto again = parse_plan(plan_json(plan));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(plan_json(*again), plan_json(plan));
  EXPECT_EQ(again->best->way, plan.best->way);
  EXPECT_EQ(again->needle, plan.needle);
  EXPECT_EQ(again->structures.at(0).points_mm, plan.structures[0].points_mm);
  EXPECT_EQ(again->frame_index, 7);
  ASSERT_TRUE(again->probe && again->best->robustness->if_seen);
  EXPECT_EQ(again->probe->stance, "across the body");
  EXPECT_EQ(again->probe->right, plan.probe->right);
  EXPECT_EQ(again->best->robustness->if_seen->on_target.value, 0.95);
}

TEST(PlanJson, FilesOfEarlierVersionsKnowNeitherProbeNorUsualView) {
  std::string text = plan_json(full_plan());
  const auto cut = [&](const std::string& from, const std::string& until) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from)) {
      text.erase(at, text.find(until, at) - at);
    }
  };
  cut("\"probe\":", "\"best\"");
  cut(",\n      \"usual_view\"", "\n    }");
  cut(",\n        \"usual_view\"", "\n      }");
  ASSERT_EQ(text.find("usual_view"), std::string::npos);
  const auto old = parse_plan(text);
  ASSERT_TRUE(old) << old.error().text();
  EXPECT_FALSE(old->probe);
  EXPECT_EQ(old->best->terms.usual_view, 0.0);
}

TEST(PlanJson, CarriesItsNotes) {
  PlanNotes notes;
  notes.notice = "not a medical device";
  notes.evidence = {"BMJ 2025: strongly against"};
  const std::string text = plan_json(full_plan(), notes);
  EXPECT_THAT(text, HasSubstr("not a medical device"));
  EXPECT_THAT(text, HasSubstr("BMJ 2025: strongly against"));
}

TEST(PlanJson, APlanWithoutAWaySaysSo) {
  Plan plan = full_plan();
  plan.best.reset();
  const auto again = parse_plan(plan_json(plan));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->best);
  EXPECT_EQ(again->remedies, plan.remedies);
}

TEST(PlanJson, RefusesWhatIsNoPlan) {
  const auto code = [](const std::string& text) { return parse_plan(text).error().code; };
  EXPECT_EQ(code("nonsense"), ErrorCode::kDamagedFile);
  EXPECT_EQ(code("{\"schema\": \"echolance.track\"}"), ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code("{\"schema\": \"echolance.plan\", \"schema_version\": 99}"),
            ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code("{\"schema\": \"echolance.plan\", \"schema_version\": 1}"),
            ErrorCode::kDamagedFile);
  Plan plan = full_plan();
  plan.structures[0].radii_mm.pop_back();
  EXPECT_EQ(code(plan_json(plan)), ErrorCode::kInvalidGeometry);
}

TEST(PlanMarkups, ComeBackAsPointsAndLines) {
  const Plan plan = full_plan();
  const auto markups = parse_markups(plan_markups(plan));
  ASSERT_TRUE(markups) << markups.error().text();
  ASSERT_EQ(markups->size(), 4U);
  EXPECT_EQ(markups->at(0).type, "Fiducial");
  EXPECT_EQ(markups->at(0).label, "psis_left");
  EXPECT_EQ(markups->at(0).points_mm.at(0), plan.target_mm);
  EXPECT_EQ(markups->at(1).type, "Line");
  EXPECT_EQ(markups->at(1).points_mm.at(0), entry_mm(plan.best->way));
  EXPECT_EQ(markups->at(1).points_mm.at(1), end_mm(plan.best->way));
}

TEST(PlanMarkups, TurnRasAndLeaveOutWhatIsNotPlaced) {
  const auto markups = parse_markups(R"({"markups": [{"type": "Fiducial",
      "coordinateSystem": "RAS", "coordinateUnits": "um", "controlPoints": [
      {"position": [9, 9, 9], "positionStatus": "undefined"},
      {"label": "t", "position": [1000, 2000, 3000], "positionStatus": "defined"}]}]})");
  ASSERT_TRUE(markups) << markups.error().text();
  ASSERT_EQ(markups->at(0).points_mm.size(), 1U);
  EXPECT_EQ(markups->at(0).points_mm[0], Vector3d(-1.0, -2.0, 3.0));
}

TEST(PlanMarkups, RefuseWhatIsNone) {
  const auto code = [](const std::string& text) { return parse_markups(text).error().code; };
  EXPECT_EQ(code("[]"), ErrorCode::kDamagedFile);
  EXPECT_EQ(code(R"({"markups": [{"type": "Line", "controlPoints": [{"position": [1]}]}]})"),
            ErrorCode::kDamagedFile);
  EXPECT_EQ(code(R"({"markups": [{"type": "Line", "coordinateUnits": "inch",
      "controlPoints": []}]})"),
            ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(code(R"({"markups": []})"), ErrorCode::kNoData);
}

TEST(PlanNeedle, IsReadFromGaugeAndLength) {
  EXPECT_EQ(plan_needle_from_text("22G:120")->length_mm, 120.0);
  EXPECT_EQ(plan_needle_from_text("25")->model.gauge, 25);
  for (const char* text : {"22G:", "22G:5", "22G:long", "99G:90", ":90", "22G:90mm"}) {
    EXPECT_EQ(plan_needle_from_text(text).error().code, ErrorCode::kInvalidOption) << text;
  }
}

}  // namespace
}  // namespace echolance
