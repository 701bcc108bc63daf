// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/frame_source.hpp"

namespace echolance {

/// What the user says about a recording that its file does not.
struct OpenOptions {
  std::optional<double> frame_rate_hz;  ///< for image folders; 30 when not given, and noted
  std::optional<double> mm_per_px;      ///< overrides the file's spacing
};

/// Opens a recording of any supported kind by its content and name: MetaImage sequence (.mha,
/// .igs.mha, .mhd), video (.mp4, .avi, .mkv, .mov), folder of images, single image (.png, .jpg,
/// .jpeg, .bmp, .tif, .tiff, .pgm). Only the header is read here; frames stream. Reading may add to
/// info().notes what shows only then (a range of values, a picture of another size).
/// Errors: kFileNotFound, kUnsupportedFormat, kDamagedFile, kNoData, kInvalidOption.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_recording(const std::string& path,
                                                                  const OpenOptions& options = {});

}  // namespace echolance
