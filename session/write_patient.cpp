// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/write_patient.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "session/output_file.hpp"
#include "session/track_summary.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr double kLabelSpacing_mm = 1.0;

ordered_json mm_json(const Eigen::Vector3d& mm) {
  return {mm.x(), mm.y(), mm.z()};
}

std::string patient_text(const Patient& patient) {
  ordered_json object = {{"schema", "echolance.patient"},
                         {"schema_version", 1},
                         {"notice", kNotAMedicalDevice},
                         {"space", "Reference: mm, x left, y posterior, z superior"}};
  object["parameters"] = {{"seed", patient.parameters.seed},
                          {"sex", patient.parameters.sex == Sex::kFemale ? "female" : "male"}};
  for (const auto& row : patient_parameter_table()) {
    object["parameters"][row.name] = row.get(patient.parameters);
  }
  for (const auto& landmark : patient.landmarks) {
    object["landmarks"][landmark.name] = mm_json(landmark.point.mm);
  }
  object["no_go"] = ordered_json::array();
  for (const auto& tube : patient.tubes) {
    ordered_json row = {{"name", tube.name}, {"radius_mm", tube.radius_mm}};
    for (const auto& point : tube.centre_mm) row["centre_mm"].push_back(mm_json(point));
    object["no_go"].push_back(row);
  }
  return object.dump(1) + "\n";
}

Result<void> write_bone(const Bone& bone, const fs::path& folder) {
  const auto mesh = make_mesh(bone.surface);
  if (!mesh) return tl::unexpected(mesh.error().in(bone.name));
  if (auto written = write_stl(*mesh, folder / (bone.name + ".stl")); !written) return written;
  return write_vtp(*mesh, folder / (bone.name + ".vtp"));
}

}  // namespace

Result<void> write_patient(const Patient& patient, const std::string& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (!fs::is_directory(folder) || !fs::is_empty(folder, problem)) {
    return fail(ErrorCode::kCannotWrite, "a patient needs a new or empty folder; name another",
                folder);
  }
  if (auto written =
          write_file_atomically(fs::path(folder) / "patient.json", patient_text(patient));
      !written) {
    return written;
  }
  for (const auto& bone : patient.skeleton.bones) {
    if (auto written = write_bone(bone, folder); !written) return written;
  }
  VolumeRequest request;
  request.spacing_mm = kLabelSpacing_mm;
  return write_label_volume(fill_tissue(patient, request), fs::path(folder) / "labels.mha");
}

}  // namespace echolance
