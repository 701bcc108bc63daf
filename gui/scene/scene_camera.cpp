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

constexpr double kAboutPlan_mm = 40.0;  // of anatomy around a way, to know where one is
constexpr double kAboutNeedle_mm = 40.0;
constexpr double kMargin = 1.14, kSmallest_mm = 5.0;
constexpr double kNearest_mm = 2.0, kFarthest_mm = 3000.0;

using Places = std::vector<Vector3d>;

void add_box(const Eigen::AlignedBox3d& box, Places& places) {
  for (int corner = 0; corner < 8; ++corner) {
    places.emplace_back(box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(corner)));
  }
}

void add_some(const std::vector<Eigen::Vector3f>& points, Places& places) {
  constexpr std::size_t kOneOf = 5;
  for (std::size_t i = 0; i < points.size(); i += kOneOf) {
    places.emplace_back(points[i].cast<double>());
  }
}

// The six places `by_mm` beside it.
void add_grown(const Places& at, double by_mm, Places& places) {
  for (const auto& place : at) {
    for (int axis = 0; axis < 3; ++axis) {
      places.emplace_back(place + by_mm * Vector3d::Unit(axis));
      places.emplace_back(place - by_mm * Vector3d::Unit(axis));
    }
  }
}

void add_picture(const ScenePicture& picture, Places& places) {
  const double width = picture.grey.cols, height = picture.grey.rows;
  std::vector<Eigen::Vector2d> corners = picture.outline_px;
  if (corners.empty()) corners = {{0, 0}, {width, 0}, {0, height}, {width, height}};
  for (const auto& corner : corners) {
    const Eigen::Vector4d place =
        picture.scene_from_px * Eigen::Vector4d(corner.x(), corner.y(), 0.0, 1.0);
    places.emplace_back(place.head<3>());
  }
}

Places all_of(const SpaceSceneContent& content) {
  Places places;
  add_some(content.bone.points_mm, places);
  add_some(content.points_mm, places);
  if (!content.volume.empty()) {
    const VolumeGrid& grid = content.volume_grid;
    add_box(
        {grid.origin_mm, grid.point_mm(grid.size.x() - 1, grid.size.y() - 1, grid.size.z() - 1)},
        places);
  }
  for (const auto& mark : content.landmarks) places.push_back(mark.place_mm);
  return places;
}

Places to_show(const SpaceSceneContent& content) {
  Places places;
  if (const auto* way = chosen_way(content)) {
    const double about_mm = content.plan->space == PlanSpace::kImage ? 2.0 : kAboutPlan_mm;
    Places ends = {end_mm(way->way), content.plan->target_mm, entry_mm(content.plan->best->way)};
    for (const auto& path : content.plan->alternatives) ends.push_back(entry_mm(path.way));
    add_grown(ends, about_mm, places);
  } else if (content.plan) {
    add_grown({content.plan->target_mm}, 2.0 * kAboutPlan_mm, places);
  }
  // Bones tell where a needle is; without them its surroundings are empty.
  const double about_mm = content.bone.triangles.empty() ? 2.0 : kAboutNeedle_mm;
  if (content.needle && content.needle->state != NeedleState::kNotSeen) {
    add_grown({content.needle->tip_mm, content.needle->hub_mm}, about_mm, places);
  }
  if (content.picture) add_picture(*content.picture, places);
  if (places.empty()) places = all_of(content);
  if (places.empty()) add_grown({Vector3d::Zero()}, 100.0, places);
  return places;
}

Vector3d across(const Vector3d& wish, const Vector3d& direction, const Vector3d& other) {
  const Vector3d flat = wish - wish.dot(direction) * direction;
  if (flat.norm() > 0.1) return flat.normalized();
  return (other - other.dot(direction) * direction).normalized();
}

// In the middle, as large as all of it can be.
void fit(const Places& places, SceneCamera& camera) {
  Eigen::AlignedBox3d box;  // right, up, into the picture
  for (const auto& place : places) {
    box.extend(
        Vector3d(place.dot(camera.right()), place.dot(camera.up), place.dot(camera.direction)));
  }
  const Vector3d middle = box.center(), half = 0.5 * kMargin * box.sizes();
  camera.focus_mm =
      middle.x() * camera.right() + middle.y() * camera.up + middle.z() * camera.direction;
  camera.half_width_mm = std::max(half.x(), kSmallest_mm);
  camera.half_height_mm = std::max(half.y(), kSmallest_mm);
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

bool SceneCamera::widen_to(const std::vector<Vector3d>& places_mm) {
  Eigen::AlignedBox2d wanted;
  const Eigen::Vector2d half(half_width_mm, half_height_mm);
  for (const auto& place : places_mm) {
    const Vector3d from_focus = place - focus_mm;
    wanted.extend(Eigen::Vector2d(from_focus.dot(right()), from_focus.dot(up)));
  }
  Eigen::AlignedBox2d seen(-half, half);
  if (wanted.isEmpty() || seen.contains(wanted)) return false;
  const Eigen::Vector2d margin = Eigen::Vector2d::Constant(0.5 * (kMargin - 1.0) * half.minCoeff());
  seen.extend(Eigen::AlignedBox2d(wanted.min() - margin, wanted.max() + margin));
  focus_mm += seen.center().x() * right() + seen.center().y() * up;
  half_width_mm = 0.5 * seen.sizes().x();
  half_height_mm = 0.5 * seen.sizes().y();
  return true;
}

std::vector<Vector3d> places_of_moment(const SpaceSceneContent& content) {
  Places places;
  if (content.picture) add_picture(*content.picture, places);
  if (content.needle && content.needle->state != NeedleState::kNotSeen) {
    places.push_back(content.needle->tip_mm);
    places.push_back(content.needle->hub_mm);
  }
  return places;
}

SceneCamera camera_of(SceneView view, const SpaceSceneContent& content) {
  SceneCamera camera;
  const Sight sight = sight_of(view, content.axes);
  camera.direction = sight.direction.normalized();
  camera.up = across(sight.up, camera.direction, content.axes.posterior);
  const auto way = way_to_look_along(content);
  if (view == SceneView::kAlongNeedle && way) {
    camera.direction = (way->to - way->from).normalized();
    camera.up = across(content.axes.cranial, camera.direction, content.axes.posterior);
    camera.focus_mm = way->to;
    camera.half_height_mm = camera.half_width_mm = kAboutPlan_mm;
    return camera;
  }
  fit(to_show(content), camera);
  return camera;
}

}  // namespace echolance
