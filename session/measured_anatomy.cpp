// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/measured_anatomy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "session/fitted_bones.hpp"
#include "session/input_hash.hpp"
#include "session/read_ply_points.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kNewestVersion = 2;

tl::unexpected<Error> damaged(const fs::path& path, const std::string& what) {
  return fail(ErrorCode::kDamagedFile, what, path.string());
}

tl::unexpected<Error> nothing_fits(const std::string& reason,
                                   const std::vector<std::string>& scan_next) {
  std::string sentence = "there are no landmarks in space to plan on: " + reason;
  if (!scan_next.empty()) sentence += "; " + scan_next.front();
  return fail(ErrorCode::kNoData, sentence);
}

Result<json> read_json(const fs::path& path, const ResultsKind& kind, int newest) {
  std::ifstream file(path);
  if (!file) {
    return fail(
        ErrorCode::kFileNotFound,
        fmt::format("there is no {} to read; name a folder that echolance wrote", kind.summary),
        path.string());
  }
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  json object = json::parse(text, nullptr, false);
  if (!object.is_object() || object.value("schema", "") != kind.schema) {
    return damaged(path, fmt::format("the file is no {}; make it again", kind.summary));
  }
  if (object.value("schema_version", 0) > newest) {
    return fail(ErrorCode::kUnsupportedFormat,
                "the file is of a newer version of this program; use that one", path.string());
  }
  return object;
}

LandmarkState state_of(const std::string& word) {
  for (const auto state : {LandmarkState::kSeen, LandmarkState::kInferred}) {
    if (word == to_string(state)) return state;
  }
  return LandmarkState::kAbstained;
}

SpaceLandmark landmark_of(const json& object) {
  SpaceLandmark mark;
  mark.name = object.at("name").get<std::string>();
  mark.reason = object.value("reason", "");
  if (object.at("point_mm").is_null()) return mark;
  mark.state = state_of(object.at("state").get<std::string>());
  const auto& at = object.at("point_mm");
  mark.point_mm = {at.at(0).get<double>(), at.at(1).get<double>(), at.at(2).get<double>()};
  mark.std_mm = object.at("std_mm").get<double>();
  mark.confidence = object.at("confidence").get<double>();
  return mark;
}

// A file beside landmarks.json; that of another run is refused. Empty: it has none.
Result<std::string> file_of(const json& object, const fs::path& folder, const char* name) {
  const auto files = object.find("files");
  if (files == object.end() || !files->contains(name)) return std::string();
  const fs::path path = folder / name;
  const auto hash = sha256_of_input(path.string());
  if (!hash) return tl::unexpected<Error>(hash.error());
  if (*hash != files->at(name).get<std::string>()) {
    return damaged(path,
                   "the file is not the one that was written with landmarks.json; run "
                   "'echolance landmarks' again");
  }
  return path.string();
}

Result<Eigen::Matrix3Xf> points_of(const json& object, const fs::path& folder, const char* name) {
  const auto path = file_of(object, folder, name);
  if (!path) return tl::unexpected<Error>(path.error());
  if (path->empty()) return Eigen::Matrix3Xf(3, 0);
  return read_ply_values(*path, {"x", "y", "z"}).map([](const Eigen::MatrixXf& values) {
    return Eigen::Matrix3Xf(values);
  });
}

Result<TriangleMesh> bones_of(const json& object, const fs::path& folder) {
  const auto listed = file_of(object, folder, result_name::kBonesStl);
  if (!listed) return tl::unexpected<Error>(listed.error());
  // Version 1 did not list its files.
  return read_mesh((folder / result_name::kBonesStl).string());
}

Result<MeasuredAnatomy> anatomy_of_json(const json& object, const fs::path& path) {
  MeasuredAnatomy anatomy;
  try {
    anatomy.space = object.at("space").get<std::string>();
    for (const auto& mark : object.at("landmarks")) anatomy.landmarks.push_back(landmark_of(mark));
    if (!object.at("usable").get<bool>()) {
      return nothing_fits(object.at("reason").get<std::string>(),
                          object.value("scan_next", std::vector<std::string>()));
    }
  } catch (const json::exception&) {
    return damaged(path, "a key of the file is missing or wrong; run 'echolance landmarks' again");
  }
  return anatomy;
}

SurfacePoints surface_of(const Eigen::MatrixXf& values) {
  SurfacePoints points;
  points.points_mm = values.topRows<3>();
  points.normals = values.middleRows<3>(3);
  points.weights = values.row(6).transpose();
  points.sense = NormalSense::kOutward;
  return points;
}

