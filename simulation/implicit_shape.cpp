// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/implicit_shape.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

// Distance to an ellipsoid to first order from the place in units of the half axes (`scaled`) and
// the gradient of its length. Source: Inigo Quilez, "ellipsoid - distance bound".
double ellipsoid_distance(double scaled_length, double gradient, double smallest_mm) {
  if (gradient < 1e-9) return -smallest_mm;
  return scaled_length * (scaled_length - 1.0) / gradient;
}

// One straight piece of a sweep.
struct SweepPiece {
  Eigen::Vector3d start, axis;  // axis: to the end, not unit
  Eigen::Vector3d u0, u1, v0, v1;
  double inverse_length2 = 0.0, length_mm = 0.0;
  double inverse_cap_start = 0.0, inverse_cap_end = 0.0;
  double largest_mm = 0.0;  // half axis

  // The smaller of `nearest` and the distance to this piece.
  double nearer(const Eigen::Vector3d& point, double nearest) const {
    const Eigen::Vector3d from_start = point - start;
    const double along = from_start.dot(axis) * inverse_length2;
    const double t = std::clamp(along, 0.0, 1.0);
    const Eigen::Vector3d across = from_start - t * axis;
    const double reach = nearest + largest_mm;
    if (reach < 0.0 || across.squaredNorm() > reach * reach) return nearest;
    const Eigen::Vector3d u = u0 + t * (u1 - u0), v = v0 + t * (v1 - v0);
    const double inverse_uu = 1.0 / u.squaredNorm(), inverse_vv = 1.0 / v.squaredNorm();
    const double x = across.dot(u), y = across.dot(v);
    const double xx = x * x * inverse_uu * inverse_uu, yy = y * y * inverse_vv * inverse_vv;
    const double inverse_cap = along < 0.0 ? inverse_cap_start : inverse_cap_end;
    const double beyond = (along - t) * length_mm * inverse_cap;
    const double zz = beyond * beyond;
    const double length = std::sqrt(xx + yy + zz);
    const double gradient =
        std::sqrt(xx * inverse_uu + yy * inverse_vv + zz * inverse_cap * inverse_cap);
    const double smallest = 1.0 / std::sqrt(std::max(inverse_uu, inverse_vv));
    return std::min(nearest, ellipsoid_distance(length, gradient, smallest));
  }
};

Ball ball_around(const std::vector<SweepKnot>& knots) {
  Eigen::AlignedBox3d box;
  for (const auto& knot : knots) box.extend(knot.centre_mm);
  Ball ball{box.center(), 0.0};
  for (const auto& knot : knots) {
    const double half = std::max(knot.half_u_mm.norm(), knot.half_v_mm.norm());
    ball.radius_mm = std::max(ball.radius_mm, (knot.centre_mm - ball.centre_mm).norm() + half);
  }
  return ball;
}

// The half axis turned square to a way, its length as it was.
Eigen::Vector3d square_to(const Eigen::Vector3d& half, const Eigen::Vector3d& way) {
  const Eigen::Vector3d across = half - half.dot(way) * way;
  return across * (half.norm() / across.norm());
}

// How square: 1 perpendicular, 0 parallel.
double squareness(const Eigen::Vector3d& half, const Eigen::Vector3d& way) {
  return half.cross(way).norm() / half.norm();
}

SweepPiece piece_between(const SweepKnot& a, const SweepKnot& b, double cap) {
  const Eigen::Vector3d axis = b.centre_mm - a.centre_mm;
  const double ua = a.half_u_mm.norm(), va = a.half_v_mm.norm();
  const double ub = b.half_u_mm.norm(), vb = b.half_v_mm.norm();
  // A sheared section would make the distance too steep.
  const Eigen::Vector3d way = axis.normalized();
  const auto upright = [&way](const Eigen::Vector3d& half,
                              const Eigen::Vector3d& other) -> Eigen::Vector3d {
    const double square = squareness(half, way);
    if (square >= 0.9) return half;
    if (square > 0.2) return square_to(half, way);
    // Along the way a half axis would leave the section open to one side.
    return half.norm() * way.cross(other).normalized();
  };
  SweepPiece piece{a.centre_mm,
                   axis,
                   upright(a.half_u_mm, a.half_v_mm),
                   upright(b.half_u_mm, b.half_v_mm),
                   upright(a.half_v_mm, a.half_u_mm),
                   upright(b.half_v_mm, b.half_u_mm)};
  piece.inverse_length2 = 1.0 / axis.squaredNorm();
  piece.length_mm = axis.norm();
  piece.inverse_cap_start = 1.0 / (cap * std::min(ua, va));
  piece.inverse_cap_end = 1.0 / (cap * std::min(ub, vb));
  piece.largest_mm = std::max({ua, va, ub, vb}) * std::max(1.0, cap);
  return piece;
}

