// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "core/bone_surface.hpp"
#include "core/error.hpp"
#include "core/frame.hpp"
#include "core/image_region.hpp"
#include "core/landmark.hpp"
#include "core/needle.hpp"
#include "imaging/bone_surface.hpp"
#include "imaging/find_region.hpp"
#include "imaging/frame_change.hpp"
#include "imaging/frame_landmarks.hpp"
#include "imaging/landmark_track.hpp"
#include "imaging/spine_sweep.hpp"
#include "planner/deviation.hpp"
#include "session/follow_plan.hpp"
#include "session/frame_stages.hpp"
#include "tracking/needle_tracker.hpp"

namespace echolance {

struct PipelineOptions {
  BoneOptions bone;
  NeedleOptions needle;
  std::optional<NeedleModel> needle_model;
};

/// Everything the pipeline remembers from frame to frame of one recording.
struct PipelineState {
  explicit PipelineState(const PipelineOptions& options = {});

  RegionFinder region_finder;
  FrameChangeDetector change_detector;
  BoneSurfaceDetector bone_detector;
  FrameLandmarkFinder landmark_finder;
  LandmarkTracker landmark_tracker;
  SpineSweep spine_sweep;
  NeedleTracker needle_tracker;
  std::optional<PlanMonitor> plan_monitor;  ///< where a plan is followed
  BoneSurface last_bone;                    ///< of the last distinct frame, for repeated ones
  StageWatch stage_done;                    ///< told after every stage; empty: nobody asks

  void done(FrameStage stage) const {
    if (stage_done) stage_done(stage);
  }
};

/// What one frame told us. Pixels count in the whole original picture.
struct FrameReport {
  std::int64_t frame_index = 0;
  Timestamp time;
  std::optional<ImageRegion> region;  ///< empty: no ultrasound in this frame
  std::optional<PixelSpacing> spacing;
  FrameChange change = FrameChange::kFirst;
  BoneSurface bone;
  PlanarLandmarks landmarks;  ///< smoothed over the frames so far
  NeedleEstimate needle;
  std::optional<PlanReport> plan;  ///< where a plan is followed and there is ultrasound
};

/// The way of one frame from pixels to report (DESIGN 4). No thread, file, clock or drawing inside;
/// `state` is all that is carried over. CLI, replay, tests and benchmarks all call this.
[[nodiscard]] FrameReport process_frame(const Frame& frame, PipelineState& state,
                                        const PipelineOptions& options);

}  // namespace echolance
