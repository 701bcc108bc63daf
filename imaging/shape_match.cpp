// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/shape_match.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

using Eigen::Vector3f;

constexpr int kCandidates = 8;
constexpr float kTurn_mm = 10.0F;  // a turned normal counts like so much distance

// Shares of the corners at the place of a triangle nearest to p. Source: Ericson, Real-Time
// Collision Detection, 5.1.5.
std::array<float, 3> nearest_shares(const Vector3f& p, const Vector3f& a, const Vector3f& b,
                                    const Vector3f& c) {
  const Vector3f ab = b - a, ac = c - a, ap = p - a, bp = p - b, cp = p - c;
  const float d1 = ab.dot(ap), d2 = ac.dot(ap), d3 = ab.dot(bp), d4 = ac.dot(bp);
  const float d5 = ab.dot(cp), d6 = ac.dot(cp);
  if (d1 <= 0.0F && d2 <= 0.0F) return {1.0F, 0.0F, 0.0F};
  if (d3 >= 0.0F && d4 <= d3) return {0.0F, 1.0F, 0.0F};
  if (d6 >= 0.0F && d5 <= d6) return {0.0F, 0.0F, 1.0F};
  const float vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  if (vc <= 0.0F && d1 >= 0.0F && d3 <= 0.0F) {
    const float v = d1 / (d1 - d3);
    return {1.0F - v, v, 0.0F};
  }
  if (vb <= 0.0F && d2 >= 0.0F && d6 <= 0.0F) {
    const float w = d2 / (d2 - d6);
    return {1.0F - w, 0.0F, w};
  }
  if (va <= 0.0F && d4 >= d3 && d5 >= d6) {
    const float w = (d4 - d3) / ((d4 - d3) + (d5 - d6));
    return {0.0F, 1.0F - w, w};
  }
  const float scale = 1.0F / (va + vb + vc);
  return {1.0F - (vb + vc) * scale, vb * scale, vc * scale};
}

Eigen::Matrix3Xf vertex_normals(const ShapeModel& model, const Eigen::Matrix3Xf& shape_mm) {
  Eigen::Matrix3Xf normals = Eigen::Matrix3Xf::Zero(3, model.vertex_count());
  for (const auto& [a, b, c] : model.triangles) {
    const Vector3f ab = shape_mm.col(b) - shape_mm.col(a), ac = shape_mm.col(c) - shape_mm.col(a);
    const Vector3f area = ab.cross(ac);
    for (const int corner : {a, b, c}) normals.col(corner) += area;
  }
  for (auto normal : normals.colwise()) normal.normalize();
  return normals;
}

Vector3f mixed(const Eigen::Matrix3Xf& columns, const ShapePlace& place) {
  Vector3f sum = Vector3f::Zero();
  for (std::size_t i = 0; i < 3; ++i) sum += place.shares[i] * columns.col(place.vertices[i]);
  return sum;
}

}  // namespace

ShapeSurface::ShapeSurface(const ShapeBasis& basis, const Eigen::Matrix3Xf& shape_mm)
    : basis_(basis),
      shape_mm_(shape_mm),
      normals_(vertex_normals(*basis.model, shape_mm)),
      tree_(shape_mm.leftCols(basis.model->vertex_count())) {}

ShapePlace ShapeSurface::closest_on_triangles(int vertex, const Vector3f& point_mm) const {
  ShapePlace best{{vertex, vertex, vertex}, {1.0F, 0.0F, 0.0F}};
  float least = (shape_mm_.col(vertex) - point_mm).squaredNorm();
  for (const int triangle : basis_.triangles_at[static_cast<std::size_t>(vertex)]) {
    const auto& [a, b, c] = basis_.model->triangles[static_cast<std::size_t>(triangle)];
    const ShapePlace place{
        {a, b, c}, nearest_shares(point_mm, shape_mm_.col(a), shape_mm_.col(b), shape_mm_.col(c))};
    const float squared = (mixed(shape_mm_, place) - point_mm).squaredNorm();
    if (squared < least) {
      least = squared;
      best = place;
    }
  }
  return best;
}

std::optional<ShapePair> ShapeSurface::pair_for(const Vector3f& point_mm, const Vector3f& normal,
                                                NormalSense sense, const MatchGate& gate) const {
  int best = -1;
  float least = std::numeric_limits<float>::max();
  float turned = 1.0F;
  for (const auto& near : tree_.nearest(point_mm, kCandidates)) {
    float cosine = normal.dot(normals_.col(near.index));
    const float sign = sense != NormalSense::kOutward && cosine < 0.0F ? -1.0F : 1.0F;
    cosine *= sign;
    if (cosine < gate.cosine) continue;
    const float cost = near.squared_mm2 + kTurn_mm * kTurn_mm * (1.0F - cosine);
    if (cost >= least) continue;
    least = cost;
    best = near.index;
    turned = sign;
  }
  if (best < 0) return std::nullopt;
  ShapePair pair;
  pair.place = closest_on_triangles(best, point_mm);
  pair.point_mm = point_mm;
  const Vector3f off = point_mm - mixed(shape_mm_, pair.place);
  pair.apart_mm = off.norm();
  if (pair.apart_mm > gate.distance_mm) return std::nullopt;
  pair.normal = (mixed(normals_, pair.place).normalized() + turned * normal).normalized();
  pair.off_mm = pair.normal.dot(off);
  return pair;
}

}  // namespace echolance
