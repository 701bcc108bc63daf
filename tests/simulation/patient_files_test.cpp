// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

// What write_patient leaves on disk, read back field by field; meshes from outside in every format.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "simulation/bone_mesh.hpp"
#include "simulation/implicit_shape.hpp"
#include "simulation/outside_bones.hpp"
#include "simulation/snomed.hpp"
#include "simulation/write_patient.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using nlohmann::json;

constexpr double kSpacing_mm = 4.0;

struct Written {
  TemporaryFolder folder;
  Patient patient = make_patient(draw_patient(6).value(), SkeletonOptions{2.0});
  Result<void> outcome =
      write_patient(patient, folder.path("patient"),
                    {.volume_spacing_mm = kSpacing_mm, .mesh_share = 1.0, .notice = {}});

  std::string text(const std::string& name) const {
    return read_text(folder.path("patient/" + name));
  }
};

// Written once for all tests.
const Written& written() {
  static const Written once;
  return once;
}

Vector3d vector_of(const json& list) {
  return {list.at(0).get<double>(), list.at(1).get<double>(), list.at(2).get<double>()};
}

constexpr double kRounding_mm = 1e-4;

TEST(PatientFiles, LandmarkTableHasEveryLandmarkInOrder) {
  ASSERT_TRUE(written().outcome) << written().outcome.error().text();
  const json table = json::parse(written().text("landmarks.json"));
  EXPECT_EQ(table.at("space"), "Reference");
  EXPECT_EQ(table.at("axes"), "LPS");
  EXPECT_EQ(table.at("unit"), "mm");
  const auto& landmarks = written().patient.landmarks;
  ASSERT_EQ(table.at("landmarks").size(), landmarks.size());
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const json& row = table.at("landmarks").at(i);
    EXPECT_EQ(row.at("name"), landmarks[i].name);
    EXPECT_LT((vector_of(row.at("point_mm")) - landmarks[i].point.mm).norm(), kRounding_mm);
    const auto code = bone_snomed_code(landmarks[i].name);
    EXPECT_EQ(row.at("bone_snomed"), code ? json(std::string(*code)) : json(nullptr));
  }
}

TEST(PatientFiles, TubeTableHasEveryTubePointByPoint) {
  const json table = json::parse(written().text("tubes.json"));
  EXPECT_EQ(table.at("space"), "Reference");
  EXPECT_EQ(table.at("unit"), "mm");
  const auto& tubes = written().patient.tubes;
  ASSERT_EQ(table.at("tubes").size(), tubes.size());
  for (std::size_t i = 0; i < tubes.size(); ++i) {
    const json& row = table.at("tubes").at(i);
    EXPECT_EQ(row.at("name"), tubes[i].name);
    const char* tissue = tubes[i].tissue == Tissue::kBlood  ? "blood"
                         : tubes[i].tissue == Tissue::kDura ? "dura"
                                                            : "nerve";
    EXPECT_EQ(row.at("tissue"), tissue) << tubes[i].name;
    ASSERT_EQ(row.at("points_mm").size(), tubes[i].centre_mm.size()) << tubes[i].name;
    ASSERT_EQ(row.at("radii_mm").size(), tubes[i].radius_mm.size()) << tubes[i].name;
    for (std::size_t k = 0; k < tubes[i].centre_mm.size(); ++k) {
      const Vector3d point = vector_of(row.at("points_mm").at(k));
      EXPECT_LT((point - tubes[i].centre_mm[k]).norm(), kRounding_mm) << tubes[i].name;
      EXPECT_NEAR(row.at("radii_mm").at(k).get<double>(), tubes[i].radius_mm[k], kRounding_mm);
      EXPECT_GT(row.at("radii_mm").at(k).get<double>(), 0.0);
    }
  }
}

TEST(PatientFiles, ParametersMakeTheSamePatientAgain) {
  const json table = json::parse(written().text("parameters.json"));
  const PatientParameters& parameters = written().patient.parameters;
  EXPECT_EQ(table.at("seed"), parameters.seed);
  EXPECT_EQ(table.at("sex"), parameters.sex == Sex::kMale ? "male" : "female");
  for (const auto& row : patient_parameter_table()) {
    EXPECT_EQ(table.at(row.name).get<double>(), row.get(parameters)) << row.name;
  }
}

