// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "imaging/metaimage_volume.hpp"
#include "session/read_ply_points.hpp"
#include "session/results_folder.hpp"
#include "session/space_content.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using Eigen::Vector3d;
using Json = nlohmann::json;

Result<std::vector<SceneLandmark>> parse_landmarks(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::kFileNotFound, "cannot be opened", path);
  const auto json = Json::parse(file, nullptr, false);
  std::vector<SceneLandmark> landmarks;
  try {
    for (const auto& mark : json.at("landmarks")) {
      if (mark.at("state") == "abstained") continue;
      const auto& point = mark.at("point_mm");
      landmarks.push_back({mark.at("name"), Vector3d(point.at(0), point.at(1), point.at(2)),
                           mark.at("std_mm"), mark.at("state") == "inferred"});
    }
  } catch (const Json::exception&) {
    return fail(ErrorCode::kDamagedFile, "is no landmarks.json; make it anew", path);
  }
  return landmarks;
}

// Sides of the body from landmarks of both, cranial from the spinous processes.
std::optional<SceneAxes> axes_from(const std::vector<SceneLandmark>& landmarks) {
  const auto place = [&](std::string_view name) -> const Vector3d* {
    const auto at = std::find_if(landmarks.begin(), landmarks.end(),
                                 [&](const SceneLandmark& mark) { return mark.name == name; });
    return at == landmarks.end() ? nullptr : &at->place_mm;
  };
  const Vector3d* left = place("psis_left");
  const Vector3d* right = place("psis_right");
  const Vector3d* upper = place("l3_spinous_tip");
  const Vector3d* lower = place("s2_spinous_tubercle");
  if (upper == nullptr) upper = place("l4_spinous_tip");
  if (lower == nullptr) lower = place("sacral_hiatus_apex");
  if (left == nullptr || right == nullptr || upper == nullptr || lower == nullptr) {
    return std::nullopt;
  }
  SceneAxes axes;
  axes.left = (*left - *right).normalized();
  const Vector3d along = *upper - *lower;
  axes.cranial = (along - along.dot(axes.left) * axes.left).normalized();
  axes.posterior = axes.cranial.cross(axes.left);
  return axes;
}

SceneAxes unknown_axes() {
  SceneAxes axes;
  axes.words = {"+x", "+y", "+z"};
  return axes;
}

// The main ones, in their order, first; only so many are worth words and balls.
std::vector<SceneLandmark> worth_showing(const std::vector<SceneLandmark>& all) {
  static constexpr std::string_view kShown[] = {
      "psis_left",           "psis_right",           "piis_left",
      "piis_right",          "l5_spinous_tip",       "l4_spinous_tip",
      "l3_spinous_tip",      "s2_spinous_tubercle",  "sacral_hiatus_apex",
      "si_joint_lower_left", "si_joint_lower_right", "s1_foramen_left",
      "s1_foramen_right",    "l4_l5_facet_left",     "l4_l5_facet_right"};
  std::vector<SceneLandmark> shown;
  for (const auto& name : kShown) {
    for (const auto& mark : all) {
      if (mark.name == name) shown.push_back(mark);
    }
  }
  return shown;
}

// Where nothing is known the value becomes 0; what is known and black becomes 1.
void mark_unknown(const std::string& folder, SpaceSceneContent& content) {
  const auto origin = read_metaimage_volume(fs::path(folder) / result_name::kVolumeOrigin);
  if (!origin || origin->values.size() != content.volume.size()) {
    content.notes.emplace_back("volume_origin.mha is missing: black may be unknown");
    return;
  }
  for (std::size_t i = 0; i < content.volume.size(); ++i) {
    const bool known = origin->values[i] != static_cast<std::uint8_t>(VoxelOrigin::kEmpty);
    content.volume[i] = known ? std::max<std::uint8_t>(content.volume[i], 1) : 0;
  }
}

}  // namespace

Result<void> add_landmarks_folder(const std::string& folder, SpaceSceneContent& content) {
  const auto landmarks = parse_landmarks((fs::path(folder) / kLandmarkResults.summary).string());
  if (!landmarks) return tl::unexpected<Error>(landmarks.error());
  const auto mesh = read_mesh((fs::path(folder) / result_name::kBonesStl).string());
  if (!mesh) {
    return tl::unexpected<Error>(
        mesh.error().code == ErrorCode::kFileNotFound
            ? Error{ErrorCode::kNoData,
                    "there are no fitted bones: the landmarks were not usable (landmarks.json says "
                    "why)",
                    folder}
            : mesh.error());
  }
  content.bone = {mesh->points_mm, {}};
  for (const auto& t : mesh->triangles) content.bone.triangles.emplace_back(t[0], t[1], t[2]);
  content.bone_kind = SceneBone::kShapeModel;
  content.landmarks = worth_showing(*landmarks);
  content.notes.emplace_back(
      "Bones are a shape model laid on the data; where nothing was scanned they are inferred");
  const auto axes = axes_from(*landmarks);
  content.axes = axes.value_or(unknown_axes());
  if (!axes) content.notes.emplace_back("The body's directions are not known: axes of the file");
  return {};
}

Result<void> add_reconstruction_folder(const std::string& folder, SpaceSceneContent& content) {
  auto volume = read_metaimage_volume(fs::path(folder) / result_name::kVolume);
  if (!volume) return tl::unexpected<Error>(volume.error());
  content.volume_grid = volume->grid;
  content.volume = std::move(volume->values);
  mark_unknown(folder, content);
  auto points = read_ply_points((fs::path(folder) / result_name::kBoneCloud).string());
  if (points) {
    content.points_mm = std::move(*points);
  } else {
    content.notes.push_back("No measured bone: " + points.error().message);
  }
  if (content.bone.triangles.empty()) {
    content.axes = unknown_axes();
    content.notes.emplace_back("The body's directions are not known: axes of the tracked space");
  }
  return {};
}

}  // namespace echolance
