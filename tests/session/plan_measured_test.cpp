// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/plan_measured.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "imaging/shape_model.hpp"
#include "planner/catalogue.hpp"
#include "planner/usual_needle.hpp"
#include "session/back_skin.hpp"
#include "session/body_axes.hpp"
#include "session/bone_cloud.hpp"
#include "session/input_hash.hpp"
#include "session/measured_bone.hpp"
#include "session/plan_desk.hpp"
#include "session/read_surface.hpp"
#include "session/run_plan.hpp"
#include "tests/session/worker_help.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using testing::Contains;
using testing::HasSubstr;

const Patient& patient_3() {
  static const Patient patient = make_patient(*draw_patient(3), {2.0});
  return patient;
}

// Somewhere on a table, lying askew.
Eigen::Isometry3d askew() {
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.rotate(Eigen::AngleAxisd(1.3, Vector3d(0.3, -0.8, 0.5).normalized()));
  pose.pretranslate(Vector3d(120.0, -40.0, 300.0));
  return pose;
}

// What a perfect scan of the patient would give, in some pose.
MeasuredAnatomy perfect_scan(const Eigen::Isometry3d& pose) {
  MeasuredAnatomy anatomy;
  anatomy.space = "Reference";
  for (const auto& mark : patient_3().landmarks) {
    if (shape_model().mark_column(mark.name) < 0) continue;
    anatomy.landmarks.push_back(
        {mark.name, pose * mark.point.mm, 1.5, 0.9, LandmarkState::kSeen, ""});
  }
  for (const auto& bone : patient_3().skeleton.bones) {
    if (bone.name != "sacrum" && !bone.name.starts_with("ilium") && bone.name != "l5") continue;
    const auto mesh = make_mesh(bone.surface);
    EXPECT_TRUE(mesh) << bone.name;
    const auto first = static_cast<int>(anatomy.bones.points_mm.size());
    for (const auto& point : mesh->points_mm) {
      anatomy.bones.points_mm.push_back((pose * point.cast<double>()).cast<float>());
    }
    for (auto triangle : mesh->triangles) {
      for (int& corner : triangle) corner += first;
      anatomy.bones.triangles.push_back(triangle);
    }
  }
  std::vector<Vector3d> skin;
  for (double x = -60.0; x <= 60.0; x += 4.0) {
    for (double z = -80.0; z <= 60.0; z += 4.0) {
      const auto at = skin_point(patient_3(), {Vector3d(x, 0.0, z)});
      if (at) skin.push_back(pose * at->mm);
    }
  }
  anatomy.skin_mm.resize(3, static_cast<Eigen::Index>(skin.size()));
  for (std::size_t i = 0; i < skin.size(); ++i) {
    anatomy.skin_mm.col(static_cast<Eigen::Index>(i)) = skin[i].cast<float>();
  }
  return anatomy;
}

const MeasuredAnatomy& scan_askew() {
  static const MeasuredAnatomy scan = perfect_scan(askew());
  return scan;
}

PlanTask task_for(const std::string& name) {
  static const ProcedureCatalogue catalogue = *ProcedureCatalogue::load();
  PlanTask task;
  task.procedure = *catalogue.find(name);
  return task;
}

SpaceLandmark& landmark_in(MeasuredAnatomy& anatomy, const std::string& name) {
  return *std::find_if(anatomy.landmarks.begin(), anatomy.landmarks.end(),
                       [&](const auto& mark) { return mark.name == name; });
}

double true_bone_mm(const Vector3d& place) {
  double nearest = 1e9;
  for (const auto& bone : patient_3().skeleton.bones) {
    nearest = std::min(nearest, bone.surface.at(place));
  }
  return nearest;
}

