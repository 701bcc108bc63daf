// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/outside_bones.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "simulation/bone_mesh.hpp"
#include "simulation/implicit_shape.hpp"
#include "simulation/mesh_field.hpp"
#include "simulation/write_patient.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

const Patient& generated() {
  static const Patient patient = make_patient(draw_patient(2).value(), SkeletonOptions{1.6});
  return patient;
}

// A lopsided pear, so that no axis can be taken for another.
DistanceField pear() {
  ImplicitShape shape;
  shape.add(ellipsoid(Vector3d(0.0, 0.0, 0.0), Vector3d(18.0, 11.0, 24.0)), 0.0);
  shape.add(ellipsoid(Vector3d(6.0, 9.0, 16.0), Vector3d(7.0, 8.0, 7.0)), 3.0);
  const Eigen::AlignedBox3d box(Vector3d(-24, -17, -30), Vector3d(24, 24, 30));
  return {VolumeGrid::around(box, 0.8), shape};
}

std::string write_turned(const TriangleMesh& mesh, const Eigen::Isometry3d& file_from_mesh,
                         const std::string& path) {
  TriangleMesh turned = mesh;
  for (auto& point : turned.points_mm) {
    point = (file_from_mesh * point.cast<double>()).cast<float>();
  }
  EXPECT_TRUE(write_stl(turned, path));
  return path;
}

TEST(MeshField, IsTheDistanceOfTheMesh) {
  const DistanceField truth = pear();
  const TriangleMesh mesh = make_mesh(truth).value();
  const DistanceField field = field_of(mesh, 1.0).value();
  for (const Vector3d& point : {Vector3d(0, 0, 0), Vector3d(19, 1, 2), Vector3d(6, 15, 16),
                                Vector3d(-17, 3, 1), Vector3d(2, -12, 5)}) {
    const double expected = truth.at(point), found = field.at(point);
    EXPECT_EQ(expected < 0.0, found < 0.0) << point.transpose();
    if (std::abs(expected) < 2.5) {
      EXPECT_NEAR(found, expected, 0.35) << point.transpose();
    }
    EXPECT_LT(std::abs(found), std::abs(expected) + 0.6) << point.transpose();
  }
}

TEST(MeshField, RefusesOpenMeshesAndOddSpacings) {
  TriangleMesh mesh = make_mesh(pear()).value();
  EXPECT_EQ(field_of(mesh, 0.0).error().code, ErrorCode::kInvalidOption);
  mesh.triangles.pop_back();
  const auto open = field_of(mesh, 1.0);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, ErrorCode::kInvalidGeometry);
  EXPECT_FALSE(open.error().message.empty());
}

TEST(ReadMesh, NamesWhatIsWrong) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_mesh(folder.path("no.stl")).error().code, ErrorCode::kFileNotFound);
  std::ofstream(folder.path("bone.txt")) << "x";
  EXPECT_EQ(read_mesh(folder.path("bone.txt")).error().code, ErrorCode::kUnsupportedFormat);
  std::ofstream(folder.path("bone.stl")) << "solid nothing\nendsolid nothing\n";
  EXPECT_EQ(read_mesh(folder.path("bone.stl")).error().code, ErrorCode::kDamagedFile);
}