TEST(PatientFiles, BonesAreClosedMeshesWhereTheBonesAre) {
  for (const Bone& bone : written().patient.skeleton.bones) {
    const auto mesh = read_mesh(written().folder.path("patient/bones/" + bone.name + ".stl"));
    ASSERT_TRUE(mesh) << bone.name << ": " << mesh.error().text();
    EXPECT_TRUE(mesh->closed()) << bone.name;
    EXPECT_GT(mesh->volume_mm3(), 1000.0) << bone.name;
    for (std::size_t i = 0; i < mesh->points_mm.size(); i += 97) {
      EXPECT_NEAR(bone.surface.at(mesh->points_mm[i].cast<double>()), 0.0, 1.5) << bone.name;
    }
  }
}

std::map<std::string, std::string> header_of(const std::string& text) {
  std::map<std::string, std::string> header;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equal = line.find(" = ");
    if (equal == std::string::npos) break;
    header[line.substr(0, equal)] = line.substr(equal + 3);
    if (line.starts_with("ElementDataFile")) break;
  }
  return header;
}

TEST(PatientFiles, LabelsAreThoseOfTheFilledTissue) {
  const std::string text = written().text("labels.mha");
  const auto header = header_of(text);
  const TissueVolume volume = fill_tissue(written().patient, {{}, kSpacing_mm});
  const VolumeGrid& grid = volume.grid();
  EXPECT_EQ(header.at("ElementType"), "MET_UCHAR");
  EXPECT_EQ(header.at("NDims"), "3");
  EXPECT_EQ(header.at("TransformMatrix"), "1 0 0 0 1 0 0 0 1");
  EXPECT_EQ(header.at("DimSize"),
            fmt::format("{} {} {}", grid.size.x(), grid.size.y(), grid.size.z()));
  EXPECT_EQ(header.at("ElementSpacing"),
            fmt::format("{} {} {}", kSpacing_mm, kSpacing_mm, kSpacing_mm));
  std::istringstream offset(header.at("Offset"));
  Vector3d origin;
  offset >> origin.x() >> origin.y() >> origin.z();
  EXPECT_LT((origin - grid.origin_mm).norm(), 1e-9);
  const std::string end = "ElementDataFile = LOCAL\n";
  const std::string packed = text.substr(text.find(end) + end.size());
  ASSERT_EQ(packed.size(), std::stoull(header.at("CompressedDataSize")));
  std::vector<Bytef> labels(grid.count());
  uLongf length = labels.size();
  ASSERT_EQ(uncompress(labels.data(), &length, reinterpret_cast<const Bytef*>(packed.data()),
                       packed.size()),
            Z_OK);
  ASSERT_EQ(length, grid.count());
  std::array<int, kTissueCount> seen{};
  for (std::size_t i = 0; i < grid.count(); ++i) {
    ASSERT_EQ(labels[i], static_cast<Bytef>(volume.at_grid_point(i).tissue)) << i;
    ++seen.at(labels[i]);
  }
  for (const Tissue tissue : {Tissue::kOutside, Tissue::kSkin, Tissue::kFat, Tissue::kMuscle,
                              Tissue::kCorticalBone, Tissue::kTrabecularBone, Tissue::kBlood,
                              Tissue::kCerebrospinalFluid, Tissue::kEpiduralFat, Tissue::kDisc}) {
    EXPECT_GT(seen.at(static_cast<std::size_t>(tissue)), 0) << static_cast<int>(tissue);
  }
}

TEST(Snomed, NamesTheBoneOrNothing) {
  EXPECT_EQ(bone_snomed_code("t12_spinous_tip"), "23215003");
  EXPECT_EQ(bone_snomed_code("l5_lamina_left"), "49668003");
  EXPECT_EQ(bone_snomed_code("ischial_spine_left"), "85710004");
  EXPECT_EQ(bone_snomed_code("coccyx_tip"), "64688005");
  for (const char* name : {"pubic_tubercle_left", "hip_centre_right", "l4_l5_facet_left",
                           "s2_foramen_left", "dural_sac_end", "nose"}) {
    EXPECT_EQ(bone_snomed_code(name), std::nullopt) << name;
  }
}