fs::path folder_of(const std::string& path) {
  return fs::is_directory(path) ? fs::path(path) : fs::path(path).parent_path();
}

}  // namespace

Result<SpaceLandmark> MeasuredAnatomy::landmark(const std::string& name) const {
  const auto found = std::find_if(landmarks.begin(), landmarks.end(),
                                  [&](const SpaceLandmark& mark) { return mark.name == name; });
  if (found == landmarks.end()) {
    return fail(ErrorCode::kNoData, fmt::format("the fitted bones have no landmark '{}'", name), {},
                Remedy::kLandmarkInSpace);
  }
  if (found->state == LandmarkState::kAbstained) {
    return fail(ErrorCode::kNoData,
                fmt::format("the landmark '{}' is not given ({}): scan the bone around it and find "
                            "the landmarks again",
                            name, found->reason),
                {}, Remedy::kLandmarkInSpace);
  }
  return *found;
}

Result<MeasuredAnatomy> read_landmarks_folder(const std::string& path) {
  const fs::path folder = folder_of(path);
  const fs::path summary =
      fs::is_directory(path) ? folder / kLandmarkResults.summary : fs::path(path);
  const auto object = read_json(summary, kLandmarkResults, kNewestVersion);
  if (!object) return tl::unexpected<Error>(object.error());
  auto anatomy = anatomy_of_json(*object, summary);
  if (!anatomy) return tl::unexpected<Error>(anatomy.error().in(path));
  auto bones = bones_of(*object, folder);
  if (!bones) return tl::unexpected<Error>(bones.error());
  auto seen = points_of(*object, folder, result_name::kBonePoints);
  if (!seen) return tl::unexpected<Error>(seen.error());
  auto skin = points_of(*object, folder, result_name::kSkin);
  if (!skin) return tl::unexpected<Error>(skin.error());
  anatomy->bones = std::move(*bones);
  anatomy->bone_mm = std::move(*seen);
  anatomy->skin_mm = std::move(*skin);
  return anatomy;
}

Result<MeasuredAnatomy> read_reconstruction(const std::string& path) {
  const fs::path folder = folder_of(path);
  const auto object = read_json(folder / kReconstructResults.summary, kReconstructResults, 1);
  if (!object) return tl::unexpected<Error>(object.error());
  const fs::path cloud = folder / result_name::kBoneCloud;
  if (!fs::exists(cloud) || object->value("bone_points", 0) == 0) {
    return fail(ErrorCode::kNoData,
                "the reconstruction has no bone surface (bone_surface.ply), and bone is not read "
                "from the grey values; run 'echolance landmarks' on the sweep and plan on that",
                path);
  }
  const auto values =
      read_ply_values(cloud.string(), {"x", "y", "z", "nx", "ny", "nz", "confidence"});
  if (!values) return tl::unexpected<Error>(values.error());
  LandmarkResults results;
  results.space = object->value("space", "Reference");
  results.sweep.emplace();
  results.sweep->points = surface_of(*values);
  results.found = landmarks_of(*results.sweep, {});
  results.sweep->points = sure_of(results.sweep->points);
  return anatomy_of(results).map_error([&](const Error& error) { return error.in(path); });
}

Result<MeasuredAnatomy> measure_sweep(FrameSource& source, LandmarksRequest request,
                                      const TrackHooks& hooks) {
  request.out_dir.clear();
  const auto results = run_sweep_landmarks(source, request, hooks);
  if (!results) return tl::unexpected<Error>(results.error());
  return anatomy_of(*results).map_error(
      [&](const Error& error) { return error.in(source.info().path); });
}

Result<MeasuredAnatomy> anatomy_of(const LandmarkResults& results) {
  if (!results.found.usable()) {
    return nothing_fits(results.found.reason, what_to_scan_next(results.found));
  }
  MeasuredAnatomy anatomy;
  anatomy.space = results.space;
  anatomy.landmarks = results.found.landmarks;
  anatomy.bones = fitted_bones(results.found.fit);
  anatomy.warnings = results.warnings;
  if (!results.sweep) return anatomy;
  anatomy.bone_mm = results.sweep->points.points_mm;
  const auto& skin = results.sweep->skin_mm;
  anatomy.skin_mm.resize(3, static_cast<Eigen::Index>(skin.size()));
  for (std::size_t i = 0; i < skin.size(); ++i) {
    anatomy.skin_mm.col(static_cast<Eigen::Index>(i)) = skin[i];
  }
  return anatomy;
}

}  // namespace echolance
