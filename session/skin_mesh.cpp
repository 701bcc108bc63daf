// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/skin_mesh.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kCell_mm = 3.0;
constexpr double kWidest_mm = 2000.0;  // no body is wider

struct Cell {
  Vector3d sum_mm = Vector3d::Zero();
  int count = 0;
  int point = -1;
};

}  // namespace

SceneMesh skin_mesh(const std::vector<Vector3d>& skin_mm, const Vector3d& beam) {
  SceneMesh mesh;
  const Vector3d right = beam.unitOrthogonal(), up = right.cross(beam).normalized();
  Eigen::AlignedBox2d box;
  const auto across = [&](const Vector3d& place) {
    return Eigen::Vector2d(place.dot(right), place.dot(up));
  };
  for (const auto& place : skin_mm) box.extend(across(place));
  if (skin_mm.size() < 4 || box.sizes().maxCoeff() > kWidest_mm) return mesh;
  const int columns = static_cast<int>(box.sizes().x() / kCell_mm) + 1;
  const int rows = static_cast<int>(box.sizes().y() / kCell_mm) + 1;
  std::vector<Cell> cells(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  const auto cell_at = [&](int column, int row) -> Cell& {
    return cells[static_cast<std::size_t>(row * columns + column)];
  };
  for (const auto& place : skin_mm) {
    const Eigen::Vector2d at = (across(place) - box.min()) / kCell_mm;
    Cell& cell = cell_at(static_cast<int>(at.x()), static_cast<int>(at.y()));
    cell.sum_mm += place;
    ++cell.count;
  }
  for (auto& cell : cells) {
    if (cell.count == 0) continue;
    cell.point = static_cast<int>(mesh.points_mm.size());
    mesh.points_mm.emplace_back((cell.sum_mm / cell.count).cast<float>());
  }
  for (int row = 1; row < rows; ++row) {
    for (int column = 1; column < columns; ++column) {
      const int a = cell_at(column - 1, row - 1).point, b = cell_at(column, row - 1).point,
                c = cell_at(column - 1, row).point, d = cell_at(column, row).point;
      if (std::min({a, b, c, d}) < 0) continue;
      mesh.triangles.emplace_back(a, b, c);
      mesh.triangles.emplace_back(b, d, c);
    }
  }
  return mesh;
}

}  // namespace echolance