TEST(OutsideBones, StatedAxesBringAMeshBackUpright) {
  const TemporaryFolder folder;
  Eigen::Isometry3d file_from_mesh = Eigen::Isometry3d::Identity();
  file_from_mesh.linear() = (Eigen::AngleAxisd(1.1, Vector3d(0.3, -0.8, 0.5).normalized()) *
                             Eigen::AngleAxisd(2.0, Vector3d::UnitZ()))
                                .toRotationMatrix();
  file_from_mesh.translation() = Vector3d(120.0, -30.0, 800.0);
  const TriangleMesh mesh = make_mesh(pear()).value();
  OutsideFiles files;
  files.paths = {write_turned(mesh, file_from_mesh, folder.path("stone.stl"))};
  files.pose.up = 3.0 * file_from_mesh.linear().col(2);
  files.pose.posterior = file_from_mesh.linear().col(1) + 0.1 * file_from_mesh.linear().col(2);
  const auto skeleton = read_outside_bones(files, generated().skeleton);
  ASSERT_TRUE(skeleton) << skeleton.error().text();
  ASSERT_EQ(skeleton->bones.size(), 1U);
  EXPECT_EQ(skeleton->bones[0].name, "stone");
  EXPECT_TRUE(skeleton->landmarks.empty());
  // Up and back are Reference's now; only the place is the reader's choice.
  const DistanceField truth = pear();
  const VolumeGrid& grid = skeleton->bones[0].surface.grid();
  const Vector3d middle =
      grid.origin_mm + 0.5 * grid.spacing_mm * (grid.size.array() - 1).cast<double>().matrix();
  Eigen::AlignedBox3d box;
  for (const auto& point : mesh.points_mm) box.extend(point.cast<double>());
  const Vector3d shift = middle - box.center();
  for (const Vector3d& point : {Vector3d(18, 0, 0), Vector3d(6, 17, 16), Vector3d(0, 0, -24)}) {
    EXPECT_NEAR(skeleton->bones[0].surface.at(point + shift), truth.at(point), 0.8);
  }
}

TEST(OutsideBones, ClickedPointsPutABoneWhereTheGeneratedOneIs) {
  const TemporaryFolder folder;
  const Skeleton& own = generated().skeleton;
  const auto l5 = std::find_if(own.bones.begin(), own.bones.end(),
                               [](const Bone& bone) { return bone.name == "l5"; });
  ASSERT_NE(l5, own.bones.end());
  Eigen::Isometry3d file_from_reference(Eigen::AngleAxisd(2.4, Vector3d(1, 2, -1).normalized()));
  file_from_reference.translation() = Vector3d(-50.0, 20.0, 10.0);
  OutsideFiles files;
  files.paths = {
      write_turned(make_mesh(l5->surface).value(), file_from_reference, folder.path("l5.stl"))};
  for (const char* name : {"l5_spinous_tip", "l5_transverse_tip_left", "l5_transverse_tip_right"}) {
    files.pose.points.push_back({name, file_from_reference * own.landmark(name)->mm});
  }
  const auto skeleton = read_outside_bones(files, own);
  ASSERT_TRUE(skeleton) << skeleton.error().text();
  for (const char* name :
       {"l5_spinous_tip", "l5_transverse_tip_left", "l5_lamina_left", "l5_upper_endplate"}) {
    const auto point = own.landmark(name);
    ASSERT_TRUE(point) << name;
    EXPECT_NEAR(skeleton->bones[0].surface.at(point->mm), 0.0, 1.0) << name;
  }
  ASSERT_EQ(skeleton->landmarks.size(), 3U);  // only what the user gave
  const Patient with = with_outside_bones(generated(), *skeleton);
  EXPECT_EQ(with.landmarks.size(), 3U);
  EXPECT_TRUE(with.tubes.empty());
  const Vector3d lamina = own.landmark("l5_lamina_left")->mm;
  VolumeRequest request;
  request.box_mm = {lamina - Vector3d(3, 12, 3), lamina + Vector3d(3, 70, 3)};
  const TissueVolume volume = fill_tissue(with, request);
  const Vector3d skin = skin_point(with, {lamina})->mm;
  EXPECT_EQ(volume.at(lamina - Vector3d(0, 3, 0)).tissue, Tissue::kTrabecularBone);
  EXPECT_EQ(volume.at(lamina + Vector3d(0, 6, 0)).tissue, Tissue::kMuscle);
  EXPECT_EQ(volume.at(skin - Vector3d(0, 1, 0)).tissue, Tissue::kSkin);
  EXPECT_EQ(volume.at(skin + Vector3d(0, 1, 0)).tissue, Tissue::kOutside);
}