TEST(BackSkin, FollowsWhatWasTouchedAndGoesOnWithItsCurvature) {
  const auto height = [](double x, double z) { return 60.0 - x * x / 400.0 + z / 10.0; };
  std::vector<Vector3d> touched;
  for (double x = -50.0; x <= 50.0; x += 5.0) {
    for (double z = -40.0; z <= 40.0; z += 5.0) touched.emplace_back(x, height(x, z), z);
  }
  touched.emplace_back(0.0, 120.0, 0.0);  // a probe in the air
  const auto skin = BackSkin::through(touched);
  ASSERT_TRUE(skin) << skin.error().text();
  EXPECT_NEAR(skin->at(12.0, 7.0)->y(), height(12.0, 7.0), 0.3);
  EXPECT_NEAR(skin->at(80.0, 0.0)->y(), height(80.0, 0.0), 2.0);
  EXPECT_NEAR(skin->beside_mm(80.0, 0.0), 30.0, 0.5);
  EXPECT_GT(skin->std_mm(80.0, 0.0), 2.0 * skin->std_mm(20.0, 0.0));
  EXPECT_FALSE(skin->at(95.0, 0.0));
  EXPECT_GT(skin->normal(40.0, 0.0).x(), 0.1);
}

TEST(BackSkin, TooLittleIsRefusedAndAnAssumedOneIsFlat) {
  EXPECT_EQ(BackSkin::through({{0, 0, 0}, {1, 0, 1}}).error().code, ErrorCode::kNoData);
  const BackSkin flat = BackSkin::flat(30.0);
  EXPECT_TRUE(flat.assumed());
  EXPECT_EQ(flat.at(100.0, -20.0)->y(), 30.0);
}

TEST(BodyAxes, AreFoundWhateverTheAxesOfTheSpace) {
  const auto axes = body_from_space(scan_askew().landmarks);
  ASSERT_TRUE(axes) << axes.error().text();
  // The mean's pelvis may be tilted otherwise; left stays left.
  const Eigen::Matrix3d turn = axes->linear() * askew().linear();
  EXPECT_GT(turn(0, 0), 0.998);
  EXPECT_GT(turn(1, 1), 0.98);
  EXPECT_GT(turn(2, 2), 0.98);
  EXPECT_EQ(body_from_space({}).error().code, ErrorCode::kNoData);
}

TEST(PlanMeasured, AWayOfAPerfectScanReachesTheTargetAndMeetsNoBone) {
  const TemporaryFolder folder;
  const PlanTask task = task_for("psis-infiltration");
  const auto plan_case = plan_case_of_anatomy(scan_askew(), task);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  PlanRun run;
  run.task = task;
  run.out_dir = folder.path("plan");
  const auto results = run_plan(*plan_case, run);
  ASSERT_TRUE(results) << results.error().text();
  ASSERT_TRUE(results->plan.best);
  EXPECT_EQ(results->plan.space, PlanSpace::kReference);
  EXPECT_NEAR(results->plan.target_std_mm, 1.5 / std::sqrt(3.0), 1e-6);
  const Eigen::Isometry3d home = askew().inverse();
  const Vector3d entry = home * entry_mm(results->plan.best->way);
  const Vector3d end = home * end_mm(results->plan.best->way);
  const auto psis = patient_3().skeleton.landmark("psis_left");
  EXPECT_LT((end - psis->mm).norm(), 2.0);
  for (double part = 0.02; (1.0 - part) * (end - entry).norm() > 3.0; part += 0.01) {
    EXPECT_GT(true_bone_mm(entry + part * (end - entry)), 0.0) << part;
  }
  const auto skin = skin_point(patient_3(), {entry});
  ASSERT_TRUE(skin);
  EXPECT_NEAR(entry.y(), skin->mm.y(), 4.0);
  EXPECT_THAT(results->plan.warnings, Contains(HasSubstr("NOT avoided")));
  EXPECT_THAT(results->plan.warnings, Contains(HasSubstr("which bone was seen is not known")));
}

TEST(PlanMeasured, TheSideIsThePatientsNotTheFilesAxes) {
  PlanTask task = task_for("psis-infiltration");
  task.site.side = BodySide::kRight;
  const auto plan_case = plan_case_of_anatomy(scan_askew(), task);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  const Vector3d at = askew().inverse() * plan_case->target_mm;
  EXPECT_LT((at - patient_3().skeleton.landmark("psis_right")->mm).norm(), 1e-6);
  for (const auto& direction : plan_case->scene.compass) {
    if (direction.name != "lateral") continue;
    EXPECT_LT((askew().linear().transpose() * direction.direction).x(), -0.9);
  }
}

