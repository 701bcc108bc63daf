// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.hpp"
#include "core/timestamp.hpp"

namespace echolance {

/// What the tracker said of a pose. Only kOk may be used.
enum class PoseStatus { kOk, kOutOfView, kMissing, kInvalid };

/// A pose as a file names it: "ProbeToTracker" has from = "Probe", to = "Tracker". Not checked for
/// rigidity: Plus keeps the pixel scale in ImageToProbe. Points move from `from` to `to`; mm.
struct NamedPose {
  std::string from;
  std::string to;
  Eigen::Matrix4d to_from = Eigen::Matrix4d::Identity();
  PoseStatus status = PoseStatus::kMissing;
};

/// One picture of a recording. Always MF orientation: x to the marked side, y away from the probe.
/// The pixels are shared and nobody writes to them.
struct Frame {
  std::int64_t index = 0;  ///< 0-based number in the recording, exact
  Timestamp time;          ///< on the recording's clock
  cv::Mat image;           ///< 8-bit, 1 channel (grey) or 3 (BGR); empty where the file has none
  std::optional<PixelSpacing> spacing;  ///< where the file gives it
  std::vector<NamedPose> poses;         ///< at this frame's time

  [[nodiscard]] bool has_image() const { return !image.empty(); }
};

/// What is known of a recording before its frames are read.
struct SequenceInfo {
  std::string path;    ///< as given
  std::string format;  ///< "metaimage", "video", "image_folder" or "image"
  int width_px = 0;
  int height_px = 0;
  std::optional<std::int64_t> frame_count;  ///< empty where the file does not tell
  double frame_rate_hz = 0.0;               ///< nominal
  std::optional<PixelSpacing> spacing;
  std::string spacing_source;  ///< where the spacing is from, in words; empty when unknown
  std::vector<std::string>
      notes;  ///< what a user should know: an assumed frame rate, a field ignored
};

}  // namespace echolance
