// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/scene_camera.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "gui/scene/chosen_way.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kAboutPlan_mm = 42.0;  // of anatomy around a way, to know where one is
constexpr double kAboutNeedle_mm = 40.0;
constexpr double kMargin = 1.12;
constexpr double kNearest_mm = 2.0, kFarthest_mm = 3000.0;

Eigen::AlignedBox3d box_of(const std::vector<Eigen::Vector3f>& points) {
  Eigen::AlignedBox3d box;
  for (const auto& point : points) box.extend(point.cast<double>());
  return box;
}

void add_grown(const std::vector<Vector3d>& places, double by_mm, Eigen::AlignedBox3d& box) {
  for (const auto& place : places) {
    box.extend(place - Vector3d::Constant(by_mm));
    box.extend(place + Vector3d::Constant(by_mm));
  }
}

void add_picture(const ScenePicture& picture, Eigen::AlignedBox3d& box) {
  const double width = picture.grey.cols, height = picture.grey.rows;
  std::vector<Eigen::Vector2d> corners = picture.outline_px;
  if (corners.empty()) corners = {{0, 0}, {width, 0}, {0, height}, {width, height}};
  for (const auto& corner : corners) {
    const Eigen::Vector4d place =
        picture.scene_from_px * Eigen::Vector4d(corner.x(), corner.y(), 0.0, 1.0);
    box.extend(Vector3d(place.head<3>()));
  }
}

Eigen::AlignedBox3d all_of(const SpaceSceneContent& content) {
  Eigen::AlignedBox3d box = box_of(content.bone.points_mm);
  box.extend(box_of(content.points_mm));
  if (!content.volume.empty()) {
    const VolumeGrid& grid = content.volume_grid;
    box.extend(grid.origin_mm);
    box.extend(grid.point_mm(grid.size.x() - 1, grid.size.y() - 1, grid.size.z() - 1));
  }
  for (const auto& mark : content.landmarks) box.extend(mark.place_mm);
  if (content.picture) add_picture(*content.picture, box);
  return box;
}

Eigen::AlignedBox3d box_to_show(const SpaceSceneContent& content) {
  Eigen::AlignedBox3d box;
  if (const auto* way = chosen_way(content)) {
    const double about = content.plan->space == PlanSpace::kImage ? 4.0 : kAboutPlan_mm;
    add_grown({entry_mm(way->way), end_mm(way->way), content.plan->target_mm}, about, box);
  } else if (content.plan) {
    add_grown({content.plan->target_mm}, 2.0 * kAboutPlan_mm, box);
  }
  if (content.needle && content.needle->state != NeedleState::kNotSeen) {
    add_grown({content.needle->tip_mm, content.needle->hub_mm}, kAboutNeedle_mm, box);
  }
  if (content.picture) add_picture(*content.picture, box);
  if (box.isEmpty()) box = all_of(content);
  if (box.isEmpty()) add_grown({Vector3d::Zero()}, 100.0, box);
  return box;
}

// Half of what the box takes in a direction.
double half_extent_mm(const Eigen::AlignedBox3d& box, const Vector3d& direction) {
  return 0.5 * box.sizes().dot(direction.cwiseAbs());
}

Vector3d across(const Vector3d& wish, const Vector3d& direction, const Vector3d& other) {
  const Vector3d flat = wish - wish.dot(direction) * direction;
  if (flat.norm() > 0.1) return flat.normalized();
  return (other - other.dot(direction) * direction).normalized();
}

struct Sight {
  Vector3d direction, up;
};

Sight sight_of(SceneView view, const SceneAxes& axes) {
  switch (view) {
    case SceneView::kLeft:
      return {-axes.left, axes.cranial};
    case SceneView::kCranial:  // as on a table: posterior up
      return {-axes.cranial, axes.posterior};
    case SceneView::kOblique: {
      const Vector3d direction =
          (-0.62 * axes.left - 0.68 * axes.posterior - 0.38 * axes.cranial).normalized();
      return {direction, across(axes.cranial, direction, axes.posterior)};
    }
    case SceneView::kPosterior:
    case SceneView::kAlongNeedle:
      break;
  }
  return {-axes.posterior, axes.cranial};
}

// From the hub or entry to the tip or end; nothing where there is neither needle nor way.
struct Way {
  Vector3d from, to;
};
std::optional<Way> way_to_look_along(const SpaceSceneContent& content) {
  const auto& needle = content.needle;
  if (needle && needle->state != NeedleState::kNotSeen &&
      (needle->tip_mm - needle->hub_mm).norm() > 1e-6) {
    return Way{needle->hub_mm, needle->tip_mm};
  }
  const auto* way = chosen_way(content);
  if (way == nullptr) return std::nullopt;
  return Way{entry_mm(way->way), end_mm(way->way)};
}

}  // namespace

double SceneCamera::mm_per_px(int width_px, int height_px) const {
  return 2.0 * std::max(half_height_mm / height_px, half_width_mm / width_px);
}

Eigen::Vector2d SceneCamera::place_px(const Vector3d& mm, int width_px, int height_px) const {
  const double scale = mm_per_px(width_px, height_px);
  const Vector3d from_focus = mm - focus_mm;
  return {0.5 * (width_px - 1) + from_focus.dot(right()) / scale,
          0.5 * (height_px - 1) - from_focus.dot(up) / scale};
}

Vector3d SceneCamera::place_mm(const Eigen::Vector2d& px, int width_px, int height_px) const {
  const double scale = mm_per_px(width_px, height_px);
  return focus_mm + (px.x() - 0.5 * (width_px - 1)) * scale * right() -
         (px.y() - 0.5 * (height_px - 1)) * scale * up;
}

void SceneCamera::turn(double azimuth_rad, double elevation_rad) {
  direction = (Eigen::AngleAxisd(azimuth_rad, up) * direction).normalized();
  const Eigen::AngleAxisd tilt(elevation_rad, right());
  direction = (tilt * direction).normalized();
  up = across(tilt * up, direction, up);
}

void SceneCamera::zoom(double factor) {
  const double wanted = half_height_mm / std::max(factor, 1e-6);
  const double by = std::clamp(wanted, kNearest_mm, kFarthest_mm) / half_height_mm;
  half_height_mm *= by;
  half_width_mm *= by;
}

void SceneCamera::pan(double right_share, double up_share) {
  focus_mm -= 2.0 * half_height_mm * (right_share * right() + up_share * up);
}

SceneCamera camera_of(SceneView view, const SpaceSceneContent& content) {
  SceneCamera camera;
  const Eigen::AlignedBox3d box = box_to_show(content);
  const Sight sight = sight_of(view, content.axes);
  camera.direction = sight.direction.normalized();
  camera.up = across(sight.up, camera.direction, content.axes.posterior);
  camera.focus_mm = box.center();
  const auto way = way_to_look_along(content);
  if (view == SceneView::kAlongNeedle && way) {
    camera.direction = (way->to - way->from).normalized();
    camera.up = across(content.axes.cranial, camera.direction, content.axes.posterior);
    camera.focus_mm = way->to;
    camera.half_height_mm = camera.half_width_mm = kAboutPlan_mm;
    return camera;
  }
  camera.half_width_mm = kMargin * half_extent_mm(box, camera.right());
  camera.half_height_mm = kMargin * half_extent_mm(box, camera.up);
  camera.half_height_mm = std::max({camera.half_height_mm, 0.3 * camera.half_width_mm, 5.0});
  return camera;
}

}  // namespace echolance
