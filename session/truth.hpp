// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"

namespace echolance {

/// What the truth says of the needle in one frame.
enum class NeedleMark {
  kUnmarked,  ///< nothing: the frame does not count for the needle
  kPresent,   ///< the shaft is marked
  kAbsent,    ///< there is no needle: a needle seen here is a false alarm
};

/// How much of a needle a simulated picture shows, measured in it.
struct NeedleSight {
  double visible_length_mm = 0.0;  ///< in the bright part of the slice, not in shadow
  double picture_length_mm = 0.0;  ///< inside the picture's edges, in the slice or beside it
  double bright_length_mm = 0.0;   ///< of that what stands out
  double contrast_db = 0.0;        ///< median over its surroundings, of that in the slice
  double angle_rad = 0.0;          ///< to the probe's face, 0 to pi/2
};

/// A landmark near the picture's plane (docs/landmark_names.md).
struct TruthLandmark {
  std::string name;
  PixelPoint position;  ///< projected onto the plane
  double out_of_plane_mm = 0.0;
};

/// Truth of one frame; px of the whole picture.
struct FrameTruth {
  std::optional<std::int64_t> frame_index;  ///< empty: known by its image's name only
  std::string image;
  std::optional<double> mm_per_px;
  NeedleMark needle = NeedleMark::kUnmarked;
  std::array<PixelPoint, 2> shaft;  ///< two points on the shaft's centre line, when present
  std::optional<PixelPoint> clear_tip;
  std::optional<NeedleSight> sight;  ///< where the truth says so
  std::vector<PixelPoint> bone;  ///< the probe-facing surface, one point per column; may be empty
  bool has_landmarks = false;    ///< the truth says which landmarks there are, maybe none
  std::vector<TruthLandmark> landmarks;
};

/// Reads truth of any form of docs/files.md: an object with "frames", or a list with an image's
/// name per entry. Errors: kFileNotFound; kDamagedFile naming the entry that is wrong; kNoData
/// where nothing is marked.
[[nodiscard]] Result<std::vector<FrameTruth>> read_truth(const std::string& path);

/// Gives entries that know only their image's name their frame: the place of the name in
/// `image_names` (the recording's images in the order of its frames), or, when that is empty,
/// among the truth's own names in natural order, provided there are as many as frames.
/// kNoData where that is not possible.
[[nodiscard]] Result<void> number_frames_by_name(std::vector<FrameTruth>& truth,
                                                 const std::vector<std::string>& image_names,
                                                 std::size_t frame_count);

}  // namespace echolance
