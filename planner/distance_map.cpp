// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/distance_map.hpp"

#include <itkImage.h>
#include <itkImportImageFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr float kFar_mm = 1000.0F;

using MaskImage = itk::Image<std::uint8_t, 3>;
using DistanceImage = itk::Image<float, 3>;

// ITK reads the mask where it lies and never writes to it.
MaskImage::Pointer as_image(const VolumeGrid& grid, const std::vector<std::uint8_t>& mask) {
  auto import = itk::ImportImageFilter<std::uint8_t, 3>::New();
  MaskImage::SizeType size;
  MaskImage::SpacingType spacing;
  for (unsigned axis = 0; axis < 3; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(grid.size[axis]);
    spacing[axis] = grid.spacing_mm;
  }
  import->SetRegion(MaskImage::RegionType(size));
  import->SetSpacing(spacing);
  import->SetImportPointer(const_cast<std::uint8_t*>(mask.data()), mask.size(), false);
  import->Update();
  return import->GetOutput();
}

std::vector<float> maurer_mm(const VolumeGrid& grid, const std::vector<std::uint8_t>& mask) {
  auto filter = itk::SignedMaurerDistanceMapImageFilter<MaskImage, DistanceImage>::New();
  filter->SetInput(as_image(grid, mask));
  filter->SetUseImageSpacing(true);
  filter->SetSquaredDistance(false);
  filter->SetInsideIsPositive(false);
  filter->Update();
  const float* values = filter->GetOutput()->GetBufferPointer();
  return {values, values + grid.count()};
}

bool fits(const VolumeGrid& grid, std::size_t values) {
  return grid.size.minCoeff() > 0 && grid.spacing_mm > 0.0 && grid.count() == values;
}

}  // namespace

DistanceMap::DistanceMap(const VolumeGrid& grid, std::vector<float> values_mm, double error_mm)
    : grid_(grid), values_mm_(std::move(values_mm)), error_mm_(error_mm) {}

void DistanceMap::refine(DistanceMap inset) {
  inset_ = std::make_shared<const DistanceMap>(std::move(inset));
}

bool DistanceMap::holds(const Vector3d& place_mm) const {
  const Eigen::Array3d index = (place_mm - grid_.origin_mm) / grid_.spacing_mm;
  return (index >= 0.0).all() && (index <= (grid_.size.array() - 1).cast<double>()).all();
}

const DistanceMap& DistanceMap::map_at(const Vector3d& place_mm) const {
  return inset_ && inset_->holds(place_mm) ? *inset_ : *this;
}

double DistanceMap::at(const Vector3d& place_mm) const {
  return map_at(place_mm).interpolated_mm(place_mm);
}

double DistanceMap::surely_mm(const Vector3d& place_mm) const {
  const DistanceMap& map = map_at(place_mm);
  return map.interpolated_mm(place_mm) - map.error_mm_;
}

double DistanceMap::interpolated_mm(const Vector3d& place_mm) const {
  Eigen::Vector3i low;
  Eigen::Vector3i step;
  Vector3d part;
  for (int axis = 0; axis < 3; ++axis) {
    const double last = grid_.size[axis] - 1;
    const double index =
        std::clamp((place_mm[axis] - grid_.origin_mm[axis]) / grid_.spacing_mm, 0.0, last);
    low[axis] = std::min(static_cast<int>(index), std::max(0, grid_.size[axis] - 2));
    step[axis] = grid_.size[axis] > 1 ? 1 : 0;
    part[axis] = index - low[axis];
  }
  double sum = 0.0;
  for (int corner = 0; corner < 8; ++corner) {
    const int x = corner & 1;
    const int y = (corner >> 1) & 1;
    const int z = corner >> 2;
    const double weight = (x != 0 ? part.x() : 1.0 - part.x()) *
                          (y != 0 ? part.y() : 1.0 - part.y()) *
                          (z != 0 ? part.z() : 1.0 - part.z());
    if (weight == 0.0) continue;
    sum += weight * values_mm_[grid_.index(low.x() + x * step.x(), low.y() + y * step.y(),
                                           low.z() + z * step.z())];
  }
  return sum;
}

Result<DistanceMap> distance_map_of_mask(const VolumeGrid& grid,
                                         const std::vector<std::uint8_t>& mask) {
  if (!fits(grid, mask.size())) {
    return fail(ErrorCode::kInvalidOption,
                "the mask does not have one value per point of its grid");
  }
  const bool empty = std::all_of(mask.begin(), mask.end(), [](auto value) { return value == 0; });
  if (empty) return DistanceMap(grid, std::vector<float>(grid.count(), kFar_mm));
  // The filter takes points of the body beside others for its surface: half a spacing inside it.
  auto values = maurer_mm(grid, mask);
  const auto half = static_cast<float>(0.5 * grid.spacing_mm);
  for (float& value : values) value -= half;
  return DistanceMap(grid, std::move(values), 0.5 * grid.spacing_mm);
}

Result<DistanceMap> distance_map_of_points(const VolumeGrid& grid,
                                           const std::vector<Vector3d>& points_mm,
                                           double radius_mm) {
  if (!fits(grid, grid.count())) {
    return fail(ErrorCode::kInvalidOption, "the grid has no points; give a larger box");
  }
  std::vector<std::uint8_t> mask(grid.count(), 0);
  for (const auto& point : points_mm) {
    const Vector3d index = (point - grid.origin_mm) / grid.spacing_mm;
    const Eigen::Vector3i near = index.array().round().cast<int>();
    if ((near.array() < 0).any() || (near.array() >= grid.size.array()).any()) continue;
    mask[grid.index(near.x(), near.y(), near.z())] = 1;
  }
  const bool empty = std::all_of(mask.begin(), mask.end(), [](auto value) { return value == 0; });
  if (empty) return DistanceMap(grid, std::vector<float>(grid.count(), kFar_mm));
  auto values = maurer_mm(grid, mask);
  // The points' own cells are 0; the points lie up to half a cell's diagonal from there.
  for (float& value : values) value -= static_cast<float>(radius_mm);
  return DistanceMap(grid, std::move(values), 0.87 * grid.spacing_mm);
}

}  // namespace echolance
