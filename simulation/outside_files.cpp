// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "simulation/bone_mesh.hpp"
#include "simulation/mesh_field.hpp"
#include "simulation/outside_bones.hpp"

namespace echolance {
namespace {

using Eigen::AlignedBox3d;
using Eigen::Vector3d;

constexpr double kShortest_mm = 10.0;
constexpr double kLongest_mm = 700.0;

struct NamedMesh {
  std::string path;
  std::string name;
  TriangleMesh mesh;
};

AlignedBox3d box_of(const std::vector<NamedMesh>& meshes, const Eigen::Matrix3d& turn) {
  AlignedBox3d box;
  for (const auto& [path, name, mesh] : meshes) {
    for (const auto& point : mesh.points_mm) box.extend(turn * point.cast<double>());
  }
  return box;
}

double longest_mm(const AlignedBox3d& box) {
  return box.sizes().maxCoeff();
}

// The box of a generated bone's surface.
AlignedBox3d box_of(const DistanceField& field) {
  AlignedBox3d box;
  const VolumeGrid& grid = field.grid();
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        if (field.values_mm()[grid.index(x, y, z)] < 0.0F) box.extend(grid.point_mm(x, y, z));
      }
    }
  }
  return box;
}

bool stands_for(const std::string& file, const std::string& bone) {
  if (file == "pelvis") return bone == "sacrum" || bone.starts_with("ilium");
  return file == bone;
}

Error odd_size(const std::string& what, double longest_mm, const std::string& usual) {
  return {
      ErrorCode::kInvalidGeometry,
      fmt::format("{} would be {:.3g} mm long, {}; export the mesh in mm", what, longest_mm, usual),
      ""};
}

// Metres, centimetres or micrometres show in the size.
Result<void> check_size(const std::vector<NamedMesh>& meshes, const Skeleton& generated) {
  const double whole_mm = longest_mm(box_of(meshes, Eigen::Matrix3d::Identity()));
  if (!(whole_mm >= kShortest_mm && whole_mm <= kLongest_mm)) {
    return tl::unexpected<Error>(
        odd_size("all bones together", whole_mm,
                 fmt::format("where {:g} to {:g} is usual", kShortest_mm, kLongest_mm)));
  }
  for (const auto& mesh : meshes) {
    AlignedBox3d usual;
    for (const auto& bone : generated.bones) {
      if (stands_for(mesh.name, bone.name)) usual.extend(box_of(bone.surface));
    }
    if (usual.isEmpty()) continue;
    const double here_mm = longest_mm(box_of({mesh}, Eigen::Matrix3d::Identity()));
    if (here_mm < 0.5 * longest_mm(usual) || here_mm > 2.0 * longest_mm(usual)) {
      return tl::unexpected<Error>(
          odd_size(mesh.path, here_mm,
                   fmt::format("where {:.0f} is usual for this name", longest_mm(usual))));
    }
  }
  return {};
}

// Where the meshes' box goes: on the box of the generated bones of the same names, hindmost points
// at the same depth; without such bones its hindmost point to the L4 lamina in the midline.
Vector3d shift_to(const std::vector<NamedMesh>& meshes, const AlignedBox3d& box,
                  const Skeleton& generated) {
  AlignedBox3d target;
  for (const auto& bone : generated.bones) {
    const bool wanted = std::any_of(meshes.begin(), meshes.end(), [&](const NamedMesh& mesh) {
      return stands_for(mesh.name, bone.name);
    });
    if (wanted) target.extend(box_of(bone.surface));
  }
  Vector3d anchor = box.center();
  anchor.y() = box.max().y();
  if (!target.isEmpty()) {
    Vector3d place = target.center();
    place.y() = target.max().y();
    return place - anchor;
  }
  const auto lamina = generated.landmark("l4_lamina_left");
  const Vector3d place = lamina ? lamina->mm : Vector3d::Zero();
  return Vector3d(0.0, place.y(), place.z()) - anchor;
}

Result<Eigen::Isometry3d> placement(const std::vector<NamedMesh>& meshes, const OutsidePose& pose,
                                    const Skeleton& generated) {
  if (!pose.points.empty()) return fit_points(pose.points, generated);
  return rotation_of(pose).map([&](const Eigen::Matrix3d& turn) {
    Eigen::Isometry3d reference_from_file = Eigen::Isometry3d::Identity();
    reference_from_file.linear() = turn;
    reference_from_file.translation() = shift_to(meshes, box_of(meshes, turn), generated);
    return reference_from_file;
  });
}

}  // namespace

Result<Skeleton> read_outside_bones(const OutsideFiles& files, const Skeleton& generated) {
  if (files.paths.empty()) {
    return fail(ErrorCode::kNoData, "no bones are given; name at least one mesh file");
  }
  std::vector<NamedMesh> meshes;
  for (const auto& path : files.paths) {
    auto mesh = read_mesh(path);
    if (!mesh) return tl::unexpected<Error>(mesh.error());
    meshes.push_back({path, std::filesystem::path(path).stem().string(), std::move(*mesh)});
  }
  if (auto sized = check_size(meshes, generated); !sized) return tl::unexpected(sized.error());
  const auto reference_from_file = placement(meshes, files.pose, generated);
  if (!reference_from_file) return tl::unexpected<Error>(reference_from_file.error());
  Skeleton skeleton;
  for (auto& [path, name, mesh] : meshes) {
    for (auto& point : mesh.points_mm) {
      point = (*reference_from_file * point.cast<double>()).cast<float>();
    }
    auto field = field_of(mesh, files.spacing_mm);
    if (!field) return tl::unexpected<Error>(field.error().in(path));
    skeleton.bones.push_back({name, std::move(*field)});
  }
  for (const auto& point : files.pose.points) {
    skeleton.landmarks.push_back({point.name, {*reference_from_file * point.place_mm}});
  }
  if (files.target_mm) {
    skeleton.landmarks.push_back({kBonesTarget, {*reference_from_file * *files.target_mm}});
  }
  return skeleton;
}

}  // namespace echolance
