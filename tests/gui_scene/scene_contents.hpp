// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/space_content.hpp"

namespace echolance {

/// A ball with waves on it, about `triangles` of them, outwards.
inline SceneMesh wavy_ball(double radius_mm, int triangles) {
  const int rings = std::max(4, static_cast<int>(std::sqrt(0.25 * triangles)));
  const int columns = 2 * rings;
  SceneMesh mesh;
  for (int ring = 0; ring <= rings; ++ring) {
    for (int column = 0; column < columns; ++column) {
      const double polar = std::numbers::pi * ring / rings;
      const double around = 2.0 * std::numbers::pi * column / columns;
      const Eigen::Vector3d way(std::sin(polar) * std::cos(around),
                                std::sin(polar) * std::sin(around), std::cos(polar));
      const double wave = 1.0 + 0.04 * std::sin(9.0 * polar) * std::cos(7.0 * around);
      mesh.points_mm.emplace_back((radius_mm * wave * way).cast<float>());
    }
  }
  for (int ring = 0; ring < rings; ++ring) {
    for (int column = 0; column < columns; ++column) {
      const int next = (column + 1) % columns;
      const int a = ring * columns + column, b = ring * columns + next;
      const int c = a + columns, d = b + columns;
      mesh.triangles.emplace_back(a, c, b);
      mesh.triangles.emplace_back(b, c, d);
    }
  }
  return mesh;
}

/// A box of grey with a bright ball in it.
inline void add_grey_volume(const Eigen::Vector3i& size, SpaceSceneContent& content) {
  content.volume_grid.size = size;
  content.volume_grid.spacing_mm = 0.5;
  content.volume_grid.origin_mm = -0.25 * size.cast<double>();
  content.volume.resize(content.volume_grid.count());
  for (int z = 0; z < size.z(); ++z) {
    for (int y = 0; y < size.y(); ++y) {
      for (int x = 0; x < size.x(); ++x) {
        const double from_middle_mm = content.volume_grid.point_mm(x, y, z).norm();
        content.volume[content.volume_grid.index(x, y, z)] = from_middle_mm < 10.0 ? 230 : 60;
      }
    }
  }
}

/// A plan with one way, one forbidden and one merely unwelcome structure.
inline Plan small_plan() {
  Plan plan;
  plan.procedure = "facet-joint";
  plan.side = "left";
  plan.target_name = "l4_l5_facet_left";
  plan.target_mm = {10.0, 0.0, 0.0};
  PlannedPath path{make_trajectory(PlanSpace::kReference, {30.0, 50.0, 5.0}, plan.target_mm),
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {}};
  path.clearances = {{"l4_root_left", 6.0, 2.0, ClearanceKind::kForbidden},
                     {"l4_medial_branch_left", 3.0, 0.0, ClearanceKind::kWarn}};
  plan.best = path;
  plan.structures = {{"l4_root_left",
                      2.0,
                      ClearanceKind::kForbidden,
                      NoGoShape::kChain,
                      {{-10.0, 0.0, -20.0}, {-10.0, 0.0, 20.0}},
                      {3.0, 3.0}},
                     {"l4_medial_branch_left",
                      0.0,
                      ClearanceKind::kWarn,
                      NoGoShape::kChain,
                      {{0.0, 20.0, -20.0}, {0.0, 20.0, 20.0}},
                      {1.0, 1.0}}};
  return plan;
}

}  // namespace echolance
