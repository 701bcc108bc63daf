// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "core/no_go.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kMostClearance_mm = 100.0;

struct Closest {
  double distance_mm = 0.0;
  double part = 0.0;  // along the second piece, 0..1
};

// The shortest way between the pieces a-b and c-d; either may be a point. Source: Ericson,
// Real-Time Collision Detection, 5.1.9.
Closest between_pieces(const Vector3d& a, const Vector3d& b, const Vector3d& c, const Vector3d& d) {
  const Vector3d ab = b - a;
  const Vector3d cd = d - c;
  const Vector3d r = a - c;
  const double aa = ab.squaredNorm();
  const double cc = cd.squaredNorm();
  const double f = cd.dot(r);
  constexpr double kPoint = 1e-12;
  double s = 0.0;
  double t = 0.0;
  if (aa <= kPoint) {
    t = cc <= kPoint ? 0.0 : std::clamp(f / cc, 0.0, 1.0);
  } else if (cc <= kPoint) {
    s = std::clamp(-ab.dot(r) / aa, 0.0, 1.0);
  } else {
    const double e = ab.dot(r);
    const double g = ab.dot(cd);
    const double determinant = aa * cc - g * g;
    s = determinant > kPoint ? std::clamp((g * f - e * cc) / determinant, 0.0, 1.0) : 0.0;
    t = (g * s + f) / cc;
    if (t < 0.0 || t > 1.0) {
      t = std::clamp(t, 0.0, 1.0);
      s = std::clamp((g * t - e) / aa, 0.0, 1.0);
    }
  }
  return {(a + s * ab - c - t * cd).norm(), t};
}

double to_chain_mm(const NoGo& chain, const Vector3d& from, const Vector3d& to) {
  const auto& points = chain.points_mm;
  double nearest = std::numeric_limits<double>::infinity();
  const std::size_t pieces = std::max<std::size_t>(points.size(), 2) - 1;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t next = std::min(i + 1, points.size() - 1);
    const Closest closest = between_pieces(from, to, points[i], points[next]);
    const double radius = std::lerp(chain.radii_mm[i], chain.radii_mm[next], closest.part);
    nearest = std::min(nearest, closest.distance_mm - radius);
  }
  return nearest;
}

double to_balls_mm(const NoGo& balls, const Vector3d& from, const Vector3d& to) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < balls.points_mm.size(); ++i) {
    const Vector3d& centre = balls.points_mm[i];
    const double away = between_pieces(from, to, centre, centre).distance_mm;
    nearest = std::min(nearest, away - balls.radii_mm[i]);
  }
  return nearest;
}

// By how often a ray to the right crosses the border.
bool inside(const std::vector<Vector3d>& corners, const Vector3d& place) {
  bool odd = false;
  for (std::size_t i = 0, before = corners.size() - 1; i < corners.size(); before = i++) {
    const Vector3d& a = corners[i];
    const Vector3d& b = corners[before];
    if ((a.y() > place.y()) == (b.y() > place.y())) continue;
    const double x = a.x() + (place.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
    odd = odd != (place.x() < x);
  }
  return odd;
}

double to_polygon_mm(const std::vector<Vector3d>& corners, const Vector3d& from,
                     const Vector3d& to) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0, before = corners.size() - 1; i < corners.size(); before = i++) {
    nearest = std::min(nearest, between_pieces(from, to, corners[before], corners[i]).distance_mm);
  }
  const bool within = inside(corners, from) || inside(corners, to);
  return within ? -nearest : nearest;
}

}  // namespace

const char* to_string(ClearanceKind kind) {
  return kind == ClearanceKind::kForbidden ? "forbidden" : "warn";
}

const char* to_string(NoGoShape shape) {
  switch (shape) {
    case NoGoShape::kChain:
      return "chain";
    case NoGoShape::kBalls:
      return "balls";
    case NoGoShape::kPolygon:
      break;
  }
  return "polygon";
}

std::optional<NoGoShape> no_go_shape_from(const std::string& name) {
  for (const auto shape : {NoGoShape::kChain, NoGoShape::kBalls, NoGoShape::kPolygon}) {
    if (name == to_string(shape)) return shape;
  }
  return std::nullopt;
}

Result<void> validate(const NoGo& structure) {
  const auto refuse = [&](const char* why) {
    return fail(ErrorCode::kInvalidGeometry, why, fmt::format("structure '{}'", structure.name));
  };
  for (const auto& point : structure.points_mm) {
    if (!point.allFinite()) return refuse("a point is not finite; give x, y and z in mm");
  }
  const bool round = structure.shape != NoGoShape::kPolygon;
  if (structure.points_mm.size() < (round ? 1U : 3U)) {
    return refuse(round ? "there is no point; give one or more" : "give three corners or more");
  }
  if (round && structure.radii_mm.size() != structure.points_mm.size()) {
    return refuse("radii and points differ in number; give one radius per point");
  }
  for (const double radius : structure.radii_mm) {
    if (!std::isfinite(radius) || radius < 0.0) return refuse("a radius is negative");
  }
  if (!(structure.least_mm >= 0.0 && structure.least_mm <= kMostClearance_mm)) {
    return refuse("the least distance is out of range; give 0 to 100 mm");
  }
  return {};
}

double distance_mm(const NoGo& structure, const Vector3d& from_mm, const Vector3d& to_mm) {
  switch (structure.shape) {
    case NoGoShape::kChain:
      return to_chain_mm(structure, from_mm, to_mm);
    case NoGoShape::kBalls:
      return to_balls_mm(structure, from_mm, to_mm);
    case NoGoShape::kPolygon:
      break;
  }
  return to_polygon_mm(structure.points_mm, from_mm, to_mm);
}

}  // namespace echolance
