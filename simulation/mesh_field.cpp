// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/mesh_field.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace echolance {
namespace {

using Eigen::Vector3d;
using Eigen::Vector3i;

constexpr double kExact_mm = 3.0;
constexpr double kMargin_mm = 4.0;
constexpr double kMostPoints = 2e8;

// Distance of a point to a triangle. Source: Ericson, Real-Time Collision Detection, 5.1.5.
double triangle_distance(const Vector3d& p, const Vector3d& a, const Vector3d& b,
                         const Vector3d& c) {
  const Vector3d ab = b - a, ac = c - a, ap = p - a, bp = p - b, cp = p - c;
  const double d1 = ab.dot(ap), d2 = ac.dot(ap), d3 = ab.dot(bp), d4 = ac.dot(bp);
  const double d5 = ab.dot(cp), d6 = ac.dot(cp);
  if (d1 <= 0.0 && d2 <= 0.0) return ap.norm();
  if (d3 >= 0.0 && d4 <= d3) return bp.norm();
  if (d6 >= 0.0 && d5 <= d6) return cp.norm();
  const double vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) return (ap - d1 / (d1 - d3) * ab).norm();
  if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) return (ap - d2 / (d2 - d6) * ac).norm();
  if (va <= 0.0 && d4 >= d3 && d5 >= d6) {
    return (bp - (d4 - d3) / ((d4 - d3) + (d5 - d6)) * (c - b)).norm();
  }
  const double scale = 1.0 / (va + vb + vc);
  return (ap - vb * scale * ab - vc * scale * ac).norm();
}

class FieldFiller {
 public:
  FieldFiller(const TriangleMesh& mesh, const VolumeGrid& grid)
      : mesh_(mesh), grid_(grid), values_(grid.count(), std::numeric_limits<float>::max()) {}

  DistanceField fill() {
    for (const auto& triangle : mesh_.triangles) near_triangle(triangle);
    spread(1);
    spread(-1);
    set_signs();
    return {grid_, std::move(values_)};
  }

 private:
  void near_triangle(const std::array<int, 3>& corners) {
    std::array<Vector3d, 3> at;
    Eigen::AlignedBox3d box;
    for (std::size_t i = 0; i < 3; ++i) {
      at[i] = mesh_.points_mm[static_cast<std::size_t>(corners[i])].cast<double>();
      box.extend(at[i]);
    }
    const auto step = [&](const Vector3d& place) {
      return Vector3d((place - grid_.origin_mm) / grid_.spacing_mm);
    };
    const Vector3d reach = Vector3d::Constant(kExact_mm);
    const Vector3i low = step(box.min() - reach).array().ceil().cast<int>().max(0);
    const Vector3i high =
        step(box.max() + reach).array().floor().cast<int>().min(grid_.size.array() - 1);
    for (int z = low.z(); z <= high.z(); ++z) {
      for (int y = low.y(); y <= high.y(); ++y) {
        for (int x = low.x(); x <= high.x(); ++x) {
          const double away = triangle_distance(grid_.point_mm(x, y, z), at[0], at[1], at[2]);
          float& value = values_[grid_.index(x, y, z)];
          if (away <= kExact_mm) value = std::min(value, static_cast<float>(away));
        }
      }
    }
  }

  // Chamfer: along one order of the points from the neighbours already seen. A way along the axes
  // and diagonals is up to 13 % longer than the straight one, hence the shorter steps.
  void spread(int direction) {
    const int first_z = direction > 0 ? 0 : grid_.size.z() - 1;
    for (int z = first_z; z >= 0 && z < grid_.size.z(); z += direction) {
      const int first_y = direction > 0 ? 0 : grid_.size.y() - 1;
      for (int y = first_y; y >= 0 && y < grid_.size.y(); y += direction) {
        const int first_x = direction > 0 ? 0 : grid_.size.x() - 1;
        for (int x = first_x; x >= 0 && x < grid_.size.x(); x += direction) {
          from_neighbours({x, y, z}, direction);
        }
      }
    }
  }

  void from_neighbours(const Vector3i& at, int direction) {
    float& value = values_[grid_.index(at.x(), at.y(), at.z())];
    if (value <= kExact_mm) return;
    for (int i = 0; i < 27; ++i) {
      const Vector3i step(i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1);
      if (9 * step.z() + 3 * step.y() + step.x() <= 0) continue;  // half: those seen before
      const Vector3i from = at - direction * step;
      if ((from.array() < 0).any() || (from.array() >= grid_.size.array()).any()) continue;
      const float there = values_[grid_.index(from.x(), from.y(), from.z())];
      const float way = static_cast<float>(0.88 * grid_.spacing_mm * step.cast<double>().norm());
      value = std::min(value, there + way);
    }
  }

  void set_signs() {
    const std::vector<std::uint8_t> inside = points_inside(mesh_, grid_);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (inside[i] != 0) values_[i] = -values_[i];
    }
  }

  const TriangleMesh& mesh_;
  VolumeGrid grid_;
  std::vector<float> values_;
};

}  // namespace

Result<DistanceField> field_of(const TriangleMesh& mesh, double spacing_mm) {
  if (!(spacing_mm >= 0.1 && spacing_mm <= 5.0)) {
    return fail(ErrorCode::kInvalidOption, "the spacing of a distance field is 0.1 to 5 mm");
  }
  if (!mesh.closed()) {
    return fail(ErrorCode::kInvalidGeometry,
                "the mesh is not closed; fill its holes before reading it here");
  }
  Eigen::AlignedBox3d box;
  for (const auto& point : mesh.points_mm) box.extend(point.cast<double>());
  const Vector3d margin = Vector3d::Constant(kMargin_mm);
  box = {box.min() - margin, box.max() + margin};
  if ((box.sizes() / spacing_mm).prod() > kMostPoints) {
    return fail(ErrorCode::kInvalidOption,
                "the mesh is too large for this spacing; check that it is in mm");
  }
  return FieldFiller(mesh, VolumeGrid::around(box, spacing_mm)).fill();
}

}  // namespace echolance
