// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "imaging/bone_surface.hpp"
#include "imaging/surface_points.hpp"
#include "session/run_track.hpp"

namespace echolance {

/// How a sweep becomes a surface.
struct SweepSurfaceOptions {
  BoneOptions bone;
  std::vector<NamedPose> calibration;  ///< poses that hold for all frames; count before the file's
  std::string space = "Reference";     ///< where the surface is made
};

/// Where the middle of the probe's face was in one frame and which way the beam went.
struct FacePose {
  Eigen::Vector3d middle_mm;
  Eigen::Vector3d beam;  ///< unit, into the body
};

/// The bone surface of a tracked sweep, and the skin. A probe that sees bone lies on the skin; of
/// curved faces only the middle counts, whose edges lie on it only where it is pressed in.
struct SweepSurface {
  SurfacePoints points;  ///< normals towards the probe; weights are the detector's confidence
  std::vector<FacePose> faces;
  std::vector<Eigen::Vector3f> skin_mm;  ///< where the probe touched it, in pictures with bone
  std::int64_t frames = 0;
  std::int64_t used = 0;
  std::int64_t invalid_pose = 0;
  std::int64_t without_ultrasound = 0;
  bool interrupted = false;
  std::vector<std::string> warnings;

  /// Out of the body: the mean of the directions to the probe, unit. Empty where no face is known.
  [[nodiscard]] std::optional<Eigen::Vector3d> posterior() const;
};

/// Runs region and bone detector of the pipeline over every frame whose poses are all OK, and
/// gathers the bone points. kNoData where no frame could be used, saying why; the reader's error
/// where it comes before the first usable frame.
[[nodiscard]] Result<SweepSurface> sweep_surface(FrameSource& source,
                                                 const SweepSurfaceOptions& options,
                                                 const TrackHooks& hooks = {});

/// How far a place lies under the probe's face of the nearest picture, along its beam, mm: the
/// depth under the skin. Infinite where there is no face.
[[nodiscard]] double depth_under_skin_mm(const std::vector<FacePose>& faces,
                                         const Eigen::Vector3d& place_mm);

}  // namespace echolance
