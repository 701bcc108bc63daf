// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cmath>
#include <map>
#include <string>

#include "imaging/metaimage_fields.hpp"
#include "imaging/metaimage_volume.hpp"
#include "imaging/parse_text.hpp"
#include "imaging/pixel_stream.hpp"

namespace echolance {
namespace {

namespace fs = std::filesystem;

constexpr double kMostVoxels = 1.0e9;

tl::unexpected<Error> not_ours(const fs::path& path, const std::string& what) {
  return fail(ErrorCode::kUnsupportedFormat,
              what + "; only volumes as 'echolance reconstruct' writes them are read",
              path.string());
}

using Fields = std::map<std::string, std::string>;

std::string field(const Fields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

Result<std::array<double, 3>> three(const Fields& fields, const char* name, const fs::path& path) {
  const auto numbers = to_numbers(field(fields, name));
  if (!numbers || numbers->size() != 3) {
    return fail(ErrorCode::kDamagedFile,
                std::string("the header's ") + name + " does not give three numbers",
                path.string());
  }
  return std::array<double, 3>{(*numbers)[0], (*numbers)[1], (*numbers)[2]};
}

Result<VolumeGrid> grid_of(const Fields& fields, const fs::path& path) {
  const auto size = three(fields, "DimSize", path);
  if (!size) return tl::unexpected(size.error());
  const auto spacing = three(fields, "ElementSpacing", path);
  if (!spacing) return tl::unexpected(spacing.error());
  const auto offset = three(fields, "Offset", path);
  if (!offset) return tl::unexpected(offset.error());
  VolumeGrid grid;
  grid.spacing_mm = (*spacing)[0];
  if (!(grid.spacing_mm > 0.0) || (*spacing)[1] != grid.spacing_mm ||
      (*spacing)[2] != grid.spacing_mm) {
    return not_ours(path, "the voxels are not cubes");
  }
  double voxels = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    const double count = (*size)[static_cast<std::size_t>(axis)];
    voxels *= count;
    if (!(count >= 1.0) || count != std::floor(count) || !(voxels < kMostVoxels)) {
      return fail(ErrorCode::kDamagedFile, "the header's DimSize is no size", path.string());
    }
    grid.size[axis] = static_cast<int>(count);
    grid.origin_mm[axis] = (*offset)[static_cast<std::size_t>(axis)];
  }
  return grid;
}

}  // namespace

Result<ByteVolume> read_metaimage_volume(const fs::path& path) {
  const auto text = read_metaimage_text(path.string());
  if (!text) return tl::unexpected(text.error());
  const Fields& fields = text->fields;
  const std::string matrix = field(fields, "TransformMatrix");
  if (trim(field(fields, "NDims")) != "3" || trim(field(fields, "ElementType")) != "MET_UCHAR" ||
      trim(field(fields, "ElementDataFile")) != "LOCAL") {
    return not_ours(path, "this is no packed volume of bytes");
  }
  if (!matrix.empty() && trim(matrix) != "1 0 0 0 1 0 0 0 1") {
    return not_ours(path, "the volume is turned against its space");
  }
  ByteVolume volume;
  const auto grid = grid_of(fields, path);
  if (!grid) return tl::unexpected(grid.error());
  volume.grid = *grid;
  const bool packed = to_lower(trim(field(fields, "CompressedData"))) == "true";
  auto stream =
      PixelStream::open(path.string(), text->data_offset,
                        packed ? PixelStream::Packing::kZlib : PixelStream::Packing::kRaw);
  if (!stream) return tl::unexpected(stream.error());
  if (stream->can_hold(grid->count())) {
    volume.values.resize(grid->count());
    if (stream->read(volume.values) == volume.values.size()) return volume;
  }
  return fail(ErrorCode::kDamagedFile, "the volume is cut off or its packing is damaged",
              path.string());
}

}  // namespace echolance
