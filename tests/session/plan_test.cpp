// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <random>

#include "imaging/open_recording.hpp"
#include "planner/catalogue.hpp"
#include "session/run_plan.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::HasSubstr;

const Patient& patient_3() {
  static const Patient patient = make_patient(*draw_patient(3));
  return patient;
}

PlanTask task_for(const std::string& name) {
  static const ProcedureCatalogue catalogue = *ProcedureCatalogue::load();
  PlanTask task;
  task.procedure = *catalogue.find(name);
  return task;
}

PlanResults planned(const PlanCase& plan_case, const PlanTask& task, const std::string& folder) {
  PlanRun run;
  run.task = task;
  run.out_dir = folder;
  auto results = run_plan(plan_case, run);
  EXPECT_TRUE(results) << results.error().text();
  return std::move(*results);
}

double true_bone_mm(const Patient& patient, const Vector3d& place) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& bone : patient.skeleton.bones) {
    nearest = std::min(nearest, bone.surface.at(place));
  }
  return nearest;
}

// Against the patient himself, not the maps the search worked on.
void expect_keeps_limits(const Patient& patient, const PlanCase& plan_case,
                         const PlannedPath& path) {
  constexpr double kContact_mm = 3.0;
  const Vector3d entry = entry_mm(path.way);
  const Vector3d way = end_mm(path.way) - entry;
  const double length = way.norm();
  for (double s = 1.0; s < length - kContact_mm; s += 0.1) {
    ASSERT_GT(true_bone_mm(patient, entry + way * (s / length)), 0.0) << "at " << s;
  }
  for (const auto& structure : plan_case.scene.no_go) {
    if (structure.kind != ClearanceKind::kForbidden) continue;
    EXPECT_GE(distance_mm(structure, entry, end_mm(path.way)), structure.least_mm)
        << structure.name;
  }
}

class PlanTest : public testing::Test {
 protected:
  [[nodiscard]] std::string out() const { return folder_.path("plan"); }

  TemporaryFolder folder_;
};

TEST_F(PlanTest, NoWayInAVirtualPatientBreaksALimitOfItsTrueAnatomy) {
  for (const char* name : {"psis-infiltration", "facet-joint", "sacroiliac-joint-upper"}) {
    const PlanTask task = task_for(name);
    const auto plan_case = plan_case_of_patient(patient_3(), task);
    ASSERT_TRUE(plan_case) << plan_case.error().text();
    const auto results = planned(*plan_case, task, out());
    ASSERT_TRUE(results.plan.best) << name;
    EXPECT_EQ(results.plan.space, PlanSpace::kReference);
    for (const auto& path : results.search.pareto) {
      expect_keeps_limits(patient_3(), *plan_case, path);
      EXPECT_LE((end_mm(path.way) - plan_case->target_mm).norm(), 2.0);
    }
  }
}

TEST_F(PlanTest, TheMapOfBonePromisesNoMoreRoomThanThereIs) {
  const auto plan_case = plan_case_of_patient(patient_3(), task_for("sacroiliac-joint-lower"));
  ASSERT_TRUE(plan_case);
  const DistanceMap& map = plan_case->scene.bone;
  ASSERT_NE(map.inset(), nullptr);
  std::mt19937 engine(1);
  std::uniform_real_distribution<double> part(0.0, 1.0);
  int near_bone = 0;
  for (const DistanceMap* zone : {&map, map.inset()}) {
    const VolumeGrid& grid = zone->grid();
    const Vector3d size = grid.spacing_mm * (grid.size.array() - 1).cast<double>();
    for (int i = 0; i < 150000; ++i) {
      const Vector3d place =
          grid.origin_mm + Vector3d(part(engine), part(engine), part(engine)).cwiseProduct(size);
      const double promised = map.surely_mm(place);
      if (promised < -0.5 || promised > 1.0) continue;
      ++near_bone;
      ASSERT_LE(promised, true_bone_mm(patient_3(), place)) << place.transpose();
    }
  }
  EXPECT_GT(near_bone, 5000);
}