TEST(OutsideBones, RefusesPosesThatSayNothing) {
  OutsidePose pose;
  pose.posterior = pose.up;
  EXPECT_EQ(rotation_of(pose).error().code, ErrorCode::kInvalidGeometry);
  const Skeleton& own = generated().skeleton;
  std::vector<ClickedPoint> line = {
      {"psis_left", {0, 0, 0}}, {"psis_right", {1, 0, 0}}, {"l5_spinous_tip", {2, 0, 0}}};
  EXPECT_EQ(fit_points(line, own).error().code, ErrorCode::kInvalidGeometry);
  line[0].name = "nose";
  EXPECT_EQ(fit_points(line, own).error().code, ErrorCode::kNoData);
  EXPECT_EQ(read_outside_bones({}, own).error().code, ErrorCode::kNoData);
}

TEST(OutsideBones, ARealFibulaLiesUnderTheSkin) {
  const char* data = std::getenv("ECHOLANCE_DATA");
  const std::string path = std::string(data != nullptr ? data : "") + "/bone_ultrabones/Fibula.stl";
  if (data == nullptr || !std::filesystem::exists(path)) {
    GTEST_SKIP() << "no Fibula.stl; set ECHOLANCE_DATA to the folder of recordings";
  }
  OutsideFiles files;
  files.paths = {path};
  files.spacing_mm = 1.5;
  const auto skeleton = read_outside_bones(files, generated().skeleton);
  ASSERT_TRUE(skeleton) << skeleton.error().text();
  const Patient with = with_outside_bones(generated(), *skeleton);
  const VolumeGrid& grid = with.skeleton.bones[0].surface.grid();
  EXPECT_GT(grid.spacing_mm * grid.size.z(), 380.0);
  int bone = 0;
  for (int z = 0; z < grid.size.z(); z += 10) {
    for (int x = 0; x < grid.size.x(); ++x) {
      for (int y = 0; y < grid.size.y(); ++y) {
        const Vector3d point = grid.point_mm(x, y, z);
        if (with.skeleton.bones[0].surface.values_mm()[grid.index(x, y, z)] >= 0.0F) continue;
        const auto skin = skin_point(with, {point});
        if (!skin) continue;
        ++bone;
        ASSERT_GT(skin->mm.y(), point.y() + 2.0);
      }
    }
  }
  EXPECT_GT(bone, 300);
}

TEST(WritePatient, LeavesAWholeFolderOrNone) {
  const TemporaryFolder folder;
  const std::string target = folder.path("patient");
  WriteOptions options;
  options.volume_spacing_mm = 4.0;
  const auto written = write_patient(generated(), target, options);
  ASSERT_TRUE(written) << written.error().text();
  for (const char* name : {"landmarks.json", "tubes.json", "parameters.json", "labels.mha",
                           "bones/l4.stl", "bones/sacrum.stl", "bones/ilium_left.stl"}) {
    EXPECT_TRUE(std::filesystem::exists(target + "/" + name)) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(target + ".partial"));
  const auto again = write_patient(generated(), target, options);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kCannotWrite);
  EXPECT_FALSE(again.error().message.empty());
  EXPECT_FALSE(write_patient(generated(), "/proc/none/patient", options));
}

TEST(WritePatient, TablesNameSpaceUnitAndSureTermsOnly) {
  const std::string landmarks = landmark_table(generated());
  EXPECT_NE(landmarks.find("\"space\": \"Reference\""), std::string::npos);
  EXPECT_NE(landmarks.find("\"unit\": \"mm\""), std::string::npos);
  EXPECT_NE(landmarks.find("\"bone_snomed\": \"11994002\""), std::string::npos);
  EXPECT_NE(landmarks.find("\"bone_snomed\": null"), std::string::npos);
  EXPECT_NE(tube_table(generated()).find("\"l4_root_left\""), std::string::npos);
  EXPECT_NE(parameter_table(generated()).find("\"body_mass_index\""), std::string::npos);
}

}  // namespace
}  // namespace echolance