TEST(PlanMeasured, ALandmarkOfTheUsersMovesTheTargetOrWhatIsAvoided) {
  PlanTask task = task_for("psis-infiltration");
  const auto found = plan_case_of_anatomy(scan_askew(), task);
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_EQ(found->landmarks.front().standing, LandmarkStanding::kFound);
  EXPECT_EQ(found->landmarks.front().confidence, 0.9);
  const Vector3d place = found->target_mm + askew().linear() * Vector3d(2.0, 0.0, 3.0);
  task.landmarks = {{"psis_left", place}};
  MeasuredAnatomy anatomy = scan_askew();
  landmark_in(anatomy, "psis_left").state = LandmarkState::kAbstained;
  const auto placed = plan_case_of_anatomy(anatomy, task);
  ASSERT_TRUE(placed) << placed.error().text();
  EXPECT_LT((placed->target_mm - place).norm(), 1e-9);
  EXPECT_EQ(placed->target_std_mm, kPlacedStd_mm);
  EXPECT_THAT(placed->warnings, Contains(HasSubstr("PLACED BY YOU")));
  EXPECT_THAT(placed->warnings, testing::Not(Contains(HasSubstr("of a fitted shape"))));

  task.landmarks = {{"psis_left", {}}};
  EXPECT_THAT(plan_case_of_anatomy(anatomy, task).error().text(),
              HasSubstr("no psis_left here that could be accepted"));
  task.landmarks = {{"l1_spinous_tip", {}}};
  EXPECT_EQ(plan_case_of_anatomy(scan_askew(), task).error().code, ErrorCode::kInvalidOption);
}

TEST(PlanMeasured, AnAbstainedLandmarkIsRefusedWithItsReason) {
  MeasuredAnatomy anatomy = scan_askew();
  auto& mark = landmark_in(anatomy, "psis_left");
  mark.state = LandmarkState::kAbstained;
  mark.reason = "an error of 40 mm must be expected";
  const auto refused = plan_case_of_anatomy(anatomy, task_for("psis-infiltration"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("an error of 40 mm"));
  EXPECT_THAT(refused.error().text(), HasSubstr("--target"));
  PlanTask task = task_for("psis-infiltration");
  task.target_mm = mark.point_mm;
  EXPECT_TRUE(plan_case_of_anatomy(anatomy, task));
}

TEST(PlanMeasured, LandmarksToAvoidAreKeptAwayFromByTheirErrorMore) {
  MeasuredAnatomy anatomy = scan_askew();
  const PlanTask task = task_for("sacroiliac-joint-lower");
  const auto exact = plan_case_of_anatomy(anatomy, task);
  ASSERT_TRUE(exact) << exact.error().text();
  landmark_in(anatomy, "s2_foramen_left").std_mm = 5.5;
  landmark_in(anatomy, "s3_foramen_left").state = LandmarkState::kAbstained;
  const auto unsure = plan_case_of_anatomy(anatomy, task);
  ASSERT_TRUE(unsure);
  const auto least = [](const PlanCase& plan_case, const std::string& name) {
    for (const auto& structure : plan_case.scene.no_go) {
      if (structure.name == name) return structure.least_mm;
    }
    return -1.0;
  };
  EXPECT_NEAR(least(*unsure, "s2_foramen_left"), least(*exact, "s2_foramen_left") + 4.0, 1e-9);
  EXPECT_GT(least(*exact, "s3_foramen_left"), 0.0);
  EXPECT_EQ(least(*unsure, "s3_foramen_left"), -1.0);
  EXPECT_THAT(unsure->warnings, Contains(HasSubstr("NOT avoided: s3_foramen_left")));
}

TEST(PlanMeasured, SkinThatIsNotKnownMustBeStated) {
  MeasuredAnatomy anatomy = scan_askew();
  const PlanTask task = task_for("psis-infiltration");
  EXPECT_EQ(plan_case_of_anatomy(anatomy, task, {20.0}).error().code, ErrorCode::kInvalidOption);
  anatomy.skin_mm.resize(3, 0);
  anatomy.space = "file";
  const auto refused = plan_case_of_anatomy(anatomy, task);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("--skin-depth-mm"));
  const auto assumed = plan_case_of_anatomy(anatomy, task, {20.0});
  ASSERT_TRUE(assumed) << assumed.error().text();
  EXPECT_THAT(assumed->warnings, Contains(HasSubstr("ASSUMED to be flat, 20 mm")));
  EXPECT_EQ(assumed->axes, "file");
  EXPECT_EQ(plan_case_of_anatomy(anatomy, task, {0.0}).error().code, ErrorCode::kInvalidOption);
}

