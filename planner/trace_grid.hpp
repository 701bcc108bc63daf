// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include "planner/scene.hpp"

namespace echolance {

/// What is free at one place, mm.
struct Room {
  float bone_mm = 0.0F;   ///< to bone
  float no_go_mm = 0.0F;  ///< beyond what the nearest forbidden structure asks; at most kFarRoom_mm
};
inline constexpr float kFarRoom_mm = 12.0F;

/// Rooms on one grid, so that one look-up tells both.
class RoomGrid {
 public:
  RoomGrid() = default;
  /// `rooms`: grid.count(), x fastest.
  RoomGrid(const VolumeGrid& grid, std::vector<Room> rooms);

  /// Linear between the points, the edge's value outside.
  [[nodiscard]] Room at(const Eigen::Vector3f& place_mm) const;
  [[nodiscard]] bool holds(const Eigen::Vector3f& place_mm) const {
    const Eigen::Array3f index = (place_mm - origin_mm_).array() * per_mm_;
    return (index >= 0.0F).all() && (index <= last_.array()).all();
  }

 private:
  std::vector<Room> rooms_;
  Eigen::Vector3f origin_mm_ = Eigen::Vector3f::Zero();
  Eigen::Vector3f last_ = Eigen::Vector3f::Constant(-1.0F);  // index of the last along each axis
  Eigen::Vector3i most_low_ = Eigen::Vector3i::Zero();
  Eigen::Vector3i stride_ = Eigen::Vector3i::Zero();  // to the next point; 0 along a single one
  int row_ = 1;
  int slice_ = 1;
  float per_mm_ = 1.0F;
};

/// Bone and forbidden structures of a scene; bone is at least that far (its map's error is taken
/// off), as fine as its map is.
class TraceGrid {
 public:
  /// Built once per scene, in parallel; the same whatever the thread count. Only forbidden
  /// structures count.
  explicit TraceGrid(const PlanScene& scene);

  [[nodiscard]] Room at(const Eigen::Vector3f& place_mm) const {
    return inset_.holds(place_mm) ? inset_.at(place_mm) : whole_.at(place_mm);
  }

 private:
  RoomGrid whole_;
  RoomGrid inset_;  // holds nothing where the map has no inset
};

inline Room RoomGrid::at(const Eigen::Vector3f& place_mm) const {
  const Eigen::Vector3f index = ((place_mm - origin_mm_) * per_mm_).cwiseMax(0.0F).cwiseMin(last_);
  const int x = std::min(static_cast<int>(index.x()), most_low_.x());
  const int y = std::min(static_cast<int>(index.y()), most_low_.y());
  const int z = std::min(static_cast<int>(index.z()), most_low_.z());
  const float fx = index.x() - static_cast<float>(x);
  const float fy = index.y() - static_cast<float>(y);
  const float fz = index.z() - static_cast<float>(z);
  const Room* cell = rooms_.data() + static_cast<std::ptrdiff_t>(z) * slice_ + y * row_ + x;
  const auto along_x = [&](const Room* c) {
    const Room& d = c[stride_.x()];
    return Room{c->bone_mm + fx * (d.bone_mm - c->bone_mm),
                c->no_go_mm + fx * (d.no_go_mm - c->no_go_mm)};
  };
  const auto between = [](const Room& a, const Room& b, float part) {
    return Room{a.bone_mm + part * (b.bone_mm - a.bone_mm),
                a.no_go_mm + part * (b.no_go_mm - a.no_go_mm)};
  };
  const Room near = between(along_x(cell), along_x(cell + stride_.y()), fy);
  const Room far =
      between(along_x(cell + stride_.z()), along_x(cell + stride_.z() + stride_.y()), fy);
  return between(near, far, fz);
}

}  // namespace echolance
