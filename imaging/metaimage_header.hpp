// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "imaging/metaimage_fields.hpp"
#include "imaging/pixel_mapping.hpp"

namespace echolance {

/// The axes of the pixel data, as stored (before any turning).
struct MetaImageLayout {
  int width_px = 0;  ///< 0 when the file holds poses only
  int height_px = 0;
  int channels = 1;                         ///< 1, 3 or 4, interleaved
  std::optional<std::int64_t> frame_count;  ///< empty where an interrupted recording left 0

  [[nodiscard]] bool has_pixels() const { return width_px > 0 && height_px > 0; }
};

/// A MetaImage header, understood and checked.
struct MetaImageHeader {
  MetaImageLayout layout;
  ElementType element_type = ElementType::kUint8;
  bool is_compressed = false;
  bool is_big_endian = false;
  std::string orientation;                                 ///< empty where not given
  std::string image_type;                                  ///< BRIGHTNESS, RF_REAL, ...
  std::array<double, 2> element_spacing{1.0, 1.0};         ///< of the stored axes, mm
  std::optional<std::pair<double, double>> element_range;  ///< ElementMin, ElementMax
  std::string data_path;                                   ///< file that holds the pixels
  std::uint64_t data_offset = 0;
  std::vector<NamedPose> poses;                         ///< of the whole recording
  std::map<std::int64_t, MetaImageFrameFields> frames;  ///< by index, all below frame_count
  std::vector<std::string> notes;

  /// Bytes of one stored frame; checked not to overflow and to stay below 512 MiB.
  [[nodiscard]] std::uint64_t bytes_per_frame() const;
};

/// Reads the header only; the memory needed grows with its text (poses), not with the pixels.
/// Errors: kFileNotFound (also: the named data file), kDamagedFile (contradictions, missing
/// fields), kUnsupportedFormat (ASCII pixels, a list of files, volumes, other element types),
/// kNoData (no frames).
[[nodiscard]] Result<MetaImageHeader> read_metaimage_header(const std::string& path);

}  // namespace echolance
