// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <array>
#include <opencv2/core/mat.hpp>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/volume.hpp"
#include "imaging/area_shrink.hpp"

namespace echolance {

struct FreehandOptions {
  double spacing_mm = 0.5;  ///< edge of a voxel, 0.05 to 10
  /// Pictures that follow each other no further apart than this (at any corner) are joined: the
  /// voxels between them are filled and marked. 0 fills nothing.
  double largest_gap_mm = 4.5;
};

/// A picture made small, in its place.
struct PlacedPicture {
  cv::Mat grey;  ///< CV_32FC1
  cv::Mat mask;  ///< CV_8UC1, 0: left out; empty: all of it counts
  Eigen::Matrix3d place = Eigen::Matrix3d::Zero();  ///< Reference, mm, from (column, row, 1)
};

/// What is kept of a picture until the volume is built.
struct VolumeSlice {
  std::array<Eigen::Vector3d, 4> corners_mm;  ///< centres of the corner pixels, Reference
  PlacedPicture fine;                         ///< pixels of at most half a voxel
  PlacedPicture coarse;                       ///< of at most a voxel, for what lies between slices
};

/// Builds a volume from tracked pictures, slice by slice. Each pixel gives to the eight voxels
/// around it, by trilinear weight, and a voxel is the weighted mean of what it got (compounding by
/// distance weight: Solberg et al. 2007, "pixel nearest neighbour" family). Pixels are first
/// averaged down to about half a voxel, which changes the mean by less than its rounding and saves
/// most of the work.
/// Between slices that follow each other the same is done with pictures interpolated between the
/// two; only voxels that no picture reached take these values, marked kFilled. So nothing is ever
/// filled outside the swept region.
/// Memory: about 5 bytes per voxel-sized pixel of each slice, and 18 bytes a voxel while building.
class FreehandVolume {
 public:
  explicit FreehandVolume(const FreehandOptions& options) : options_(options) {}

  /// `grey` CV_8UC1; `mask` CV_8UC1 of the same size, 0 where there is no ultrasound, or empty;
  /// `reference_from_pixel` takes (column, row, 0, 1) to mm in Reference.
  /// kInvalidGeometry where the matrix is not finite or flat; kInvalidOption for a spacing out of
  /// range.
  [[nodiscard]] Result<void> add(const cv::Mat& grey, const cv::Mat& mask,
                                 const Eigen::Matrix4d& reference_from_pixel);

  /// The volume that holds the corner pixels of all slices, values rounded. The same to the last
  /// bit for any number of threads: each voxel sums in the order of the slices, by one thread.
  /// kNoData without a slice; kInvalidOption where it would have more than 2^29 voxels, saying the
  /// spacing that fits.
  [[nodiscard]] Result<GreyVolume> build() const;

  /// How far apart neighbouring slices are, at the corner where it is most.
  [[nodiscard]] std::vector<double> steps_mm() const;

 private:
  /// Makes pictures smaller; keeps its tables from one to the next.
  struct Shrinker {
    AreaShrink grey, mask;
  };
  [[nodiscard]] static PlacedPicture shrink(const cv::Mat& grey, const cv::Mat& mask,
                                            const Eigen::Matrix4d& reference_from_pixel,
                                            std::pair<double, Shrinker&> to);

  FreehandOptions options_;
  Shrinker fine_, coarse_;
  std::vector<VolumeSlice> slices_;
};

}  // namespace echolance