TEST(BoneAboutWays, CountsWhatWasSeenAndWhatNothingExplains) {
  MeasuredAnatomy anatomy;
  anatomy.bones.points_mm = {{-20, 0, -20}, {20, 0, -20}, {20, 0, 20}, {-20, 0, 20}};
  anatomy.bones.triangles = {{0, 2, 1}, {0, 3, 2}};  // faces +y
  anatomy.bone_mm.resize(3, 2);
  anatomy.bone_mm << -12.0F, 0.0F, 0.0F, 20.0F, 0.0F, 0.0F;
  const SeenBone seen = BoneAboutWays(anatomy).about({0, 40, 0}, {0, 0, 0});
  EXPECT_GT(seen.places, 100);
  EXPECT_GT(seen.seen, 0);
  EXPECT_LT(seen.seen, seen.places / 4);
  EXPECT_EQ(seen.unexplained, 1);
}

// A folder as 'echolance landmarks' writes it, in short.
class LandmarksFolder : public testing::Test {
 protected:
  void SetUp() override {
    write_text(folder_.path("skin.ply"), "ply\n");
    EXPECT_TRUE(write_stl(scan_askew().bones, folder_.path("bones.stl")));
    json_ = {{"schema", "echolance.landmarks"},
             {"schema_version", 1},
             {"space", "Reference"},
             {"usable", true},
             {"reason", ""},
             {"landmarks", nlohmann::json::array()}};
    for (const auto& mark : scan_askew().landmarks) {
      const auto& at = mark.point_mm;
      json_["landmarks"].push_back({{"name", mark.name},
                                    {"state", "seen"},
                                    {"std_mm", mark.std_mm},
                                    {"confidence", 0.9},
                                    {"point_mm", {at.x(), at.y(), at.z()}}});
    }
  }
  Result<MeasuredAnatomy> read() {
    write_text(folder_.path("landmarks.json"), json_.dump());
    return read_landmarks_folder(folder_.path());
  }

  TemporaryFolder folder_;
  nlohmann::json json_;
};

TEST_F(LandmarksFolder, OfVersionOneIsReadOnWithoutSkin) {
  const auto anatomy = read();
  ASSERT_TRUE(anatomy) << anatomy.error().text();
  EXPECT_EQ(anatomy->landmarks.size(), scan_askew().landmarks.size());
  EXPECT_EQ(anatomy->skin_mm.cols(), 0);
  EXPECT_EQ(anatomy->bones.triangles.size(), scan_askew().bones.triangles.size());
  EXPECT_TRUE(read_landmarks_folder(folder_.path("landmarks.json")));
  EXPECT_TRUE(plan_case_of_anatomy(*anatomy, task_for("psis-infiltration"), {25.0}));
}

TEST_F(LandmarksFolder, WithFilesOfAnotherRunOrANewerVersionIsRefused) {
  json_["files"] = {{"skin.ply", "0123"}};
  EXPECT_EQ(read().error().code, ErrorCode::kDamagedFile);
  json_.erase("files");
  json_["schema_version"] = 9;
  EXPECT_EQ(read().error().code, ErrorCode::kUnsupportedFormat);
  json_["schema_version"] = 2;
  json_["usable"] = false;
  json_["reason"] = "nothing fits";
  EXPECT_THAT(read().error().message, HasSubstr("nothing fits"));
  json_.erase("landmarks");
  EXPECT_EQ(read().error().code, ErrorCode::kDamagedFile);
  EXPECT_EQ(read_landmarks_folder(folder_.path("none")).error().code, ErrorCode::kFileNotFound);
}

