// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/measured_bone.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "imaging/point_tree.hpp"
#include "session/read_surface.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;
using Eigen::Vector3f;

constexpr double kSpacing_mm = 1.0;
// The fitted bones' own error; it and the target's differ the more the farther apart they are.
constexpr double kFitError_mm = 1.0;
constexpr double kSameError_mm = 5.0, kOwnError_mm = 15.0;
constexpr float kUnexplained_mm = 4.0F;  // farther from the fitted bones: not known to be bone
constexpr float kSeen_mm = 5.0F;
constexpr double kSurfaceStep_mm = 2.0;
constexpr double kNear_mm = 15.0;
constexpr double kClose_mm = 2.0;
constexpr double kUnderSkin_mm = 5.0;
constexpr double kBeforeEnd_mm = 3.0;
constexpr double kFacing = 0.2;  // cosine to the way: bone that looks away cannot be seen

// Pieces of a mesh that do not touch each other.
std::vector<TriangleMesh> pieces_of(const TriangleMesh& mesh) {
  std::vector<int> root(mesh.points_mm.size());
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int i) {
    while (root[static_cast<std::size_t>(i)] != i) {
      int& up = root[static_cast<std::size_t>(i)];
      i = up = root[static_cast<std::size_t>(up)];
    }
    return i;
  };
  for (const auto& [a, b, c] : mesh.triangles) {
    root[static_cast<std::size_t>(find(a))] = find(b);
    root[static_cast<std::size_t>(find(b))] = find(c);
  }
  std::vector<int> piece(root.size(), -1), index(root.size());
  std::vector<TriangleMesh> pieces;
  for (std::size_t i = 0; i < root.size(); ++i) {
    auto& number = piece[static_cast<std::size_t>(find(static_cast<int>(i)))];
    if (number < 0) {
      number = static_cast<int>(pieces.size());
      pieces.emplace_back();
    }
    auto& points = pieces[static_cast<std::size_t>(number)].points_mm;
    index[i] = static_cast<int>(points.size());
    points.push_back(mesh.points_mm[i]);
  }
  for (const auto& triangle : mesh.triangles) {
    std::array<int, 3> corners{};
    for (std::size_t k = 0; k < 3; ++k) corners[k] = index[static_cast<std::size_t>(triangle[k])];
    pieces[static_cast<std::size_t>(piece[static_cast<std::size_t>(find(triangle[0]))])]
        .triangles.push_back(corners);
  }
  return pieces;
}

Eigen::AlignedBox3d box_of(const TriangleMesh& mesh) {
  Eigen::AlignedBox3d box;
  for (const auto& point : mesh.points_mm) box.extend(point.cast<double>());
  return box;
}

// The part of the grid about a piece, and where it starts in the grid.
struct Part {
  VolumeGrid grid;
  Eigen::Vector3i first;
};

Part part_of(const VolumeGrid& grid, const TriangleMesh& piece) {
  const Eigen::AlignedBox3d box = box_of(piece);
  const auto index = [&](const Vector3d& place) -> Vector3d {
    return (place - grid.origin_mm) / grid.spacing_mm;
  };
  Part part;
  part.first = index(box.min()).array().floor().cast<int>().max(0);
  const Eigen::Vector3i last = index(box.max()).array().ceil().cast<int>().min(
      (grid.size - Eigen::Vector3i::Ones()).array());
  part.grid.size = (last - part.first + Eigen::Vector3i::Ones()).cwiseMax(0);
  part.grid.spacing_mm = grid.spacing_mm;
  part.grid.origin_mm = grid.point_mm(part.first.x(), part.first.y(), part.first.z());
  return part;
}

void fill(const TriangleMesh& piece, const VolumeGrid& grid, std::vector<std::uint8_t>& mask) {
  const Part part = part_of(grid, piece);
  if (part.grid.size.minCoeff() < 2) return;
  const auto inside = points_inside(piece, part.grid);
  for (int z = 0; z < part.grid.size.z(); ++z) {
    for (int y = 0; y < part.grid.size.y(); ++y) {
      for (int x = 0; x < part.grid.size.x(); ++x) {
        if (inside[part.grid.index(x, y, z)] == 0) continue;
        mask[grid.index(x + part.first.x(), y + part.first.y(), z + part.first.z())] = 1;
      }
    }
  }
}

// For each point whether the fitted bones explain it.
std::vector<bool> explained(const Eigen::Matrix3Xf& points, const Eigen::Matrix3Xf& surface) {
  std::vector<bool> near(static_cast<std::size_t>(points.cols()), false);
  if (surface.cols() == 0) return near;
  const PointTree tree(surface);
  for (Eigen::Index i = 0; i < points.cols(); ++i) {
    near[static_cast<std::size_t>(i)] =
        tree.nearest(points.col(i)).squared_mm2 < kUnexplained_mm * kUnexplained_mm;
  }
  return near;
}

