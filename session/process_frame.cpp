// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/process_frame.hpp"

#include <array>

#include "imaging/grey_image.hpp"

namespace echolance {

const char* to_string(FrameStage stage) {
  constexpr std::array<const char*, kFrameStageCount> kNames = {"region",    "change", "bone",
                                                                "landmarks", "needle", "plan"};
  return kNames[static_cast<std::size_t>(stage)];
}

PipelineState::PipelineState(const PipelineOptions& options)
    : bone_detector(options.bone), needle_tracker(options.needle) {}

FrameReport process_frame(const Frame& frame, PipelineState& state,
                          const PipelineOptions& options) {
  FrameReport report;
  report.frame_index = frame.index;
  report.time = frame.time;
  report.spacing = frame.spacing;
  if (!frame.has_image()) {
    report.needle.reason = "the frame has no picture";
    return report;
  }

  // Region: where in the picture the ultrasound is.
  const auto region = state.region_finder.update(frame.image);
  if (!region) {
    report.needle.reason = region.error().message;
    return report;
  }
  report.region = *region;
  state.done(FrameStage::kRegion);

  // Change: the same scanner frame again, the next one, or another scene.
  const cv::Mat grey = grey_of(frame.image);
  report.change = state.change_detector.update(grey(region->bounds_px));
  state.done(FrameStage::kChange);

  // Bone surface.
  if (report.change != FrameChange::kRepeated) {
    state.last_bone = state.bone_detector.detect(grey, *region, frame.spacing);
  }
  report.bone = state.last_bone;
  state.done(FrameStage::kBone);

  // Landmarks: of this picture, then over the sweep so far; vertebrae counted along it.
  const LandmarkScene scene{grey, *region, frame.spacing, report.bone};
  const auto seen = state.landmark_finder.find(scene);
  report.landmarks = state.landmark_tracker.update(seen, {frame.index, frame.time, report.change});
  state.spine_sweep.update(scene, report.change, frame.index);
  report.landmarks.levels = state.spine_sweep.in_picture();
  state.done(FrameStage::kLandmarks);

  // Needle: observation and track.
  report.needle = state.needle_tracker.update({.grey = grey,
                                               .region = *region,
                                               .spacing = frame.spacing,
                                               .time = frame.time,
                                               .change = report.change,
                                               .bone = &report.bone,
                                               .model = options.needle_model});
  state.done(FrameStage::kNeedle);

  // Plan: how the needle lies to it, with alerts.
  if (state.plan_monitor) {
    report.plan = follow_plan({frame, *region, report.needle}, *state.plan_monitor);
    state.done(FrameStage::kPlan);
  }
  return report;
}

}  // namespace echolance
