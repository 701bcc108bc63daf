// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame_source.hpp"
#include "session/landmark_results.hpp"

namespace echolance {

/// What one run of `echolance landmarks` is asked to do.
struct LandmarksRequest {
  std::string out_dir;  ///< empty: nothing is written; see ResultsFolder for what is accepted
  std::string program_version;
  std::string input_sha256;
  SweepSurfaceOptions sweep;
  std::vector<ClickedMark> clicks;
};

/// Landmarks on a bone surface made elsewhere (read_surface), in the file's own axes. Abstaining is
/// no error. The reader's errors, kInvalidOption (a click of an unknown name), kCannotWrite.
[[nodiscard]] Result<LandmarkResults> run_surface_landmarks(const std::string& path,
                                                            const LandmarksRequest& request);

/// Landmarks in a tracked sweep, in the space of the reference marker; the back is where the probe
/// was. Same errors, those of sweep_surface.
[[nodiscard]] Result<LandmarkResults> run_sweep_landmarks(FrameSource& source,
                                                          const LandmarksRequest& request,
                                                          const TrackHooks& hooks = {});

/// A surface of a sweep to landmarks: what run_sweep_landmarks does once the frames are read.
[[nodiscard]] BoneLandmarks landmarks_of(const SweepSurface& surface,
                                         const std::vector<ClickedMark>& clicks);

}  // namespace echolance
