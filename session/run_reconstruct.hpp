// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <opencv2/core/types.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "core/volume.hpp"
#include "imaging/freehand_volume.hpp"
#include "session/run_track.hpp"

namespace echolance {

/// What one run of `echolance reconstruct` is asked to do.
struct ReconstructRequest {
  std::string out_dir;  ///< see ResultsFolder for what is accepted
  std::string input_sha256;
  std::string program_version;
  FreehandOptions volume;
  BoneOptions bone;
  /// Poses that hold for all frames, as ImageToProbe of a calibration; they count before the
  /// file's.
  std::vector<NamedPose> calibration;
  std::string space = "Reference";  ///< where the volume is made
  std::optional<cv::Rect> clip_px;  ///< only this part of the pictures; default: the region found
};

/// How many frames went where.
struct ReconstructCounts {
  std::int64_t frames = 0;
  std::int64_t used = 0;
  std::int64_t invalid_pose = 0;  ///< the tracker called a pose on the way bad
  std::int64_t without_picture = 0;
  std::int64_t without_region = 0;
};

struct ReconstructSummary {
  RunEnd end = RunEnd::kComplete;
  std::string space;
  ReconstructCounts counts;
  VolumeGrid grid;
  std::int64_t voxels_seen = 0;
  std::int64_t voxels_filled = 0;
  std::int64_t bone_points = 0;
  std::int64_t gaps = 0;         ///< neighbouring pictures too far apart to fill between them
  double largest_step_mm = 0.0;  ///< between neighbouring pictures
  double build_ms = 0.0;         ///< volume and holes, without reading
  std::vector<std::string> outputs;
  std::vector<std::string> warnings;
};

/// A freehand sweep to a volume and a bone surface in the space of the reference marker: every
/// frame with usable poses through the region and the bone detector of the pipeline, then
/// FreehandVolume. Writes volume.mha, volume_origin.mha (VoxelOrigin of each voxel),
/// bone_surface.ply and reconstruction.json (docs/files.md). Frames whose pose is not OK are
/// counted and never used. kNoData where no frame could be used, saying why; kInvalidOption,
/// kInvalidGeometry, kCannotWrite, the reader's error.
[[nodiscard]] Result<ReconstructSummary> run_reconstruct(FrameSource& source,
                                                         const ReconstructRequest& request,
                                                         const TrackHooks& hooks = {});

[[nodiscard]] std::string summary_text(const ReconstructSummary& summary);
[[nodiscard]] std::string summary_json(const ReconstructSummary& summary,
                                       const ReconstructRequest& request);

}  // namespace echolance
