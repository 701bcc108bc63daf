// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/trace_grid.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <opencv2/core/utility.hpp>
#include <utility>

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

std::vector<NoGo> forbidden_pieces(const PlanScene& scene) {
  std::vector<NoGo> pieces;
  for (const auto& structure : scene.no_go) {
    if (structure.kind != ClearanceKind::kForbidden) continue;
    for (auto& piece : pieces_of(structure)) pieces.push_back(std::move(piece));
  }
  return pieces;
}

// The same as distance_mm of one place, for a piece between two points: nearly all of the time of
// these maps goes here.
class TubePiece {
 public:
  explicit TubePiece(const NoGo& piece)
      : start_(piece.points_mm[0]),
        axis_(piece.points_mm[1] - piece.points_mm[0]),
        per_length2_(1.0 / std::max(axis_.squaredNorm(), 1e-12)),
        radius_mm_(piece.radii_mm[0]),
        wider_mm_(piece.radii_mm[1] - piece.radii_mm[0]) {}

  [[nodiscard]] double distance_mm(const Vector3d& place) const {
    const Vector3d from = place - start_;
    const double part = std::clamp(from.dot(axis_) * per_length2_, 0.0, 1.0);
    return (from - part * axis_).norm() - radius_mm_ - part * wider_mm_;
  }

 private:
  Vector3d start_, axis_;
  double per_length2_, radius_mm_, wider_mm_;
};

void come_near(const NoGo& piece, const VolumeGrid& grid, int z, std::vector<Room>& rooms) {
  const Window window = window_of(piece, grid);
  if (z < window.first.z() || z > window.last.z()) return;
  const auto fill = [&](const auto& distance) {
    for (int y = window.first.y(); y <= window.last.y(); ++y) {
      for (int x = window.first.x(); x <= window.last.x(); ++x) {
        const double room = distance(grid.point_mm(x, y, z)) - piece.least_mm;
        float& least = rooms[grid.index(x, y, z)].no_go_mm;
        least = std::min(least, static_cast<float>(room));
      }
    }
  };
  if (piece.shape == NoGoShape::kChain && piece.points_mm.size() == 2) {
    const TubePiece tube(piece);
    fill([&](const Vector3d& place) { return tube.distance_mm(place); });
  } else {
    fill([&](const Vector3d& place) { return distance_mm(piece, place, place); });
  }
}

RoomGrid whole_grid(const PlanScene& scene) {
  const VolumeGrid& grid = scene.bone.grid();
  const auto error = static_cast<float>(scene.bone.error_mm());
  const std::vector<NoGo> pieces = forbidden_pieces(scene);
  std::vector<Room> rooms(grid.count());
  cv::parallel_for_(cv::Range(0, grid.size.z()), [&](const cv::Range& slices) {
    for (int z = slices.start; z < slices.end; ++z) {
      const std::size_t first = grid.index(0, 0, z);
      const std::size_t last = grid.index(grid.size.x() - 1, grid.size.y() - 1, z);
      for (std::size_t i = first; i <= last; ++i) {
        rooms[i] = {scene.bone.values_mm()[i] - error, kFarRoom_mm};
      }
      for (const auto& piece : pieces) come_near(piece, grid, z, rooms);
    }
  });
  return {grid, std::move(rooms)};
}

// Structures are far less narrow than clefts of bone: there the whole grid will do.
RoomGrid inset_grid(const DistanceMap& inset, const RoomGrid& whole) {
  const VolumeGrid& grid = inset.grid();
  const auto error = static_cast<float>(inset.error_mm());
  std::vector<Room> rooms(grid.count());
  cv::parallel_for_(cv::Range(0, grid.size.z()), [&](const cv::Range& slices) {
    for (int z = slices.start; z < slices.end; ++z) {
      for (int y = 0; y < grid.size.y(); ++y) {
        for (int x = 0; x < grid.size.x(); ++x) {
          const std::size_t i = grid.index(x, y, z);
          const Room around = whole.at(grid.point_mm(x, y, z).cast<float>());
          rooms[i] = {inset.values_mm()[i] - error, around.no_go_mm};
        }
      }
    }
  });
  return {grid, std::move(rooms)};
}

}  // namespace

RoomGrid::RoomGrid(const VolumeGrid& grid, std::vector<Room> rooms)
    : rooms_(std::move(rooms)),
      origin_mm_(grid.origin_mm.cast<float>()),
      last_((grid.size.array() - 1).cast<float>()),
      most_low_((grid.size.array() - 2).max(0)),
      row_(grid.size.x()),
      slice_(grid.size.x() * grid.size.y()),
      per_mm_(static_cast<float>(1.0 / grid.spacing_mm)) {
  stride_ = {grid.size.x() > 1 ? 1 : 0, grid.size.y() > 1 ? row_ : 0,
             grid.size.z() > 1 ? slice_ : 0};
}

TraceGrid::TraceGrid(const PlanScene& scene) : whole_(whole_grid(scene)) {
  if (scene.bone.inset() != nullptr) inset_ = inset_grid(*scene.bone.inset(), whole_);
}

}  // namespace echolance