TEST_F(PlanTest, WritesPlanMarkupsAndPicture) {
  const PlanTask task = task_for("psis_infil");
  const auto plan_case = plan_case_of_patient(patient_3(), task);
  ASSERT_TRUE(plan_case);
  const auto results = planned(*plan_case, task, out());
  const auto again = parse_plan(read_text(out() + "/plan.json"));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->procedure, "psis-infiltration");
  ASSERT_TRUE(again->best && again->best->robustness);
  EXPECT_LT((entry_mm(again->best->way) - entry_mm(results.plan.best->way)).norm(), 0.01);
  EXPECT_THAT(read_text(out() + "/plan.png"), testing::StartsWith("\x89PNG"));
  EXPECT_THAT(read_text(out() + "/plan.mrk.json"), HasSubstr("psis_left"));
  EXPECT_FALSE(results.notes.evidence.empty());
  EXPECT_THAT(plan_text(results, PlanDetail::kExplain), HasSubstr("not a medical device"));
}

TEST_F(PlanTest, SaysHowTheProbeStandsAndKeepsToTheUsualViewWhereThatIsFeasible) {
  const PlanTask task = task_for("facet-joint");
  const auto plan_case = plan_case_of_patient(patient_3(), task);
  ASSERT_TRUE(plan_case);
  const auto results = planned(*plan_case, task, out());
  ASSERT_TRUE(results.plan.best && results.plan.probe);
  EXPECT_THAT(results.plan.probe->stance, testing::StartsWith("across the body"));
  EXPECT_GT(results.plan.best->terms.usual_view, 0.8);
  // From the side, as usual.
  EXPECT_GT(entry_mm(results.plan.best->way).x(), plan_case->target_mm.x());
  EXPECT_EQ(results.plan.probe->origin_mm, results.search.probe.origin_mm);
  EXPECT_THAT(plan_text(results, PlanDetail::kShort), HasSubstr(results.plan.probe->stance));
  EXPECT_THAT(read_text(out() + "/plan.json"), HasSubstr(results.plan.probe->stance));
  ASSERT_TRUE(results.plan.best->robustness && results.plan.best->robustness->if_seen);
  EXPECT_GE(results.plan.best->robustness->if_seen->on_target.value,
            results.plan.best->robustness->on_target.value);
  EXPECT_THAT(plan_text(results, PlanDetail::kShort), HasSubstr("if it is seen to its tip"));
}

TEST_F(PlanTest, AProbeThatMustStandUnusuallyIsWarnedOf) {
  PlanTask task = task_for("facet-joint");
  task.procedure.probe_view = ProbeView::kTransverse;
  task.probe_steps = {180.0, {0.0}, {0.0}, {0.0}};
  auto plan_case = plan_case_of_patient(patient_3(), task);
  ASSERT_TRUE(plan_case);
  // Only along the body is left.
  ASSERT_EQ(plan_case->scene.more_probes.size(), 1U);
  plan_case->scene.probe = plan_case->scene.more_probes.front();
  plan_case->scene.more_probes.clear();
  const auto results = planned(*plan_case, task, out());
  ASSERT_TRUE(results.plan.best);
  EXPECT_THAT(results.plan.warnings, testing::Contains(HasSubstr("along the body")));
}

TEST_F(PlanTest, TheOtherSideIsPlannedOnTheOtherSide) {
  PlanTask task = task_for("psis-infiltration");
  task.site.side = BodySide::kRight;
  const auto plan_case = plan_case_of_patient(patient_3(), task);
  ASSERT_TRUE(plan_case);
  EXPECT_LT(plan_case->target_mm.x(), 0.0);
  EXPECT_EQ(plan_case->target_name, "psis_right");
}

