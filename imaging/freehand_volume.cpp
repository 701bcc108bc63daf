// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/freehand_volume.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <opencv2/core/utility.hpp>

#include "imaging/slice_splat.hpp"

namespace echolance {
namespace {

constexpr double kMostVoxels = 536870912.0;  // 2^29: 10 GB while building
constexpr int kLayersPerTask = 8;            // work for 2 to 64 threads, little seen twice

using Place = Eigen::Matrix3d;

/// Columns: along x, along y, origin of the pixels of a picture shrunk by (x, y).
Place shrunk_place(const Eigen::Matrix4d& reference_from_pixel, double by_x, double by_y) {
  const Eigen::Vector3d along_x = reference_from_pixel.block<3, 1>(0, 0);
  const Eigen::Vector3d along_y = reference_from_pixel.block<3, 1>(0, 1);
  const Eigen::Vector3d origin = reference_from_pixel.block<3, 1>(0, 3);
  Place place;
  place.col(0) = along_x * by_x;
  place.col(1) = along_y * by_y;
  // The first shrunk pixel's centre is the middle of the pixels it covers.
  place.col(2) = origin + along_x * (by_x - 1.0) / 2.0 + along_y * (by_y - 1.0) / 2.0;
  return place;
}

std::array<Eigen::Vector3d, 4> corners_of(const cv::Mat& grey,
                                          const Eigen::Matrix4d& reference_from_pixel) {
  const auto corner = [&](int x, int y) -> Eigen::Vector3d {
    return (reference_from_pixel * Eigen::Vector4d(x, y, 0.0, 1.0)).head<3>();
  };
  const int right = grey.cols - 1, bottom = grey.rows - 1;
  return {corner(0, 0), corner(right, 0), corner(0, bottom), corner(right, bottom)};
}

Result<VolumeGrid> grid_around(const std::vector<VolumeSlice>& slices, double spacing_mm) {
  Eigen::Array3d low = Eigen::Array3d::Constant(1e300), high = -low;
  for (const auto& slice : slices) {
    for (const auto& corner : slice.corners_mm) {
      low = low.min(corner.array());
      high = high.max(corner.array());
    }
  }
  const Eigen::Array3d voxels = ((high - low) / spacing_mm).floor() + 1.0;
  if (voxels.prod() > kMostVoxels) {
    return fail(ErrorCode::kInvalidOption,
                fmt::format("the sweep spans {:.0f} x {:.0f} x {:.0f} mm, too much for voxels of "
                            "{} mm; take {:.2g} mm or more",
                            high.x() - low.x(), high.y() - low.y(), high.z() - low.z(), spacing_mm,
                            spacing_mm * std::cbrt(voxels.prod() / kMostVoxels) * 1.05));
  }
  return VolumeGrid{low.matrix(), spacing_mm, voxels.cast<int>().matrix()};
}

Place in_voxels(const Place& place, const VolumeGrid& grid) {
  Place voxels = place;
  voxels.col(2) -= grid.origin_mm;
  return voxels / grid.spacing_mm;
}

double farthest_corner_mm(const VolumeSlice& a, const VolumeSlice& b) {
  double farthest = 0.0;
  for (std::size_t i = 0; i < a.corners_mm.size(); ++i) {
    farthest = std::max(farthest, (a.corners_mm[i] - b.corners_mm[i]).norm());
  }
  return farthest;
}

/// Whether the box of both slices' corners reaches the layers.
bool reaches(const VolumeSlice& a, const VolumeSlice& b, const VolumeGrid& grid,
             const SumLayers& layers) {
  double low = 1e300, high = -1e300;
  for (const auto* slice : {&a, &b}) {
    for (const auto& corner : slice->corners_mm) {
      low = std::min(low, corner.z());
      high = std::max(high, corner.z());
    }
  }
  const auto layer_of = [&](double z_mm) { return (z_mm - grid.origin_mm.z()) / grid.spacing_mm; };
  return layer_of(high) > layers.first - 1 && layer_of(low) < layers.first + layers.count;
}

/// Splats pictures interpolated between two slices, at most a voxel from each other.
void splat_between(const VolumeSlice& a, const VolumeSlice& b, const VolumeGrid& grid,
                   SumLayers& layers) {
  if (a.coarse.grey.size() != b.coarse.grey.size() || !reaches(a, b, grid, layers)) return;
  const int steps = static_cast<int>(std::ceil(farthest_corner_mm(a, b) / grid.spacing_mm));
  cv::Mat between;
  for (int step = 1; step < steps; ++step) {
    const double share = static_cast<double>(step) / steps;
    cv::addWeighted(a.coarse.grey, 1.0 - share, b.coarse.grey, share, 0.0, between);
    const Place place = (1.0 - share) * a.coarse.place + share * b.coarse.place;
    splat(between, a.coarse.mask, in_voxels(place, grid), layers);
  }
}

std::uint8_t mean_of(const VoxelSum& sum) {
  return cv::saturate_cast<std::uint8_t>(sum.value / sum.weight);
}

/// Writes the voxels of these layers: seen where a picture reached, else filled.
void write_layers(const SumLayers& seen, const SumLayers& filled, GreyVolume& volume) {
  const Eigen::Vector3i size = volume.grid.size;
  for (int z = seen.first; z < seen.first + seen.count; ++z) {
    for (int y = 0; y < size.y(); ++y) {
      const VoxelSum* seen_row = seen.row(y, z);
      const VoxelSum* filled_row = filled.row(y, z);
      const std::size_t first = volume.grid.index(0, y, z);
      for (int x = 0; x < size.x(); ++x) {
        const bool is_seen = seen_row[x].weight > 0.0F;
        if (!is_seen && filled_row[x].weight <= 0.0F) continue;
        volume.values[first + x] = mean_of(is_seen ? seen_row[x] : filled_row[x]);
        volume.origins[first + x] = is_seen ? VoxelOrigin::kSeen : VoxelOrigin::kFilled;
      }
    }
  }
}

}  // namespace

PlacedPicture FreehandVolume::shrink(const cv::Mat& grey, const cv::Mat& mask,
                                     const Eigen::Matrix4d& reference_from_pixel,
                                     std::pair<double, Shrinker&> to) {
  const auto [pixel_mm, shrinker] = to;
  const auto shrunk = [&, largest_mm = pixel_mm](int pixels, int axis) {
    const double size_mm = reference_from_pixel.block<3, 1>(0, axis).norm() * pixels;
    return std::clamp(static_cast<int>(std::ceil(size_mm / largest_mm)), 1, pixels);
  };
  const cv::Size size(shrunk(grey.cols, 0), shrunk(grey.rows, 1));
  PlacedPicture small;
  shrinker.grey.apply(grey, size, small.grey);
  if (!mask.empty()) {
    cv::Mat share;
    shrinker.mask.apply(mask, size, share);
    // Only pixels that lie wholly inside: a share of the black border would darken them.
    small.mask = share > 254.5;
  }
  small.place = shrunk_place(reference_from_pixel, static_cast<double>(grey.cols) / size.width,
                             static_cast<double>(grey.rows) / size.height);
  return small;
}

Result<void> FreehandVolume::add(const cv::Mat& grey, const cv::Mat& mask,
                                 const Eigen::Matrix4d& reference_from_pixel) {
  if (!(options_.spacing_mm >= 0.05 && options_.spacing_mm <= 10.0)) {
    return fail(ErrorCode::kInvalidOption, "a voxel is 0.05 to 10 mm; give another spacing");
  }
  const Eigen::Vector3d normal =
      reference_from_pixel.block<3, 1>(0, 0).cross(reference_from_pixel.block<3, 1>(0, 1));
  if (!reference_from_pixel.allFinite() || normal.norm() < 1e-9) {
    return fail(ErrorCode::kInvalidGeometry,
                "the pose puts the whole picture on a line; check the calibration");
  }
  VolumeSlice slice;
  slice.corners_mm = corners_of(grey, reference_from_pixel);
  slice.fine = shrink(grey, mask, reference_from_pixel, {options_.spacing_mm / 2.0, fine_});
  slice.coarse = shrink(grey, mask, reference_from_pixel, {options_.spacing_mm, coarse_});
  slices_.push_back(std::move(slice));
  return {};
}

Result<GreyVolume> FreehandVolume::build() const {
  if (slices_.empty()) {
    return fail(ErrorCode::kNoData, "no picture with a usable pose; scan with the tracker in view");
  }
  const auto grid = grid_around(slices_, options_.spacing_mm);
  if (!grid) return tl::unexpected(grid.error());
  GreyVolume volume{*grid, {}, {}};
  volume.values.resize(grid->count());
  volume.origins.resize(grid->count());

  const int tasks = (grid->size.z() + kLayersPerTask - 1) / kLayersPerTask;
  cv::parallel_for_(cv::Range(0, tasks), [&](const cv::Range& range) {
    SumLayers seen, filled;
    for (int task = range.start; task < range.end; ++task) {
      const int first = task * kLayersPerTask;
      const int count = std::min(kLayersPerTask, grid->size.z() - first);
      seen.reset(grid->size, first, count);
      filled.reset(grid->size, first, count);
      for (std::size_t i = 0; i < slices_.size(); ++i) {
        const auto& fine = slices_[i].fine;
        splat(fine.grey, fine.mask, in_voxels(fine.place, *grid), seen);
        if (i == 0 || options_.largest_gap_mm <= 0.0) continue;
        if (farthest_corner_mm(slices_[i - 1], slices_[i]) > options_.largest_gap_mm) continue;
        splat_between(slices_[i - 1], slices_[i], *grid, filled);
      }
      write_layers(seen, filled, volume);
    }
  });
  return volume;
}

std::vector<double> FreehandVolume::steps_mm() const {
  std::vector<double> steps;
  for (std::size_t i = 1; i < slices_.size(); ++i) {
    steps.push_back(farthest_corner_mm(slices_[i - 1], slices_[i]));
  }
  return steps;
}

}  // namespace echolance
