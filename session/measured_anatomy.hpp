// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/space_landmark.hpp"
#include "session/run_landmarks.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {

/// What is known of a person after a scan, in one space, mm.
struct MeasuredAnatomy {
  std::string space;  ///< "Reference"; "file": the axes of a surface made elsewhere
  std::vector<SpaceLandmark> landmarks;
  TriangleMesh bones;        ///< as the shape model has them; inferred where nothing was seen
  Eigen::Matrix3Xf bone_mm;  ///< bone that was seen; may be empty
  Eigen::Matrix3Xf skin_mm;  ///< skin that the probe touched; may be empty
  std::vector<std::string> warnings;

  /// kNoData with the reason, where it was abstained, or where there is none of that name.
  [[nodiscard]] Result<SpaceLandmark> landmark(const std::string& name) const;
};

/// From a folder of `echolance landmarks`, or its landmarks.json. kFileNotFound, kDamagedFile (no
/// such JSON; a file beside it is another run's), kUnsupportedFormat (a newer version), kNoData
/// where its fit was not usable.
[[nodiscard]] Result<MeasuredAnatomy> read_landmarks_folder(const std::string& path);

/// From the bone surface that `echolance reconstruct` found: the landmarks are looked for anew;
/// the skin is not known. Same errors.
[[nodiscard]] Result<MeasuredAnatomy> read_reconstruction(const std::string& path);

/// From a tracked sweep, as run_sweep_landmarks; nothing is written. Its errors; kNoData where
/// nothing fits, with what to scan.
[[nodiscard]] Result<MeasuredAnatomy> measure_sweep(FrameSource& source, LandmarksRequest request,
                                                    const TrackHooks& hooks = {});

/// Of a sweep's results; kNoData where the fit is not usable.
[[nodiscard]] Result<MeasuredAnatomy> anatomy_of(const LandmarkResults& results);

}  // namespace echolance
