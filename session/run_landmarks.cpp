// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/run_landmarks.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "session/bone_cloud.hpp"
#include "session/fitted_bones.hpp"
#include "session/input_hash.hpp"
#include "session/output_file.hpp"
#include "session/read_surface.hpp"
#include "session/results_folder.hpp"

namespace echolance {
namespace {

using Clock = std::chrono::steady_clock;

double since_ms(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Result<void> check_clicks(const std::vector<ClickedMark>& clicks) {
  for (const auto& click : clicks) {
    if (click.name.empty() || shape_model().mark_column(click.name) >= 0) continue;
    return fail(
        ErrorCode::kInvalidOption,
        fmt::format("there is no landmark '{}'; docs/landmark_names.md lists them", click.name));
  }
  return {};
}

// What the probe saw and touched, for planning; of surfaces made elsewhere there is nothing.
Result<void> write_sweep(const LandmarkResults& results, const ResultsFolder& folder) {
  if (!results.sweep || results.sweep->skin_mm.empty()) {
    folder.remove_stale(result_name::kBonePoints);
    folder.remove_stale(result_name::kSkin);
    return {};
  }
  const SweepSurface& sweep = *results.sweep;
  const Eigen::Map<const Eigen::Matrix3Xf> skin(sweep.skin_mm.front().data(), 3,
                                                static_cast<Eigen::Index>(sweep.skin_mm.size()));
  return write_file_atomically(
             folder.file(result_name::kBonePoints),
             points_ply(sweep.points.points_mm, "bone that was seen, in " + results.space))
      .and_then([&] {
        return write_file_atomically(
            folder.file(result_name::kSkin),
            points_ply(skin, "skin that the probe touched, in " + results.space));
      });
}

Result<void> note_files(const ResultsFolder& folder, LandmarkResults& results) {
  for (const char* name : {result_name::kBonesStl, result_name::kBonePoints, result_name::kSkin}) {
    if (!std::filesystem::exists(folder.file(name))) continue;
    auto hash = sha256_of_input(folder.file(name).string());
    if (!hash) return tl::unexpected<Error>(hash.error());
    results.files.push_back({name, std::move(*hash)});
  }
  return {};
}

Result<void> write_results(const LandmarksRequest& request, LandmarkResults& results) {
  if (request.out_dir.empty()) return {};
  const auto folder = ResultsFolder::prepare(request.out_dir, kLandmarkResults);
  if (!folder) return tl::unexpected<Error>(folder.error());
  return write_fitted_bones(results.found, *folder)
      .and_then([&] { return write_sweep(results, *folder); })
      .and_then([&] { return note_files(*folder, results); })
      .and_then([&] {
        return write_file_atomically(folder->file(result_name::kMarkups),
                                     landmarks_markups(results));
      })
      .and_then([&] {
        return write_file_atomically(folder->file(kLandmarkResults.summary),
                                     landmarks_json(results));
      });
}

LandmarkResults results_of(const std::string& path, const LandmarksRequest& request) {
  LandmarkResults results;
  results.input_path = path;
  results.input_sha256 = request.input_sha256;
  results.program_version = request.program_version;
  return results;
}

}  // namespace

BoneLandmarks landmarks_of(const SweepSurface& surface, const std::vector<ClickedMark>& clicks) {
  BoneLandmarkOptions options;
  options.hint.posterior = surface.posterior();
  options.clicks = clicks;
  options.noise.point_mm = 3.0;  // detector, tracker, the beam's width, and what is no bone
  options.stated_scale = 0.6;  // nine of ten errors on trial sweeps are then within what is stated
  return find_bone_landmarks(sure_of(surface.points), options);
}

Result<LandmarkResults> run_surface_landmarks(const std::string& path,
                                              const LandmarksRequest& request) {
  if (auto known = check_clicks(request.clicks); !known) return tl::unexpected(known.error());
  const auto surface = read_surface(path);
  if (!surface) return tl::unexpected<Error>(surface.error());
  LandmarkResults results = results_of(path, request);
  results.space = "file";
  const auto start = Clock::now();
  BoneLandmarkOptions options;
  options.clicks = request.clicks;
  results.found = find_bone_landmarks(*surface, options);
  results.fit_ms = since_ms(start);
  if (auto written = write_results(request, results); !written) {
    return tl::unexpected<Error>(written.error());
  }
  return results;
}

Result<LandmarkResults> run_sweep_landmarks(FrameSource& source, const LandmarksRequest& request,
                                            const TrackHooks& hooks) {
  if (auto known = check_clicks(request.clicks); !known) return tl::unexpected(known.error());
  auto surface = sweep_surface(source, request.sweep, hooks);
  if (!surface) return tl::unexpected<Error>(surface.error());
  LandmarkResults results = results_of(source.info().path, request);
  results.space = request.sweep.space;
  results.warnings = surface->warnings;
  const auto start = Clock::now();
  results.found = landmarks_of(*surface, request.clicks);
  results.fit_ms = since_ms(start);
  results.scan_next = what_to_scan_next(results.found);
  surface->points = sure_of(surface->points);
  results.sweep = std::move(*surface);
  if (auto written = write_results(request, results); !written) {
    return tl::unexpected<Error>(written.error());
  }
  return results;
}

}  // namespace echolance