// Turns the sections square to the way, with their half axes' lengths as they are; pieces that
// shear would show their seams.
std::vector<SweepKnot> squared(std::vector<SweepKnot> knots) {
  const std::size_t last = knots.size() - 1;
  std::vector<Eigen::Vector3d> ways;
  for (std::size_t i = 0; i < last; ++i) {
    ways.push_back((knots[i + 1].centre_mm - knots[i].centre_mm).normalized());
  }
  for (std::size_t i = 0; i <= last; ++i) {
    const Eigen::Vector3d way =
        (ways[i == 0 ? 0 : i - 1] + ways[i == last ? last - 1 : i]).normalized();
    // At a sharp bend this would turn the section over; there each piece does it for itself.
    const auto square = [&way](const Eigen::Vector3d& half) -> Eigen::Vector3d {
      return squareness(half, way) < 0.7 ? half : square_to(half, way);
    };
    knots[i].half_u_mm = square(knots[i].half_u_mm);
    knots[i].half_v_mm = square(knots[i].half_v_mm);
  }
  return knots;
}

}  // namespace

Solid sweep(const std::vector<SweepKnot>& given, double cap) {
  const std::vector<SweepKnot> knots = squared(given);
  std::vector<SweepPiece> pieces;
  for (std::size_t i = 1; i < knots.size(); ++i) {
    pieces.push_back(piece_between(knots[i - 1], knots[i], cap));
  }
  Ball ball = ball_around(knots);
  ball.radius_mm *= std::max(1.0, cap);
  return {[pieces = std::move(pieces)](const Eigen::Vector3d& point) {
            double nearest = 1e6;
            for (const auto& piece : pieces) nearest = piece.nearer(point, nearest);
            return nearest;
          },
          ball};
}

std::vector<SweepKnot> curved_knots(const SweepKnot& a, const SweepKnot& b, const SweepKnot& c) {
  std::vector<SweepKnot> knots;
  for (const double t : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const double wa = (1.0 - t) * (1.0 - t), wb = 2.0 * t * (1.0 - t), wc = t * t;
    knots.push_back({wa * a.centre_mm + wb * b.centre_mm + wc * c.centre_mm,
                     wa * a.half_u_mm + wb * b.half_u_mm + wc * c.half_u_mm,
                     wa * a.half_v_mm + wb * b.half_v_mm + wc * c.half_v_mm});
  }
  return knots;
}

Solid tube(const std::vector<Eigen::Vector3d>& points_mm, const std::vector<double>& radii_mm) {
  std::vector<SweepKnot> knots;
  for (std::size_t i = 0; i < points_mm.size(); ++i) {
    const Eigen::Vector3d along = i + 1 < points_mm.size() ? points_mm[i + 1] - points_mm[i]
                                                           : points_mm[i] - points_mm[i - 1];
    const Eigen::Vector3d u = along.unitOrthogonal();
    knots.push_back({points_mm[i], radii_mm[i] * u, radii_mm[i] * along.normalized().cross(u)});
  }
  // One pair of axes for all pieces, so that the section does not turn along the way.
  for (auto& knot : knots) {
    const double radius = knot.half_u_mm.norm();
    knot.half_u_mm = radius * knots.front().half_u_mm.normalized();
    knot.half_v_mm = radius * knots.front().half_v_mm.normalized();
  }
  return sweep(knots);
}

Solid turned_ellipsoid(const Eigen::Vector3d& centre_mm, const Eigen::Matrix3d& half_axes_mm) {
  const Eigen::Vector3d half = half_axes_mm.colwise().norm().transpose();
  const Eigen::Matrix3d unit = half_axes_mm * half.cwiseInverse().asDiagonal();
  return {[centre_mm, half, unit](const Eigen::Vector3d& point) {
            const Eigen::Vector3d scaled =
                (unit.transpose() * (point - centre_mm)).cwiseQuotient(half);
            return ellipsoid_distance(scaled.norm(), scaled.cwiseQuotient(half).norm(),
                                      half.minCoeff());
          },
          {centre_mm, half.maxCoeff()}};
}

Solid ellipsoid(const Eigen::Vector3d& centre_mm, const Eigen::Vector3d& half_mm) {
  return turned_ellipsoid(centre_mm, half_mm.asDiagonal().toDenseMatrix());
}

