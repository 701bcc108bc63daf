// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/write_patient.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "simulation/bone_mesh.hpp"
#include "simulation/snomed.hpp"

namespace echolance {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

double rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

ordered_json json_of(const Eigen::Vector3d& point) {
  return {rounded(point.x()), rounded(point.y()), rounded(point.z())};
}

ordered_json noted(ordered_json table, const std::string& notice) {
  if (!notice.empty()) table["notice"] = notice;
  return table;
}

ordered_json header(const std::string& notice) {
  return noted({{"space", "Reference"}, {"axes", "LPS"}, {"unit", "mm"}}, notice);
}

const char* tissue_text(Tissue tissue) {
  switch (tissue) {
    case Tissue::kBlood:
      return "blood";
    case Tissue::kDura:
      return "dura";
    default:
      return "nerve";
  }
}

Error cannot_write(const fs::path& path) {
  return {ErrorCode::kCannotWrite, "the patient cannot be written; check folder and disk",
          path.string()};
}

Result<void> write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text << '\n';
  file.flush();
  if (!file) return tl::unexpected<Error>(cannot_write(path));
  return {};
}

Result<void> write_bones(const Patient& patient, const fs::path& folder, double share) {
  for (const auto& bone : patient.skeleton.bones) {
    auto mesh = make_mesh(bone.surface, {.smoothing_passes = 8, .kept = share});
    // Thinning out can tear thin walls; the whole mesh is closed.
    if (!mesh && share < 1.0) mesh = make_mesh(bone.surface);
    if (!mesh) return tl::unexpected<Error>(mesh.error().in(bone.name));
    auto written = write_stl(*mesh, (folder / (bone.name + ".stl")).string());
    if (written) written = write_vtp(*mesh, (folder / (bone.name + ".vtp")).string());
    if (!written) return written;
  }
  return {};
}

Result<void> write_all(const Patient& patient, const fs::path& folder,
                       const WriteOptions& options) {
  return write_text(folder / "parameters.json", parameter_table(patient, options.notice))
      .and_then([&] {
        return write_text(folder / "landmarks.json", landmark_table(patient, options.notice));
      })
      .and_then(
          [&] { return write_text(folder / "tubes.json", tube_table(patient, options.notice)); })
      .and_then([&] { return write_bones(patient, folder / "bones", options.mesh_share); })
      .and_then([&] {
        const VolumeRequest request{{}, options.volume_spacing_mm};
        return write_label_volume(fill_tissue(patient, request), (folder / "labels.mha").string());
      });
}

}  // namespace

std::string landmark_table(const Patient& patient, const std::string& notice) {
  ordered_json table = header(notice);
  table["landmarks"] = ordered_json::array();
  for (const auto& landmark : patient.landmarks) {
    const auto code = bone_snomed_code(landmark.name);
    table["landmarks"].push_back(
        {{"name", landmark.name},
         {"point_mm", json_of(landmark.point.mm)},
         {"bone_snomed", code ? ordered_json(std::string(*code)) : ordered_json(nullptr)}});
  }
  return table.dump(1);
}

std::string tube_table(const Patient& patient, const std::string& notice) {
  ordered_json table = header(notice);
  table["tubes"] = ordered_json::array();
  for (const auto& tube : patient.tubes) {
    ordered_json points = ordered_json::array(), radii = ordered_json::array();
    for (const auto& point : tube.centre_mm) points.push_back(json_of(point));
    for (const double radius : tube.radius_mm) radii.push_back(rounded(radius));
    table["tubes"].push_back({{"name", tube.name},
                              {"tissue", tissue_text(tube.tissue)},
                              {"points_mm", std::move(points)},
                              {"radii_mm", std::move(radii)}});
  }
  return table.dump();
}

std::string parameter_table(const Patient& patient, const std::string& notice) {
  const char* const sex = patient.parameters.sex == Sex::kMale ? "male" : "female";
  ordered_json table = noted({{"seed", patient.parameters.seed}, {"sex", sex}}, notice);
  for (const auto& spec : patient_parameter_table()) {
    table[spec.name] = spec.get(patient.parameters);
  }
  return table.dump(1);
}

Result<void> write_patient(const Patient& patient, const std::string& folder,
                           const WriteOptions& options) {
  std::error_code problem;
  fs::path target(folder);
  if (!target.has_filename()) target = target.parent_path();  // "patient/"
  if (fs::exists(target, problem) && !(fs::is_directory(target) && fs::is_empty(target))) {
    return fail(ErrorCode::kCannotWrite, "the folder is not empty; name a new one", folder);
  }
  const fs::path partial = target.parent_path() / (target.filename().string() + ".partial");
  fs::remove_all(partial, problem);
  fs::create_directories(partial / "bones", problem);
  if (problem) return tl::unexpected<Error>(cannot_write(partial));
  auto written = write_all(patient, partial, options);
  if (written) {
    fs::rename(partial, target, problem);
    if (!problem) return {};
    written = tl::unexpected<Error>(cannot_write(target));
  }
  fs::remove_all(partial, problem);
  return written;
}

}  // namespace echolance