// The viewer plans on the folder as the command line does.
TEST_F(LandmarksFolder, IsPlannedOnByTheDeskWithTheSameNumbers) {
  std::vector<CloudPoint> skin;
  for (const auto& place : scan_askew().skin_mm.colwise()) {
    skin.push_back({place, Eigen::Vector3f::UnitY(), 1.0F, 0});
  }
  write_text(folder_.path("skin.ply"), cloud_ply(skin, "Reference"));
  json_["schema_version"] = 2;
  json_["files"] = {{"skin.ply", *sha256_of_input(folder_.path("skin.ply"))}};
  const auto anatomy = read();
  ASSERT_TRUE(anatomy) << anatomy.error().text();
  PlanRun run;
  run.task = task_for("psis-infiltration");
  run.task.needle = usual_needle(run.task.procedure);
  const auto plan_case = plan_case_of_anatomy(*anatomy, run.task);
  ASSERT_TRUE(plan_case) << plan_case.error().text();
  const auto truth = plan_results(*plan_case, run);
  ASSERT_TRUE(truth && truth->plan.best);

  PlanDesk desk;
  desk.open({nullptr, std::nullopt, "9.9", "", folder_.path()});
  PlanEdit edit;
  desk.search(edit);
  ASSERT_TRUE(wait_until([&] { return !desk.busy(); }));
  const auto answer = desk.newest();
  ASSERT_TRUE(answer && answer->results) << answer->error;
  const Plan& plan = answer->results->plan;
  ASSERT_TRUE(plan.best);
  EXPECT_EQ(entry_mm(plan.best->way), entry_mm(truth->plan.best->way));
  EXPECT_EQ(plan.best->score, truth->plan.best->score);
  EXPECT_EQ(plan.warnings, truth->plan.warnings);
  EXPECT_EQ(plan.input_path, folder_.path());
  edit.entry_mm = entry_mm(plan.best->way);
  desk.search(edit);
  ASSERT_TRUE(wait_until([&] { return !desk.busy(); }));
  ASSERT_TRUE(desk.newest()->own);
  EXPECT_EQ(desk.newest()->own->path.score, truth->plan.best->score);
}

// What faces backwards of the pelvis, as 'echolance reconstruct' writes it.
void write_reconstruction(const TemporaryFolder& folder) {
  std::vector<CloudPoint> cloud;
  const SurfacePoints points = points_on(scan_askew().bones, 2.0);
  const Vector3d posterior = askew().linear().col(1);
  for (int i = 0; i < points.count(); ++i) {
    if (points.normals.col(i).cast<double>().dot(posterior) < 0.3) continue;
    cloud.push_back({points.points_mm.col(i), points.normals.col(i), 0.95F, i});
  }
  write_text(folder.path("bone_surface.ply"), cloud_ply(cloud, "Reference"));
  const nlohmann::json summary = {{"schema", "echolance.reconstruct"},
                                  {"schema_version", 1},
                                  {"space", "Reference"},
                                  {"bone_points", cloud.size()}};
  write_text(folder.path("reconstruction.json"), summary.dump());
}

TEST(Reconstruction, GivesLandmarksAndBoneButNoSkin) {
  const TemporaryFolder folder;
  write_reconstruction(folder);
  const auto anatomy = read_reconstruction(folder.path());
  ASSERT_TRUE(anatomy) << anatomy.error().text();
  EXPECT_EQ(anatomy->skin_mm.cols(), 0);
  EXPECT_GT(anatomy->bone_mm.cols(), 1000);
  const auto psis = anatomy->landmark("psis_left");
  ASSERT_TRUE(psis) << psis.error().text();
  const Vector3d truth = askew() * patient_3().skeleton.landmark("psis_left")->mm;
  EXPECT_LT((psis->point_mm - truth).norm(), 6.0);
  const PlanTask task = task_for("psis-infiltration");
  EXPECT_EQ(plan_case_of_anatomy(*anatomy, task).error().code, ErrorCode::kNoData);
  EXPECT_TRUE(plan_case_of_anatomy(*anatomy, task, {20.0}));
  std::filesystem::remove(folder.path("bone_surface.ply"));
  EXPECT_THAT(read_reconstruction(folder.path()).error().message, HasSubstr("echolance landmarks"));
}

}  // namespace
}  // namespace echolance