Solid placed(const Solid& solid, const Eigen::Isometry3d& reference_from_space) {
  const Eigen::Isometry3d inverse = reference_from_space.inverse();
  return {[inner = solid.distance, inverse](const Eigen::Vector3d& point) {
            return inner(inverse * point);
          },
          {reference_from_space * solid.ball.centre_mm, solid.ball.radius_mm}};
}

double smooth_min(double a, double b, double blend) {
  const double overlap = blend - std::abs(a - b);
  if (overlap <= 0.0) return std::min(a, b);
  return std::min(a, b) - overlap * overlap / (4.0 * blend);
}

double smooth_max(double a, double b, double blend) {
  return -smooth_min(-a, -b, blend);
}

double rounded_max(double a, double b, double radius) {
  const double u = std::max(a + radius, 0.0), v = std::max(b + radius, 0.0);
  return std::sqrt(u * u + v * v) + std::min(std::max(a, b), -radius);
}

void ImplicitShape::add(Solid solid, double blend_mm) {
  parts_.push_back({std::move(solid), blend_mm, false});
}

void ImplicitShape::cut(Solid solid, double blend_mm) {
  parts_.push_back({std::move(solid), blend_mm, true});
}

void ImplicitShape::roughen(double height_mm, double feature_mm, std::uint32_t seed) {
  noise_height_mm_ = height_mm;
  noise_feature_mm_ = feature_mm;
  noise_seed_ = seed;
}

double ImplicitShape::operator()(const Eigen::Vector3d& point_mm) const {
  double distance = 1e6;
  for (const auto& part : parts_) {
    const Ball& ball = part.solid.ball;
    const double reach = (part.is_cut ? -distance : distance) + part.blend_mm + ball.radius_mm;
    if (reach < 0.0 || (point_mm - ball.centre_mm).squaredNorm() > reach * reach) continue;
    const double own = part.solid.distance(point_mm);
    distance = part.is_cut ? smooth_max(distance, -own, part.blend_mm)
                           : smooth_min(distance, own, part.blend_mm);
  }
  if (noise_height_mm_ > 0.0 && std::abs(distance) < 4.0) {
    const double fade = 1.0 - std::abs(distance) / 4.0;
    distance += fade * noise_height_mm_ * smooth_noise(point_mm / noise_feature_mm_, noise_seed_);
  }
  return distance;
}

Eigen::AlignedBox3d ImplicitShape::box_mm() const {
  Eigen::AlignedBox3d box;
  for (const auto& part : parts_) {
    if (part.is_cut) continue;
    const Eigen::Vector3d half = Eigen::Vector3d::Constant(part.solid.ball.radius_mm);
    box.extend(part.solid.ball.centre_mm - half);
    box.extend(part.solid.ball.centre_mm + half);
  }
  return box;
}

Solid ImplicitShape::solid() const {
  const Eigen::AlignedBox3d box = box_mm();
  return {*this, {box.center(), 0.5 * box.diagonal().norm()}};
}

Eigen::Vector3d surface_normal(const SignedDistance& distance, const Eigen::Vector3d& point_mm,
                               double step_mm) {
  Eigen::Vector3d gradient;
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d step = step_mm * Eigen::Vector3d::Unit(axis);
    gradient[axis] = distance(point_mm + step) - distance(point_mm - step);
  }
  return gradient.norm() > 1e-12 ? Eigen::Vector3d(gradient.normalized())
                                 : Eigen::Vector3d(Eigen::Vector3d::UnitY());
}

Eigen::Vector3d nearest_surface_point(const SignedDistance& distance,
                                      const Eigen::Vector3d& start_mm) {
  Eigen::Vector3d point = start_mm;
  for (int i = 0; i < 60; ++i) {
    const double away = distance(point);
    if (std::abs(away) < 1e-3) break;
    point -= 0.8 * away * surface_normal(distance, point);
  }
  return point;
}

Eigen::Vector3d surface_point_along(const SignedDistance& distance, const Eigen::Vector3d& start_mm,
                                    const Eigen::Vector3d& direction, double reach_mm) {
  double way = 0.0;
  for (int i = 0; i < 400 && way < reach_mm; ++i) {
    const Eigen::Vector3d point = start_mm + way * direction;
    const double away = distance(point);
    if (away < 1e-3) return point;
    way += std::max(0.5 * away, 0.02);
  }
  return nearest_surface_point(distance, start_mm);
}

}  // namespace echolance
