// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/metaimage_volume.hpp"

#include <fmt/format.h>

#include <fstream>

#include "imaging/deflate_file.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

std::string header(const VolumeGrid& grid, std::uint64_t packed_bytes) {
  const auto& o = grid.origin_mm;
  const double s = grid.spacing_mm;
  return fmt::format(
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
      "CompressedData = True\nCompressedDataSize = {}\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n"
      "Offset = {} {} {}\nCenterOfRotation = 0 0 0\nAnatomicalOrientation = RAI\n"
      "ElementSpacing = {} {} {}\nDimSize = {} {} {}\nElementType = MET_UCHAR\n"
      "ElementDataFile = LOCAL\n",
      packed_bytes, o.x(), o.y(), o.z(), s, s, s, grid.size.x(), grid.size.y(), grid.size.z());
}

/// Header and packed voxels into `part`, by way of `pixels`; false when the disk refuses.
bool write_parts(const fs::path& part, const fs::path& pixels, const VolumeGrid& grid,
                 std::span<const std::uint8_t> voxels) {
  DeflateFile packed(pixels.string(), DeflateFile::Packing::kZlib);
  if (!packed.is_good() || !packed.write(voxels) || !packed.finish()) return false;
  std::ofstream file(part, std::ios::binary);
  std::ifstream from(pixels, std::ios::binary);
  file << header(grid, packed.size()) << from.rdbuf();
  file.close();
  return file.good();
}

}  // namespace

Result<void> write_metaimage_volume(const fs::path& path, const VolumeGrid& grid,
                                    std::span<const std::uint8_t> voxels) {
  if (path.extension() != ".mha") {
    return fail(ErrorCode::kInvalidOption, "a volume's name ends in .mha; give such a name",
                path.string());
  }
  if (voxels.empty() || voxels.size() != grid.count()) {
    return fail(ErrorCode::kNoData, "the volume has no voxels, so it was not written",
                path.string());
  }
  const fs::path part = path.string() + ".part", pixels = path.string() + ".pixels";
  std::error_code problem, ignored;
  const bool written = write_parts(part, pixels, grid, voxels);
  if (written) fs::rename(part, path, problem);
  fs::remove(pixels, ignored);
  if (written && !problem) return {};
  fs::remove(part, ignored);
  return fail(ErrorCode::kCannotWrite, "the volume cannot be written; check folder and disk",
              path.string());
}

}  // namespace echolance
