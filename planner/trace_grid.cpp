// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/trace_grid.hpp"

#include <Eigen/Geometry>
#include <opencv2/core/utility.hpp>

namespace echolance {
namespace {

using Eigen::Vector3d;

Eigen::AlignedBox3d box_of(const NoGo& structure) {
  Eigen::AlignedBox3d box;
  for (std::size_t i = 0; i < structure.points_mm.size(); ++i) {
    const double radius = structure.radii_mm.empty() ? 0.0 : structure.radii_mm[i];
    box.extend(structure.points_mm[i] - Vector3d::Constant(radius));
    box.extend(structure.points_mm[i] + Vector3d::Constant(radius));
  }
  return box;
}

// A structure cut into pieces: each is looked at only near itself.
std::vector<NoGo> pieces_of(const NoGo& structure) {
  const std::size_t count = structure.points_mm.size();
  if (structure.shape == NoGoShape::kPolygon || count < 2) return {structure};
  const bool joined = structure.shape == NoGoShape::kChain;
  std::vector<NoGo> pieces;
  for (std::size_t i = 0; i + (joined ? 1 : 0) < count; ++i) {
    const std::size_t end = joined ? i + 2 : i + 1;
    NoGo piece;
    piece.least_mm = structure.least_mm;
    for (std::size_t k = i; k < end; ++k) {
      piece.points_mm.push_back(structure.points_mm[k]);
      piece.radii_mm.push_back(structure.radii_mm[k]);
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

struct Window {
  Eigen::Vector3i first;
  Eigen::Vector3i last;
};

Window window_of(const NoGo& piece, const VolumeGrid& grid) {
  const Eigen::AlignedBox3d box = box_of(piece);
  const double reach = kFarRoom_mm + piece.least_mm;
  const Vector3d low = (box.min() - Vector3d::Constant(reach) - grid.origin_mm) / grid.spacing_mm;
  const Vector3d high = (box.max() + Vector3d::Constant(reach) - grid.origin_mm) / grid.spacing_mm;
  const Vector3d most = (grid.size.array() - 1).cast<double>();
  return {low.array().floor().max(0.0).min(most.array() + 1.0).cast<int>(),
          high.array().ceil().min(most.array()).max(-1.0).cast<int>()};
}

}  // namespace

TraceGrid::TraceGrid(const PlanScene& scene) {
  const VolumeGrid& grid = scene.bone.grid();
  origin_mm_ = grid.origin_mm.cast<float>();
  per_mm_ = static_cast<float>(1.0 / grid.spacing_mm);
  last_ = (grid.size.array() - 1).cast<float>();
  most_low_ = (grid.size.array() - 2).max(0);
  row_ = grid.size.x();
  slice_ = grid.size.x() * grid.size.y();
  stride_ = {grid.size.x() > 1 ? 1 : 0, grid.size.y() > 1 ? row_ : 0,
             grid.size.z() > 1 ? slice_ : 0};
  std::vector<NoGo> pieces;
  for (const auto& structure : scene.no_go) {
    if (structure.kind != ClearanceKind::kForbidden) continue;
    for (auto& piece : pieces_of(structure)) pieces.push_back(std::move(piece));
  }
  rooms_.resize(grid.count());
  cv::parallel_for_(cv::Range(0, grid.size.z()), [&](const cv::Range& slices) {
    for (int z = slices.start; z < slices.end; ++z) {
      const std::size_t first = grid.index(0, 0, z);
      for (std::size_t i = first; i < first + static_cast<std::size_t>(slice_); ++i) {
        rooms_[i] = {scene.bone.values_mm()[i], kFarRoom_mm};
      }
      for (const auto& piece : pieces) {
        const Window window = window_of(piece, grid);
        if (z < window.first.z() || z > window.last.z()) continue;
        for (int y = window.first.y(); y <= window.last.y(); ++y) {
          for (int x = window.first.x(); x <= window.last.x(); ++x) {
            const Vector3d place = grid.point_mm(x, y, z);
            const double room = distance_mm(piece, place, place) - piece.least_mm;
            float& least = rooms_[grid.index(x, y, z)].no_go_mm;
            least = std::min(least, static_cast<float>(room));
          }
        }
      }
    }
  });
}

}  // namespace echolance
