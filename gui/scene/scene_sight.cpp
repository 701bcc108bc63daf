// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "gui/scene/scene_sight.hpp"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double kFlattest = 0.26;  // cosine: below, a pixel more moves the place by far too much
constexpr double kSmallest = 1e-12;

struct Triangle {
  Vector3d a, b, c;
};

Triangle corners_of(const SceneMesh& mesh, const Eigen::Vector3i& triangle) {
  const auto corner = [&](int i) {
    return mesh.points_mm[static_cast<std::size_t>(triangle[i])].cast<double>();
  };
  return {corner(0), corner(1), corner(2)};
}

// Moeller and Trumbore, "Fast, minimum storage ray-triangle intersection", 1997.
std::optional<double> way_to(const Triangle& t, const SightLine& sight, HitSides sides) {
  const Vector3d ab = t.b - t.a, ac = t.c - t.a;
  const Vector3d p = sight.direction.cross(ac);
  const double determinant = ab.dot(p);  // positive: faces the eye
  if (sides == HitSides::kFront ? determinant < kSmallest : std::abs(determinant) < kSmallest) {
    return std::nullopt;
  }
  const Vector3d from_a = sight.from_mm - t.a;
  const double u = from_a.dot(p) / determinant;
  if (u < 0.0 || u > 1.0) return std::nullopt;
  const Vector3d q = from_a.cross(ab);
  const double v = sight.direction.dot(q) / determinant;
  if (v < 0.0 || u + v > 1.0) return std::nullopt;
  return ac.dot(q) / determinant;
}

// Ericson, "Real-Time Collision Detection", 2005, 5.1.5.
Vector3d nearest_of(const Triangle& t, const Vector3d& place) {
  const Vector3d ab = t.b - t.a, ac = t.c - t.a, ap = place - t.a;
  const double d1 = ab.dot(ap), d2 = ac.dot(ap);
  if (d1 <= 0.0 && d2 <= 0.0) return t.a;
  const Vector3d bp = place - t.b;
  const double d3 = ab.dot(bp), d4 = ac.dot(bp);
  if (d3 >= 0.0 && d4 <= d3) return t.b;
  const double vc = d1 * d4 - d3 * d2;
  if (vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0) return t.a + d1 / (d1 - d3) * ab;
  const Vector3d cp = place - t.c;
  const double d5 = ab.dot(cp), d6 = ac.dot(cp);
  if (d6 >= 0.0 && d5 <= d6) return t.c;
  const double vb = d5 * d2 - d1 * d6;
  if (vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0) return t.a + d2 / (d2 - d6) * ac;
  const double va = d3 * d6 - d5 * d4;
  if (va <= 0.0 && d4 >= d3 && d5 >= d6) {
    return t.b + (d4 - d3) / ((d4 - d3) + (d5 - d6)) * (t.c - t.b);
  }
  const double sum = va + vb + vc;
  return t.a + vb / sum * ab + vc / sum * ac;
}

bool inside(const std::vector<Vector2d>& outline, const Vector2d& place) {
  bool in = false;
  for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const Vector2d &a = outline[i], &b = outline[j];
    if ((a.y() > place.y()) == (b.y() > place.y())) continue;
    if (place.x() < a.x() + (place.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x())) in = !in;
  }
  return in;
}

bool on_outline(const ScenePicture& picture, const Vector2d& px) {
  if (picture.outline_px.size() > 2) return inside(picture.outline_px, px);
  return px.x() >= -0.5 && px.y() >= -0.5 && px.x() <= picture.grey.cols - 0.5 &&
         px.y() <= picture.grey.rows - 0.5;
}

Vector3d normal_of(const ScenePicture& picture) {
  const Vector3d right = picture.scene_from_px.block<3, 1>(0, 0);
  return right.cross(Vector3d(picture.scene_from_px.block<3, 1>(0, 1))).normalized();
}

}  // namespace

