// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>

#include "core/pose_chain.hpp"
#include "imaging/grey_image.hpp"
#include "imaging/open_recording.hpp"
#include "planner/plan_json.hpp"
#include "session/describe_results.hpp"
#include "session/input_hash.hpp"
#include "session/nearest_word.hpp"
#include "session/results_folder.hpp"
#include "session/space_content.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr double kQuickSpacing_mm = 1.9;
constexpr const char* kPatientPath = "virtual patient ";  // how a plan names its patient

Result<Plan> read_plan(const fs::path& path) {
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::kFileNotFound, "the plan cannot be opened", path.string());
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return parse_plan(text).map_error([&](const Error& error) { return error.in(path.string()); });
}

Result<Patient> patient_of_seed(std::uint64_t seed, SceneDetail detail) {
  SkeletonOptions skeleton;
  if (detail == SceneDetail::kQuick) skeleton.spacing_mm = kQuickSpacing_mm;
  return draw_patient(seed).map(
      [&](const PatientParameters& parameters) { return make_patient(parameters, skeleton); });
}

std::optional<std::uint64_t> patient_of(const Plan& plan) {
  if (!plan.input_path.starts_with(kPatientPath)) return std::nullopt;
  const std::string seed = plan.input_path.substr(std::string(kPatientPath).size());
  if (seed.empty() || seed.size() > 19 || seed.find_first_not_of("0123456789") != seed.npos) {
    return std::nullopt;
  }
  return std::stoull(seed);
}

// The frames up to one, through the pipeline: the needle is tracked from the start.
struct TrackedFrame {
  Frame frame;
  FrameReport report;
};

bool has_good_pose(const Frame& frame, const SpaceCase& space_case) {
  std::vector<NamedPose> poses = frame.poses;
  poses.insert(poses.end(), space_case.calibration.begin(), space_case.calibration.end());
  const auto pose = chain_poses(poses, space_case.space, "Image");
  return frame.has_image() && pose && pose->status == PoseStatus::kOk;
}

Result<TrackedFrame> frame_of(FrameSource& source, const SpaceCase& space_case) {
  PipelineOptions options;
  PipelineState state(options);
  std::int64_t count = 0;
  while (true) {
    const auto frame = source.next();
    if (!frame) return tl::unexpected<Error>(frame.error());
    if (!*frame) break;
    ++count;
    const FrameReport report = process_frame(**frame, state, options);
    const bool wanted = space_case.frame ? (*frame)->index == *space_case.frame
                                         : has_good_pose(**frame, space_case);
    if (wanted) return TrackedFrame{**frame, report};
  }
  if (!space_case.frame) {
    return fail(ErrorCode::kNoData,
                fmt::format("none of the {} frames has a picture and a pose in {}; only tracked "
                            "recordings can be shown in space (a calibration may be missing)",
                            count, space_case.space));
  }
  return fail(ErrorCode::kInvalidOption,
              fmt::format("there is no frame {}; the recording has {}", *space_case.frame, count));
}

Result<void> add_recording(const SpaceCase& space_case, SpaceSceneContent& content) {
  auto source = open_recording(space_case.path, space_case.open);
  if (!source) return tl::unexpected<Error>(source.error());
  const auto tracked = frame_of(**source, space_case);
  if (!tracked) return tl::unexpected<Error>(tracked.error().in(space_case.path));
  auto added = add_tracked_picture(
      {tracked->frame, tracked->report, space_case.calibration, space_case.space}, content);
  if (!added) return tl::unexpected<Error>(added.error().in(space_case.path));
  if (content.bone.triangles.empty()) {
    content.axes.words = {"+x", "+y", "+z"};
    content.notes.push_back("The body's directions are not known: axes of " + space_case.space);
  }
  return {};
}