TriangleMesh stone() {
  ImplicitShape shape;
  shape.add(ellipsoid(Vector3d(0.0, 0.0, 0.0), Vector3d(18.0, 11.0, 24.0)), 0.0);
  shape.add(ellipsoid(Vector3d(6.0, 9.0, 16.0), Vector3d(7.0, 8.0, 7.0)), 3.0);
  const Eigen::AlignedBox3d box(Vector3d(-24, -17, -30), Vector3d(24, 24, 30));
  return make_mesh({VolumeGrid::around(box, 1.2), shape}).value();
}

// Text, as many programs write it.
void write_ply(const TriangleMesh& mesh, const std::string& path) {
  std::ofstream file(path);
  file << "ply\nformat ascii 1.0\ncomment test\nelement vertex " << mesh.points_mm.size()
       << "\nproperty float x\nproperty float y\nproperty float z\nelement face "
       << mesh.triangles.size() << "\nproperty list uchar int vertex_indices\nend_header\n";
  for (const auto& p : mesh.points_mm) file << fmt::format("{} {} {}\n", p.x(), p.y(), p.z());
  for (const auto& t : mesh.triangles) file << fmt::format("3 {} {} {}\n", t[0], t[1], t[2]);
}

TEST(ReadMesh, ReadsStlPlyAndVtpAlike) {
  const TemporaryFolder folder;
  const TriangleMesh mesh = stone();
  ASSERT_TRUE(write_stl(mesh, folder.path("stone.stl")));
  ASSERT_TRUE(write_vtp(mesh, folder.path("stone.vtp")));
  write_ply(mesh, folder.path("stone.ply"));
  for (const char* name : {"stone.stl", "stone.ply", "stone.vtp"}) {
    const auto read = read_mesh(folder.path(name));
    ASSERT_TRUE(read) << name << ": " << read.error().text();
    EXPECT_EQ(read->points_mm.size(), mesh.points_mm.size()) << name;
    EXPECT_EQ(read->triangles.size(), mesh.triangles.size()) << name;
    EXPECT_TRUE(read->closed()) << name;
    EXPECT_NEAR(read->volume_mm3() / mesh.volume_mm3(), 1.0, 1e-4) << name;
  }
}

TEST(ReadMesh, DamagedPlyAndVtpAreToldApartFromMissingOnes) {
  const TemporaryFolder folder;
  write_text(folder.path("bone.ply"),
             "ply\nformat ascii 1.0\nelement vertex 0\nproperty float x\nproperty float y\n"
             "property float z\nelement face 0\nproperty list uchar int vertex_indices\n"
             "end_header\n");
  EXPECT_EQ(read_mesh(folder.path("bone.ply")).error().code, ErrorCode::kDamagedFile);
  EXPECT_EQ(read_mesh(folder.path("none.vtp")).error().code, ErrorCode::kFileNotFound);
}

TEST(OutsideBones, PlyAndVtpLieWhereTheStlLies) {
  const TemporaryFolder folder;
  const TriangleMesh mesh = stone();
  ASSERT_TRUE(write_stl(mesh, folder.path("stone.stl")));
  ASSERT_TRUE(write_vtp(mesh, folder.path("stone.vtp")));
  write_ply(mesh, folder.path("stone.ply"));
  const auto read = [&](const char* name) {
    OutsideFiles files;
    files.paths = {folder.path(name)};
    files.spacing_mm = 2.0;
    return read_outside_bones(files, written().patient.skeleton);
  };
  const auto stl = read("stone.stl");
  ASSERT_TRUE(stl) << stl.error().text();
  for (const char* name : {"stone.ply", "stone.vtp"}) {
    const auto other = read(name);
    ASSERT_TRUE(other) << name << ": " << other.error().text();
    ASSERT_EQ(other->bones.size(), 1U);
    EXPECT_EQ(other->bones[0].name, "stone");
    const VolumeGrid &a = stl->bones[0].surface.grid(), &b = other->bones[0].surface.grid();
    ASSERT_EQ(a.size, b.size) << name;
    EXPECT_LT((a.origin_mm - b.origin_mm).norm(), 1e-3) << name;
    for (std::size_t i = 0; i < a.count(); i += 53) {
      EXPECT_NEAR(stl->bones[0].surface.values_mm()[i], other->bones[0].surface.values_mm()[i],
                  0.02)
          << name;
    }
  }
}

}  // namespace
}  // namespace echolance