std::optional<SurfaceHit> first_hit(const SceneMesh& mesh, const SightLine& sight, HitSides sides) {
  double least = std::numeric_limits<double>::infinity();
  const Eigen::Vector3i* nearest = nullptr;
  for (const auto& triangle : mesh.triangles) {
    const auto way = way_to(corners_of(mesh, triangle), sight, sides);
    if (!way || *way < 0.0 || *way >= least) continue;
    least = *way;
    nearest = &triangle;
  }
  if (nearest == nullptr) return std::nullopt;
  const Triangle t = corners_of(mesh, *nearest);
  return SurfaceHit{sight.from_mm + least * sight.direction,
                    (t.b - t.a).cross(t.c - t.a).normalized()};
}

std::optional<Vector3d> nearest_on(const SceneMesh& mesh, const Vector3d& place_mm) {
  std::optional<Vector3d> nearest;
  for (const auto& triangle : mesh.triangles) {
    const Vector3d here = nearest_of(corners_of(mesh, triangle), place_mm);
    if (!nearest || (here - place_mm).norm() < (*nearest - place_mm).norm()) nearest = here;
  }
  return nearest;
}

Vector3d beside_mm(const SightLine& sight, const Vector3d& place_mm) {
  const double depth = (place_mm - sight.from_mm).dot(sight.direction);
  return sight.from_mm + depth * sight.direction;
}

Vector3d slid_on_skin_mm(const SceneMesh& skin, const SightLine& sight, const Vector3d& place_mm) {
  const auto hit = first_hit(skin, sight, HitSides::kBoth);
  if (hit && std::abs(hit->normal.dot(sight.direction)) > kFlattest) return hit->place_mm;
  const Vector3d beside = beside_mm(sight, place_mm);
  return nearest_on(skin, beside).value_or(beside);
}

OnPicture on_picture(const ScenePicture& picture, const Vector3d& place_mm) {
  const Vector3d normal = normal_of(picture);
  const Vector3d from_origin = place_mm - picture.scene_from_px.block<3, 1>(0, 3);
  Eigen::Matrix3d steps;
  steps << picture.scene_from_px.block<3, 2>(0, 0), normal;
  const Vector3d along = steps.inverse() * from_origin;
  return {along.head<2>(), std::abs(along.z())};
}

Vector3d place_mm(const ScenePicture& picture, const Vector2d& px) {
  const Eigen::Vector4d place = picture.scene_from_px * Eigen::Vector4d(px.x(), px.y(), 0.0, 1.0);
  return place.head<3>();
}

std::optional<Vector3d> hit_of_picture(const ScenePicture& picture, const SightLine& sight) {
  const Vector3d normal = normal_of(picture);
  const double facing = normal.dot(sight.direction);
  if (std::abs(facing) < 1e-3) return std::nullopt;
  const Vector3d origin = picture.scene_from_px.block<3, 1>(0, 3);
  const double way = normal.dot(origin - sight.from_mm) / facing;
  const Vector3d place = sight.from_mm + way * sight.direction;
  if (way < 0.0 || !on_outline(picture, on_picture(picture, place).px)) return std::nullopt;
  return place;
}

SceneMesh part_about(const SceneMesh& mesh, const Vector3d& place_mm, double radius_mm) {
  const Eigen::Vector3f centre = place_mm.cast<float>();
  std::vector<int> index(mesh.points_mm.size(), -1);
  SceneMesh part;
  for (std::size_t i = 0; i < mesh.points_mm.size(); ++i) {
    if ((mesh.points_mm[i] - centre).norm() > static_cast<float>(radius_mm)) continue;
    index[i] = static_cast<int>(part.points_mm.size());
    part.points_mm.push_back(mesh.points_mm[i]);
  }
  for (const auto& t : mesh.triangles) {
    const Eigen::Vector3i moved(index[static_cast<std::size_t>(t[0])],
                                index[static_cast<std::size_t>(t[1])],
                                index[static_cast<std::size_t>(t[2])]);
    if (moved.minCoeff() >= 0) part.triangles.push_back(moved);
  }
  return part;
}

}  // namespace echolance
