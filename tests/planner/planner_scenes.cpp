// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/planner/planner_scenes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace echolance {
namespace {

using Eigen::Vector3d;

DistanceMap sampled(const BoneShape& bone, const VolumeGrid& grid) {
  std::vector<float> values(grid.count());
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        values[grid.index(x, y, z)] = static_cast<float>(bone(grid.point_mm(x, y, z)));
      }
    }
  }
  return {grid, std::move(values)};
}

ProbeFace small_face() {
  ProbeFace face;
  face.width_mm = 30.0;
  face.depth_mm = 60.0;
  return face;
}

}  // namespace

PlanScene flat_picture(const BoneShape& bone) {
  PlanScene scene;
  scene.space = PlanSpace::kImage;
  scene.bone = sampled(bone, {{-100.0, 0.0, 0.0}, 0.25, {801, 241, 1}});
  scene.skin_mm = entries_on_line({{-15.0, 0.0, 0.0}, {15.0, 0.0, 0.0}}, 0.5, 85.0);
  scene.probe = small_face();
  scene.compass = {{-Vector3d::UnitX(), "left of the picture"},
                   {Vector3d::UnitX(), "right of the picture"}};
  return scene;
}

PlanScene flat_block(const BoneShape& bone) {
  PlanScene scene;
  scene.bone = sampled(bone, {{-60.0, 0.0, -60.0}, 1.0, {121, 61, 121}});
  for (int x = -60; x <= 60; x += 2) {
    for (int z = -60; z <= 60; z += 2) scene.skin_mm.emplace_back(x, 0.0, z);
  }
  scene.probe = small_face();
  scene.compass = {{-Vector3d::UnitX(), "west"},
                   {Vector3d::UnitX(), "east"},
                   {-Vector3d::UnitZ(), "south"},
                   {Vector3d::UnitZ(), "north"}};
  return scene;
}

double no_bone(const Vector3d& /*place_mm*/) {
  return 1000.0;
}

BoneShape wall_with_slit(double depth_mm, double slit_x_mm, double width_mm) {
  return [=](const Vector3d& place) {
    const double above = std::abs(place.y() - depth_mm) - 1.0;
    const double beside = 0.5 * width_mm - std::abs(place.x() - slit_x_mm);
    if (beside <= 0.0) return above;
    return std::hypot(std::max(above, 0.0), beside);
  };
}

PathRequest request_for(const Vector3d& target_mm) {
  PathRequest request;
  request.target_mm = target_mm;
  request.rules.ends_at = EndsAt::kFree;
  request.rules.angle_to_face_rad = {0.17, 1.4};
  return request;
}

}  // namespace echolance
