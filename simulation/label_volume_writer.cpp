// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "imaging/deflate_file.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {
namespace {

std::string header(const Grid& grid, std::uint64_t packed_bytes) {
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

Result<std::uint64_t> pack_labels(const TissueVolume& volume, const std::string& path) {
  DeflateFile packed(path, DeflateFile::Packing::kZlib);
  const Grid& grid = volume.grid();
  const auto row = static_cast<std::size_t>(grid.size.x());
  std::vector<std::uint8_t> labels(row);
  bool good = packed.is_good();
  for (std::size_t first = 0; good && first < grid.count(); first += row) {
    for (std::size_t i = 0; i < row; ++i) {
      labels[i] = static_cast<std::uint8_t>(volume.at_grid_point(first + i).tissue);
    }
    good = packed.write(labels);
  }
  if (good && packed.finish()) return packed.size();
  return fail(ErrorCode::kCannotWrite, "The label volume cannot be written; check folder and disk.",
              path);
}

}  // namespace

Result<void> write_label_volume(const TissueVolume& volume, const std::string& path) {
  if (!path.ends_with(".mha")) {
    return fail(ErrorCode::kInvalidOption, "A label volume's name ends in .mha.", path);
  }
  if (volume.grid().count() == 0) return fail(ErrorCode::kNoData, "The volume is empty.", path);
  const std::string pixels = path + ".pixels";
  const auto size = pack_labels(volume, pixels);
  std::error_code ignored;
  if (size) {
    std::ofstream file(path, std::ios::binary);
    std::ifstream from(pixels, std::ios::binary);
    file << header(volume.grid(), *size) << from.rdbuf();
    file.flush();
    std::filesystem::remove(pixels, ignored);
    if (file.good()) return {};
    return fail(ErrorCode::kCannotWrite, "The label volume cannot be written; check the disk.",
                path);
  }
  std::filesystem::remove(pixels, ignored);
  return tl::unexpected<Error>(size.error());
}

}  // namespace echolance
