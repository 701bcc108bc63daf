// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/fitted_bones.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "imaging/shape_model.hpp"

namespace echolance {
namespace {

using MeshWriter = Result<void> (*)(const TriangleMesh&, const std::string&);

Result<void> write_whole(const TriangleMesh& mesh, const std::filesystem::path& path,
                         MeshWriter write) {
  const std::string part = path.string() + ".part";
  return write(mesh, part).and_then([&]() -> Result<void> {
    std::error_code error;
    std::filesystem::rename(part, path, error);
    if (!error) return {};
    return fail(ErrorCode::kCannotWrite,
                fmt::format("cannot be put in place ({}); check the folder", error.message()),
                path.string());
  });
}

}  // namespace

TriangleMesh fitted_bones(const ShapeFit& fit) {
  const ShapeModel& model = shape_model();
  const Eigen::Isometry3f data_from_model = fit.model_from_data.inverse().cast<float>();
  TriangleMesh mesh;
  mesh.triangles = model.triangles;
  for (int vertex = 0; vertex < model.vertex_count(); ++vertex) {
    mesh.points_mm.emplace_back(data_from_model * Eigen::Vector3f(fit.shape_mm.col(vertex)));
  }
  return mesh;
}

Result<void> write_fitted_bones(const BoneLandmarks& found, const ResultsFolder& folder) {
  if (!found.usable()) {
    folder.remove_stale(result_name::kBonesStl);
    folder.remove_stale(result_name::kBonesVtp);
    return {};
  }
  const TriangleMesh mesh = fitted_bones(found.fit);
  return write_whole(mesh, folder.file(result_name::kBonesStl), write_stl).and_then([&] {
    return write_whole(mesh, folder.file(result_name::kBonesVtp), write_vtp);
  });
}

}  // namespace echolance
