// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/volume.hpp"

namespace echolance {

/// Writes a volume of bytes as packed MetaImage (.mha), x fastest, axes as the grid's. The file
/// appears under its name when it is whole. kInvalidOption (name does not end in .mha), kNoData
/// (no voxel, or not as many as the grid has), kCannotWrite.
[[nodiscard]] Result<void> write_metaimage_volume(const std::filesystem::path& path,
                                                  const VolumeGrid& grid,
                                                  std::span<const std::uint8_t> voxels);

/// A volume as write_metaimage_volume() writes it, and its values.
struct ByteVolume {
  VolumeGrid grid;
  std::vector<std::uint8_t> values;  ///< grid.count()
};

/// Reads such a volume: three axes, bytes, cubic voxels, axes of the space. kFileNotFound,
/// kUnsupportedFormat (another kind of MetaImage), kDamagedFile (a field that is missing or
/// wrong, cut off).
[[nodiscard]] Result<ByteVolume> read_metaimage_volume(const std::filesystem::path& path);

}  // namespace echolance