void fill_seen(const MeasuredAnatomy& anatomy, const VolumeGrid& grid,
               std::vector<std::uint8_t>& mask) {
  const auto near = explained(anatomy.bone_mm, points_on(anatomy.bones, kSurfaceStep_mm).points_mm);
  for (Eigen::Index i = 0; i < anatomy.bone_mm.cols(); ++i) {
    if (!near[static_cast<std::size_t>(i)]) continue;
    const Vector3d at = anatomy.bone_mm.col(i).cast<double>();
    const Eigen::Vector3i index =
        ((at - grid.origin_mm) / grid.spacing_mm).array().round().cast<int>();
    if ((index.array() < 0).any() || (index.array() >= grid.size.array()).any()) continue;
    mask[grid.index(index.x(), index.y(), index.z())] = 1;
  }
}

DistanceMap thickened(const DistanceMap& map, const Vector3d& target_mm) {
  const VolumeGrid& grid = map.grid();
  std::vector<float> values = map.values_mm();
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        const double away = (grid.point_mm(x, y, z) - target_mm).norm();
        const double share =
            std::clamp((away - kSameError_mm) / (kOwnError_mm - kSameError_mm), 0.0, 1.0);
        values[grid.index(x, y, z)] -= static_cast<float>(share * kFitError_mm);
      }
    }
  }
  return {grid, std::move(values), map.error_mm()};
}

double off_way_mm(const Vector3d& place, const Vector3d& entry, const Vector3d& end) {
  const Vector3d way = end - entry;
  const double along = std::clamp((place - entry).dot(way) / way.squaredNorm(), 0.0, 1.0);
  return (entry + along * way - place).norm();
}

}  // namespace

Result<DistanceMap> measured_bone_map(const MeasuredAnatomy& anatomy,
                                      const Eigen::AlignedBox3d& box_mm,
                                      const Vector3d& target_mm) {
  const VolumeGrid grid = VolumeGrid::around(box_mm, kSpacing_mm);
  std::vector<std::uint8_t> mask(grid.count(), 0);
  for (const auto& piece : pieces_of(anatomy.bones)) fill(piece, grid, mask);
  fill_seen(anatomy, grid, mask);
  return distance_map_of_mask(grid, mask).map([&](const DistanceMap& map) {
    return thickened(map, target_mm);
  });
}

BoneAboutWays::BoneAboutWays(const MeasuredAnatomy& anatomy)
    : surface_(points_on(anatomy.bones, kSurfaceStep_mm)) {
  seen_.assign(static_cast<std::size_t>(surface_.points_mm.cols()), false);
  if (anatomy.bone_mm.cols() == 0) return;
  const PointTree tree(anatomy.bone_mm);
  for (Eigen::Index i = 0; i < surface_.points_mm.cols(); ++i) {
    seen_[static_cast<std::size_t>(i)] =
        tree.nearest(surface_.points_mm.col(i)).squared_mm2 < kSeen_mm * kSeen_mm;
  }
  const auto near = explained(anatomy.bone_mm, surface_.points_mm);
  std::vector<Eigen::Index> columns;
  for (Eigen::Index i = 0; i < anatomy.bone_mm.cols(); ++i) {
    if (!near[static_cast<std::size_t>(i)]) columns.push_back(i);
  }
  unexplained_mm_ = anatomy.bone_mm(Eigen::all, columns);
}

SeenBone BoneAboutWays::about(const Vector3d& entry_mm, const Vector3d& end_mm) const {
  SeenBone result;
  const Vector3d along = (end_mm - entry_mm).normalized();
  for (Eigen::Index i = 0; i < surface_.points_mm.cols(); ++i) {
    if (surface_.normals.col(i).cast<double>().dot(along) > -kFacing) continue;
    if (off_way_mm(surface_.points_mm.col(i).cast<double>(), entry_mm, end_mm) > kNear_mm) continue;
    ++result.places;
    result.seen += seen_[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  for (Eigen::Index i = 0; i < unexplained_mm_.cols(); ++i) {
    const bool close =
        off_way_mm(unexplained_mm_.col(i).cast<double>(), entry_mm + kUnderSkin_mm * along,
                   end_mm - kBeforeEnd_mm * along) < kClose_mm;
    result.unexplained += close ? 1 : 0;
  }
  return result;
}

}  // namespace echolance
