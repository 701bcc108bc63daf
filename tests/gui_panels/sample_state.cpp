// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/gui_panels/sample_state.hpp"

#include <algorithm>
#include <filesystem>

#include "imaging/open_recording.hpp"
#include "planner/catalogue.hpp"
#include "planner/evidence.hpp"
#include "planner/rejections.hpp"
#include "planner/usual_needle.hpp"
#include "tests/support/temporary_folder.hpp"

namespace echolance {
namespace {

const ProcedureCatalogue& catalogue() {
  static const ProcedureCatalogue all = *ProcedureCatalogue::load();
  return all;
}

std::string picture_landmark_of(const Procedure& procedure) {
  PlanTask task;
  task.procedure = procedure;
  const auto kind = sought_landmark(task);
  return kind && *kind ? to_string(**kind) : "";
}

void fill_procedures(PlanningView& plan) {
  for (const auto& one : catalogue().procedures()) {
    const bool sides = one.target.sides == TargetSides::kLeftRight;
    plan.procedures.push_back({one.id, one.name, guidance_words(one.guidance),
                               !one.target.levels.empty(), sides, one.target.levels,
                               needle_text(usual_needle(one)), picture_landmark_of(one)});
  }
}

PlanTask task_of(const PlanningView& plan) {
  PlanTask task;
  task.procedure = *catalogue().find(plan.edit.procedure);
  task.needle = choose_needle(plan.edit.needle, task.procedure)->needle;
  task.landmarks = plan.edit.landmarks;
  return task;
}

void search(const Result<PlanCase>& plan_case, const PlanTask& task, PlanningView& plan) {
  if (!plan_case) {
    plan.error = plan_case.error().text();
    return;
  }
  const TemporaryFolder folder;
  PlanRun run;
  run.task = task;
  run.out_dir = folder.path("plan");
  run.injectate = plan.edit.injectate;
  auto results = run_plan(*plan_case, run);
  plan.plan_case = std::make_shared<const PlanCase>(*plan_case);
  plan.picture.picture = plan_case->picture;
  plan.landmarks = plan_case->landmarks;
  plan.searched_frame = plan_case->frame_index;
  if (results) plan.results = std::make_shared<const PlanResults>(std::move(*results));
  if (!results) plan.error = results.error().text();
}

FrameLane lane_of(const Frame& frame, const FrameReport& report) {
  FrameLane lane;
  lane.time = frame.time;
  lane.needle = report.needle.state;
  lane.confidence = static_cast<float>(report.needle.confidence);
  lane.change = report.change;
  lane.has_picture = frame.has_image();
  lane.has_region = report.region.has_value();
  if (!frame.poses.empty()) {
    const bool ok = std::all_of(frame.poses.begin(), frame.poses.end(), [](const NamedPose& pose) {
      return pose.status == PoseStatus::kOk;
    });
    lane.pose = ok ? PoseLane::kOk : PoseLane::kBad;
  }
  if (report.needle.line) {
    lane.angle_rad = static_cast<float>(report.needle.line->angle_rad());
    if (report.spacing && report.region) {
      lane.tip_depth_mm = static_cast<float>(
          report.region->to_image(report.needle.line->tip, *report.spacing).mm.y());
    }
  }
  if (report.plan && report.plan->deviation.known()) {
    lane.plan_tip_to_target_mm = static_cast<float>(report.plan->deviation.tip_to_target_mm);
  }
  return lane;
}

void replay_all(const SampleRequest& request, SampleState& sample) {
  auto source = *open_recording(request.recording);
  PipelineState pipeline;
  const auto& results = sample.state.plan.results;
  if (results) pipeline.plan_monitor.emplace(results->plan);
  while (static_cast<std::int64_t>(sample.pictures.size()) < request.most_frames) {
    const auto frame = source->next();
    if (!frame || !*frame) break;
    auto report = process_frame(**frame, pipeline, {});
    sample.state.replay.lanes.push_back(lane_of(**frame, report));
    sample.reports.push_back(std::make_shared<const FrameReport>(std::move(report)));
    sample.pictures.push_back(std::make_shared<const Frame>(**frame));
  }
  ReplayView& replay = sample.state.replay;
  replay.open = true;
  replay.info = source->info();
  replay.spacing = source->info().spacing;
  replay.frame_count = static_cast<std::int64_t>(sample.pictures.size());
  replay.progress.frames_done = replay.frame_count;
  replay.progress.frames_total = replay.frame_count;
  replay.progress.finished = true;
  replay.progress.read_ms = 0.8;
  replay.progress.process_ms = 6.4;
  replay.progress.stages_ms = {0.1, 0.2, 2.6, 1.3, 2.2, 0.0};
}

void fill_open(OpenView& open, const std::string& recording) {
  const std::filesystem::path path(recording);
  open.folder = path.parent_path().string();
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
    open.entries.push_back({entry.path().filename().string(), entry.is_directory(),
                            entry.is_regular_file() ? entry.file_size() : 0});
  }
  std::sort(open.entries.begin(), open.entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  open.samples = {
      {open.folder + "/psis.igs.mha", "infiltration at the posterior superior iliac spine"},
      {open.folder + "/facet.igs.mha", "injection into an L4/L5 facet joint, curved probe"},
      {open.folder + "/caudal.igs.mha", "caudal epidural injection, along the sacrum"},
      {open.folder + "/faint.igs.mha", "needle beside the picture plane, nearly invisible"}};
  open.recent = {{recording, "96 frames, 2 minutes ago"}};
}

void fill_guide(SampleState& sample) {
  GuideView& guide = sample.state.guide;
  guide.running = true;
  guide.has_plan = sample.state.plan.results && sample.state.plan.results->plan.best;
  guide.live.counts = {
      .received = 57, .processed = 57, .source_hz = 16.0, .process_hz = 16.0, .process_ms = 6.4};
  guide.delay_p50_ms = 14.0;
  guide.delay_p95_ms = 22.0;
}

}  // namespace

void SampleState::show(std::int64_t frame) {
  const auto index = static_cast<std::size_t>(frame);
  state.replay.frame = frame;
  state.replay.picture = pictures[index];
  state.replay.report = reports[index];
  state.guide.live.frame = pictures[index];
  state.guide.live.report = reports[index];
  const cv::Mat& image = pictures[index]->image;
  for (PictureTexture* texture : {&state.replay.texture, &state.guide.texture}) {
    texture->width_px = image.cols;
    texture->height_px = image.rows;
  }
}

ViewerState empty_state() {
  ViewerState state;
  state.draw_ms = 3.1;
  state.window_hz = 60.0;
  state.version = "0.1.0";
  fill_procedures(state.plan);
  state.plan.why_not = "Nothing is open: open a recording or a virtual patient.";
  return state;
}

SampleState sample_state(const SampleRequest& request) {
  SampleState sample;
  sample.state = empty_state();
  fill_open(sample.state.open, request.recording);
  auto source = open_recording(request.recording);
  sample.state.open.description = *describe_recording(**source, DescribeDepth::kFirstFrames);
  PlanningView& plan = sample.state.plan;
  plan.can_plan = true;
  plan.why_not.clear();
  plan.edit.procedure = request.procedure;
  plan.edit.injectate = "lidocaine 1% 3 mL + triamcinolone 40 mg";
  const PlanTask task = task_of(plan);
  auto again = *open_recording(request.recording);
  search(plan_case_of_recording(*again, task, std::nullopt), task, plan);
  if (plan.picture.picture) {
    plan.picture.texture.width_px = plan.picture.picture->image.cols;
    plan.picture.texture.height_px = plan.picture.picture->image.rows;
  }
  replay_all(request, sample);
  fill_guide(sample);
  sample.state.space.why_not = "This recording has no tracked probe: nothing to see in space.";
  return sample;
}

ViewerState patient_state(const std::string& procedure) {
  ViewerState state = empty_state();
  state.open.patient = 3;
  PlanningView& plan = state.plan;
  plan.can_plan = true;
  plan.why_not.clear();
  plan.edit.procedure = procedure;
  const Patient patient = make_patient(*draw_patient(3));
  const PlanTask task = task_of(plan);
  search(plan_case_of_patient(patient, task), task, plan);
  state.guide.has_plan = plan.results && plan.results->plan.best;
  state.guide.simulated = true;
  return state;
}

}  // namespace echolance