// The picture that an untracked plan was made in; a plan is worth seeing without it, too.
void add_planned_picture(const OpenOptions& open, SpaceSceneContent& content) {
  const Plan& plan = *content.plan;
  const auto note = [&](const std::string& why) {
    content.notes.push_back("The plan's picture is not shown: " + why);
  };
  const auto hash = sha256_of_input(plan.input_path);
  if (!hash) return note(hash.error().text());
  if (*hash != plan.input_sha256) return note(plan.input_path + " has changed since");
  auto source = open_recording(plan.input_path, open);
  if (!source) return note(source.error().text());
  SpaceCase wanted;
  wanted.frame = plan.frame_index.value_or(0);
  const auto tracked = frame_of(**source, wanted);
  if (!tracked) return note(tracked.error().text());
  const FrameReport& report = tracked->report;
  if (!report.region || !report.spacing) return note("no ultrasound or pixel size in it");
  const PixelSpacing& spacing = *report.spacing;
  const auto& bounds = report.region->bounds_px;
  ScenePicture picture;
  picture.grey = grey_of(tracked->frame.image)(bounds).clone();
  picture.scene_from_px(0, 0) = spacing.x_mm_per_px;
  picture.scene_from_px(1, 1) = spacing.y_mm_per_px;
  content.picture = std::move(picture);
  content.points_mm.clear();
  for (const auto& point : report.bone.points) {
    content.points_mm.push_back(report.region->to_image(point.position, spacing).mm.cast<float>());
  }
}

// Bones and the skin about the entry; the plan's own words matter more than landmarks.
Result<void> add_patient_of_plan(std::uint64_t seed, SceneDetail detail, const Plan& plan,
                                 SpaceSceneContent& content) {
  const auto patient = patient_of_seed(seed, detail);
  if (!patient) return tl::unexpected<Error>(patient.error());
  add_patient(*patient, content, detail);
  content.landmarks.clear();
  if (plan.best) add_skin_about(*patient, entry_mm(plan.best->way), content);
  return {};
}

// The bones that the plan was made on, where they are as they were then.
bool add_bones_of_plan(const Plan& plan, SpaceSceneContent& content) {
  const auto input = results_at(plan.input_path);
  if (!input || input->kind != ResultsInput::kLandmarks) return false;
  const auto hash = sha256_of_input(plan.input_path);
  if (!hash || *hash != plan.input_sha256) return false;
  return add_landmarks_folder(input->path, content).has_value();
}

Result<void> add_plan_case(const SpaceCase& space_case, const fs::path& path,
                           SpaceSceneContent& content) {
  auto plan = read_plan(path);
  if (!plan) return tl::unexpected<Error>(plan.error());
  const bool in_picture = plan->space == PlanSpace::kImage;
  if (in_picture && space_case.patient) {
    return fail(ErrorCode::kInvalidOption,
                "the plan was made in one picture, where a patient's bones have no place",
                path.string());
  }
  const auto seed = space_case.patient ? space_case.patient : patient_of(*plan);
  if (seed) {
    if (auto added = add_patient_of_plan(*seed, space_case.detail, *plan, content); !added)
      return added;
  } else if (!in_picture && !add_bones_of_plan(*plan, content)) {
    content.notes.emplace_back("Bones are not shown: the plan does not name its patient");
  }
  add_plan(std::move(*plan), content);
  if (in_picture) add_planned_picture(space_case.open, content);
  return {};
}

// What echolance wrote; else a recording.
Result<void> add_case(const SpaceCase& space_case, SpaceSceneContent& content) {
  const auto results = results_at(space_case.path);
  if (!results) return add_recording(space_case, content);
  switch (results->kind) {
    case ResultsInput::kPlan:
      return add_plan_case(space_case, results->path, content);
    case ResultsInput::kLandmarks:
      return add_landmarks_folder(results->path, content);
    case ResultsInput::kReconstruction:
      return add_reconstruction_folder(results->path, content);
  }
  return {};
}

}  // namespace

Result<SpaceSceneContent> open_space_case(const SpaceCase& space_case) {
  const bool patient_alone = space_case.path.empty();
  if (patient_alone && !space_case.patient) {
    return fail(ErrorCode::kInvalidOption,
                "give a plan, a landmarks or reconstruction folder, a tracked recording, or "
                "the seed of a virtual patient");
  }
  const auto results = results_at(space_case.path);
  const bool is_plan = results && results->kind == ResultsInput::kPlan;
  SpaceSceneContent content;
  if (space_case.patient && !is_plan) {  // plans bring it themselves
    const auto patient = patient_of_seed(*space_case.patient, space_case.detail);
    if (!patient) return tl::unexpected<Error>(patient.error());
    add_patient(*patient, content, space_case.detail);
    if (!patient_alone) content.landmarks.clear();
  }
  if (patient_alone) return content;
  if (auto added = add_case(space_case, content); !added) {
    return tl::unexpected<Error>(added.error());
  }
  return content;
}

}  // namespace echolance