TEST_F(PlanTest, SaysWhatToChangeWhereNothingIsFeasible) {
  PlanTask task = task_for("facet-joint");
  task.needle.length_mm = 40.0;
  const auto plan_case = plan_case_of_patient(patient_3(), task);
  ASSERT_TRUE(plan_case);
  const auto results = planned(*plan_case, task, out());
  EXPECT_FALSE(results.plan.best);
  EXPECT_THAT(results.plan.remedies, testing::Contains(HasSubstr("needle of")));
  EXPECT_THAT(plan_text(results, PlanDetail::kShort), HasSubstr("what to change"));
  EXPECT_TRUE(std::filesystem::exists(out() + "/plan.png"));
}

TEST_F(PlanTest, UnknownProbesAndPlacesBesideTheBackAreRefused) {
  PlanTask task = task_for("psis-infiltration");
  task.probe = "x9";
  EXPECT_EQ(plan_case_of_patient(patient_3(), task).error().code, ErrorCode::kInvalidOption);
  task = task_for("psis-infiltration");
  task.target_mm = Vector3d(5000.0, 0.0, 0.0);
  EXPECT_EQ(plan_case_of_patient(patient_3(), task).error().code, ErrorCode::kNoData);
}

TEST_F(PlanTest, OnAPictureItSaysThatNervesAreNotKnown) {
  const auto source = open_recording(std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha");
  ASSERT_TRUE(source);
  PlanTask task = task_for("psis-infiltration");
  const auto plan_case = plan_case_of_recording(**source, task, 29);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  EXPECT_EQ(plan_case->frame_index, 29);
  EXPECT_THAT(plan_case->warnings, testing::Contains(HasSubstr("NOT avoided")));
  const auto results = planned(*plan_case, task, out());
  ASSERT_TRUE(results.plan.best);
  EXPECT_EQ(results.plan.space, PlanSpace::kImage);
  EXPECT_LE((end_mm(results.plan.best->way) - plan_case->target_mm).norm(), 2.0);
}

TEST_F(PlanTest, OnAPictureTargetsThatCannotBeFoundMustBeGiven) {
  const std::string path = std::string(ECHOLANCE_SAMPLE_DATA_DIR) + "/psis.igs.mha";
  PlanTask task = task_for("caudal-epidural");
  auto without = plan_case_of_recording(**open_recording(path), task, 5);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, ErrorCode::kNoData);
  EXPECT_THAT(without.error().text(), HasSubstr("--target"));
  task.target_mm = Vector3d(20.0, 10.0, 0.0);
  const auto given = plan_case_of_recording(**open_recording(path), task, 5);
  ASSERT_TRUE(given) << given.error().text();
  EXPECT_EQ(given->target_mm, *task.target_mm);
  EXPECT_EQ(plan_case_of_recording(**open_recording(path), task, 5000).error().code,
            ErrorCode::kNoData);
}

TEST(StructuresToAvoid, FollowTheRulesTheVitalListAndTheTarget) {
  const auto at = [](const char* name, double x) {
    return NoGo{name, 0.0, ClearanceKind::kWarn, NoGoShape::kChain, {{x, 0, 0}}, {1.0}};
  };
  ApproachRules rules;
  rules.clearances = {{"cluneal", 10.0, ClearanceKind::kForbidden}};
  const auto avoided = structures_to_avoid({at("cluneal_left", 50.0), at("dural_sac", 60.0),
                                            at("branch", 70.0), at("l4_root_left", 1.0)},
                                           {"dural_sac", "l4_root"}, rules, Vector3d::Zero());
  EXPECT_EQ(avoided[0].least_mm, 10.0);
  EXPECT_EQ(avoided[0].kind, ClearanceKind::kForbidden);
  EXPECT_EQ(avoided[1].kind, ClearanceKind::kForbidden);
  EXPECT_EQ(avoided[2].kind, ClearanceKind::kWarn);
  EXPECT_EQ(avoided[3].kind, ClearanceKind::kWarn) << "the target lies at it";
}

}  // namespace
}  // namespace echolance
