// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/bone_sheet.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace echolance {
namespace {

using Eigen::Vector2d;

constexpr double kStep_mm = 1.5;
constexpr double kMargin_mm = 24.0;
constexpr double kThinnest_mm = 1.4;

double distance_to_outline(const std::vector<Vector2d>& outline, const Vector2d& place) {
  double least = std::numeric_limits<double>::max();
  bool inside = false;
  for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const Vector2d edge = outline[j] - outline[i], off = place - outline[i];
    const double t = std::clamp(off.dot(edge) / edge.squaredNorm(), 0.0, 1.0);
    least = std::min(least, (off - t * edge).squaredNorm());
    const bool crosses = (outline[i].y() > place.y()) != (outline[j].y() > place.y());
    if (crosses && place.x() < edge.x() * off.y() / edge.y() + outline[i].x()) inside = !inside;
  }
  return inside ? -std::sqrt(least) : std::sqrt(least);
}

// What is known of the sheet over one place of the plane.
struct Column {
  float outline_mm, middle_mm, half_mm, slope;  // slope: 1 / sqrt(1 + gradient^2)
};

class SheetTable {
 public:
  explicit SheetTable(const SheetShape& shape) {
    Eigen::AlignedBox2d box;
    for (const auto& point : shape.outline) box.extend(point);
    first_ = box.min() - Vector2d::Constant(kMargin_mm);
    const Vector2d span = box.sizes() + Vector2d::Constant(2.0 * kMargin_mm);
    width_ = static_cast<int>(span.x() / kStep_mm) + 2;
    height_ = static_cast<int>(span.y() / kStep_mm) + 2;
    fill(shape);
    fill_slopes();
  }

  double distance(const Eigen::Vector3d& p) const {
    const double u = (p.y() - first_.x()) / kStep_mm, v = (p.z() - first_.y()) / kStep_mm;
    const double cu = std::clamp(u, 0.0, width_ - 1.001), cv = std::clamp(v, 0.0, height_ - 1.001);
    const double outside = kStep_mm * std::hypot(u - cu, v - cv);
    const Column column = at(cu, cv);
    const double across = column.slope * std::abs(p.x() - column.middle_mm) - column.half_mm;
    // The rim is as round as the sheet is thick.
    const double round = std::clamp(0.75 * static_cast<double>(column.half_mm), 1.2, 5.0);
    return rounded_max(column.outline_mm + outside, across, round);
  }

 private:
  Column& cell(int u, int v) { return cells_[static_cast<std::size_t>(v * width_ + u)]; }
  const Column& cell(int u, int v) const {
    return cells_[static_cast<std::size_t>(v * width_ + u)];
  }

  void fill(const SheetShape& shape) {
    const ThinPlateSpline middle(shape.middle, 2.0), half(shape.half_thick, 20.0);
    cells_.resize(static_cast<std::size_t>(width_ * height_));
    for (int v = 0; v < height_; ++v) {
      for (int u = 0; u < width_; ++u) {
        const Vector2d place = first_ + kStep_mm * Vector2d(u, v);
        const double thick = std::max(half.at(place), kThinnest_mm);
        cell(u, v) = {static_cast<float>(distance_to_outline(shape.outline, place)),
                      static_cast<float>(middle.at(place)), static_cast<float>(thick), 1.0F};
      }
    }
  }

  void fill_slopes() {
    for (int v = 1; v + 1 < height_; ++v) {
      for (int u = 1; u + 1 < width_; ++u) {
        const double du = (cell(u + 1, v).middle_mm - cell(u - 1, v).middle_mm) / (2.0 * kStep_mm);
        const double dv = (cell(u, v + 1).middle_mm - cell(u, v - 1).middle_mm) / (2.0 * kStep_mm);
        cell(u, v).slope = static_cast<float>(1.0 / std::sqrt(1.0 + du * du + dv * dv));
      }
    }
  }

  Column at(double u, double v) const {
    const int iu = static_cast<int>(u), iv = static_cast<int>(v);
    const auto a = static_cast<float>(u - iu), b = static_cast<float>(v - iv);
    const Column &p = cell(iu, iv), &q = cell(iu + 1, iv), &r = cell(iu, iv + 1),
                 &s = cell(iu + 1, iv + 1);
    const auto mix = [a, b](float c00, float c10, float c01, float c11) {
      return (1.0F - b) * (c00 + a * (c10 - c00)) + b * (c01 + a * (c11 - c01));
    };
    return {mix(p.outline_mm, q.outline_mm, r.outline_mm, s.outline_mm),
            mix(p.middle_mm, q.middle_mm, r.middle_mm, s.middle_mm),
            mix(p.half_mm, q.half_mm, r.half_mm, s.half_mm),
            mix(p.slope, q.slope, r.slope, s.slope)};
  }

  Vector2d first_ = Vector2d::Zero();
  int width_ = 0, height_ = 0;
  std::vector<Column> cells_;
};

Ball ball_of(const SheetShape& shape) {
  Eigen::AlignedBox3d box;
  for (const auto& knot : shape.middle) {
    box.extend(Eigen::Vector3d(knot.height, knot.place.x(), knot.place.y()));
  }
  return {box.center(), 0.5 * box.diagonal().norm() + 12.0};
}

}  // namespace

Solid bone_sheet(const SheetShape& shape) {
  const auto table = std::make_shared<const SheetTable>(shape);
  return {[table](const Eigen::Vector3d& point) { return table->distance(point); }, ball_of(shape)};
}

std::vector<Vector2d> smooth_outline(const std::vector<Vector2d>& points, int steps) {
  std::vector<Vector2d> smooth;
  const std::size_t n = points.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Vector2d &a = points[(i + n - 1) % n], &b = points[i], &c = points[(i + 1) % n],
                   &d = points[(i + 2) % n];
    for (int k = 0; k < steps; ++k) {
      const double t = static_cast<double>(k) / steps, t2 = t * t, t3 = t2 * t;
      smooth.push_back(0.5 * (2.0 * b + t * (c - a) + t2 * (2.0 * a - 5.0 * b + 4.0 * c - d) +
                              t3 * (3.0 * b - a - 3.0 * c + d)));
    }
  }
  return smooth;
}

}  // namespace echolance
