// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"

namespace echolance {

/// What a Plus configuration says that we use.
struct PlusConfig {
  /// CoordinateDefinitions; status kOk. ImageToProbe takes pixels to mm.
  std::vector<NamedPose> transforms;
  std::optional<double> volume_spacing_mm;  ///< VolumeReconstruction OutputSpacing
  /// VolumeReconstruction ClipRectangleOrigin and -Size: x, y, width, height, px.
  std::optional<cv::Rect> clip_px;
};

/// Reads a Plus configuration (XML, <PlusConfiguration>). kFileNotFound, kDamagedFile (not XML, a
/// matrix without sixteen numbers), kUnsupportedFormat (XML of another kind, voxels that are no
/// cubes). Format: PlusToolkit, "Configuration file", CoordinateDefinitions and
/// VolumeReconstruction.
[[nodiscard]] Result<PlusConfig> read_plus_config(const std::string& path);

}  // namespace echolance
