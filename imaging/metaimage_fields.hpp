// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/frame.hpp"

namespace echolance {

/// A pose while its lines are being collected; they may come in any order.
struct MetaImagePose {
  NamedPose pose;
  bool has_matrix = false;
  bool has_status = false;
};

/// What the header says of one frame.
struct MetaImageFrameFields {
  std::optional<Timestamp> time;
  std::optional<Timestamp> unfiltered_time;
  std::optional<std::int64_t> device_frame_number;
  bool image_is_valid = true;
  std::vector<MetaImagePose> poses;
};

/// The text of a MetaImage header, sorted into fields of the whole recording and fields of its
/// frames, not interpreted further.
struct MetaImageText {
  std::map<std::string, std::string> fields;            ///< other than Seq_Frame...
  std::vector<MetaImagePose> poses;                     ///< <From>To<To>Transform of the recording
  std::map<std::int64_t, MetaImageFrameFields> frames;  ///< by frame index
  std::uint64_t data_offset = 0;                        ///< first byte after ElementDataFile's line
  std::int64_t unreadable_values = 0;  ///< poses, times and counters not understood
};

/// Reads lines "Name = Value" up to and with ElementDataFile. Lines may end in CRLF and be long.
/// kFileNotFound; kDamagedFile with the line number where a line is no field, or where
/// ElementDataFile never comes.
[[nodiscard]] Result<MetaImageText> read_metaimage_text(const std::string& path);

/// "ProbeToTracker" to {"Probe", "Tracker"}; empty where it does not name two spaces.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> split_pose_name(
    std::string_view name);

/// The pose as it may be used: no status in the file means ok; a status without a readable matrix
/// is never ok.
[[nodiscard]] NamedPose finished_pose(const MetaImagePose& collected);

}  // namespace echolance
