// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/plan_space.hpp"

#include <filesystem>

#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "core/pose_chain.hpp"
#include "imaging/open_recording.hpp"
#include "imaging/plus_config.hpp"
#include "session/input_hash.hpp"
#include "session/plan_measured.hpp"
#include "session/results_folder.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

std::string space_of(const SpaceFlags& flags) {
  return flags.space.empty() ? space::Reference::kName : flags.space;
}

Result<std::vector<NamedPose>> calibration_of(const SpaceFlags& flags) {
  if (flags.calibration_path.empty()) return std::vector<NamedPose>();
  auto config = read_plus_config(flags.calibration_path);
  if (!config) return tl::unexpected<Error>(config.error());
  return std::move(config->transforms);
}

// Whether the poses of the first frame lead from the picture to the space.
Result<bool> tracked(const std::string& path, const SpaceFlags& flags) {
  const auto calibration = calibration_of(flags);
  if (!calibration) return tl::unexpected<Error>(calibration.error());
  auto source = open_recording(path);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto frame = (*source)->next();
  if (!frame) return tl::unexpected<Error>(frame.error());
  if (!*frame) return false;
  auto poses = (*frame)->poses;
  poses.insert(poses.end(), calibration->begin(), calibration->end());
  return chain_poses(poses, space_of(flags), "Image").has_value();
}

// What echolance wrote there, by the file that sums it up.
std::optional<PlanInput> written_by_us(const fs::path& path) {
  if (fs::is_directory(path)) {
    if (fs::exists(path / kLandmarkResults.summary)) return PlanInput::kLandmarks;
    if (fs::exists(path / kReconstructResults.summary)) return PlanInput::kReconstruction;
    return std::nullopt;
  }
  const std::string name = path.filename().string();
  if (path.extension() == ".json") {
    return name == kReconstructResults.summary ? PlanInput::kReconstruction : PlanInput::kLandmarks;
  }
  const bool volume = name == result_name::kVolume || name == result_name::kVolumeOrigin;
  if (volume && fs::exists(path.parent_path() / kReconstructResults.summary)) {
    return PlanInput::kReconstruction;
  }
  return std::nullopt;
}

tl::unexpected<Error> refused(const std::string& sentence) {
  return fail(ErrorCode::kInvalidOption, sentence);
}

Result<PlanInput> recording_input(const std::string& path, const SpaceFlags& flags,
                                  const InputWishes& wishes, const PlanTask& task) {
  const bool asked = flags.in_space || !flags.space.empty() || !flags.calibration_path.empty();
  if (asked && wishes.frame_given) {
    return refused("--frame plans on one picture; leave it out to plan in space");
  }
  if (flags.skin_depth_mm) {
    return refused(
        "a recording knows the skin, or is planned on in its picture; leave "
        "--skin-depth-mm out");
  }
  if (asked) return PlanInput::kSweep;
  const bool on_picture = wishes.frame_given || wishes.target_numbers == 2 ||
                          wishes.target_from_file ||
                          (wishes.target_numbers == 0 && picture_gives_target(task));
  if (on_picture) return PlanInput::kPicture;
  return tracked(path, flags).map([](bool yes) {
    return yes ? PlanInput::kSweep : PlanInput::kPicture;
  });
}

Result<MeasuredAnatomy> sweep_anatomy(const std::string& path, const SpaceFlags& flags) {
  auto source = open_recording(path);
  if (!source) return tl::unexpected<Error>(source.error());
  auto calibration = calibration_of(flags);
  if (!calibration) return tl::unexpected<Error>(calibration.error());
  LandmarksRequest request;
  request.sweep.space = space_of(flags);
  request.sweep.calibration = std::move(*calibration);
  catch_interrupts();
  ProgressBar bar;
  const TrackHooks hooks{[&bar](const TrackProgress& progress) { bar.show(progress); },
                         [] { return interrupted(); }};
  auto anatomy = measure_sweep(**source, request, hooks);
  bar.finish();
  return anatomy;
}

}  // namespace

void add_space_flags(CLI::App& command, SpaceFlags& flags) {
  command.add_flag(
      "--in-space", flags.in_space,
      "plan on a tracked recording as a whole, as is done anyway where single pictures "
      "cannot give the target");
  command.add_option(
      "--calibration", flags.calibration_path,
      "in space: Plus configuration (XML) with ImageToProbe, where the recording has "
      "none");
  command.add_option("--space", flags.space, "in space: where to plan (default Reference)");
  command.add_option("--skin-depth-mm", flags.skin_depth_mm,
                     "where the skin is not known: a flat one so far behind the target is assumed");
}

Result<PlanInput> plan_input(const std::string& path, const SpaceFlags& flags,
                             const InputWishes& wishes, const PlanTask& task) {
  const auto ours = written_by_us(path);
  if (!ours) return recording_input(path, flags, wishes, task);
  if (wishes.frame_given) {
    return refused("--frame belongs to a recording; leave it out here");
  }
  if (flags.in_space || !flags.space.empty() || !flags.calibration_path.empty()) {
    return refused(
        "--in-space, --space and --calibration belong to a recording; leave them out "
        "here");
  }
  return *ours;
}

Result<PlanCase> case_in_space(const std::string& path, PlanInput input, const SpaceFlags& flags,
                               PlanRun& run) {
  const bool file_of_folder = input == PlanInput::kReconstruction && !fs::is_directory(path);
  auto hash = sha256_of_input(file_of_folder ? fs::path(path).parent_path().string() : path);
  if (!hash) return tl::unexpected<Error>(hash.error());
  run.input_path = path;
  run.input_sha256 = std::move(*hash);
  const auto anatomy = input == PlanInput::kSweep       ? sweep_anatomy(path, flags)
                       : input == PlanInput::kLandmarks ? read_landmarks_folder(path)
                                                        : read_reconstruction(path);
  if (!anatomy) return tl::unexpected<Error>(anatomy.error());
  return plan_case_of_anatomy(*anatomy, run.task, {flags.skin_depth_mm})
      .map_error([&](const Error& error) { return error.in(path); });
}

}  // namespace echolance
