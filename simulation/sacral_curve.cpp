// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/sacral_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

constexpr double kStep_mm = 0.5;
constexpr double kFirst_mm = -40.0;
constexpr int kSamples = 460;
// Table of straight coordinates over the sagittal plane.
constexpr double kTableFirstY_mm = -70.0, kTableFirstZ_mm = -200.0;
constexpr int kTableY = 196, kTableZ = 256;
constexpr double kTableStep_mm = 1.0;

}  // namespace

SacralCurve::SacralCurve(const Shape& shape) : shape_(shape), line_(kSamples) {
  const auto zero = static_cast<std::size_t>(-kFirst_mm / kStep_mm);
  line_[zero] = shape_.start_depth_mm *
                Eigen::Vector2d(std::cos(shape_.slope_rad), std::sin(shape_.slope_rad));
  const auto step = [&](double way) {
    const double lean = lean_rad(way);
    return Eigen::Vector2d(kStep_mm * Eigen::Vector2d(std::sin(lean), -std::cos(lean)));
  };
  for (std::size_t i = zero + 1; i < line_.size(); ++i) {
    line_[i] = line_[i - 1] + step(kFirst_mm + kStep_mm * (static_cast<double>(i) - 0.5));
  }
  for (std::size_t i = zero; i-- > 0;) {
    line_[i] = line_[i + 1] - step(kFirst_mm + kStep_mm * (static_cast<double>(i) + 0.5));
  }
  fill_table();
}

// Lean of the line backwards from straight down. Little bend in S1 and S2, most in S3 to S5, and
// on into the coccyx.
double SacralCurve::lean_rad(double way_mm) const {
  const double part = std::clamp(way_mm / shape_.length_mm, 0.0, 1.35);
  return shape_.slope_rad - shape_.kyphosis_rad * std::pow(part, 1.5);
}

Eigen::Vector2d SacralCurve::on_line(double way_mm) const {
  const double place = std::clamp((way_mm - kFirst_mm) / kStep_mm, 0.0, kSamples - 1.001);
  const auto i = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(i);
  return (1.0 - part) * line_[i] + part * line_[i + 1];
}

Eigen::Vector3d SacralCurve::backwards(double way_mm) const {
  const double lean = lean_rad(way_mm);
  return {0.0, std::cos(lean), std::sin(lean)};
}

Eigen::Vector3d SacralCurve::downwards(double way_mm) const {
  const double lean = lean_rad(way_mm);
  return {0.0, std::sin(lean), -std::cos(lean)};
}

double SacralCurve::stretch(double way_mm, double depth_mm) const {
  const double bend = (lean_rad(way_mm - 0.5) - lean_rad(way_mm + 0.5));
  return 1.0 + bend * depth_mm;
}

Eigen::Vector3d SacralCurve::bent(const Eigen::Vector3d& straight_mm) const {
  const Eigen::Vector2d base = on_line(straight_mm.z());
  return Eigen::Vector3d(straight_mm.x(), base.x(), base.y()) +
         straight_mm.y() * backwards(straight_mm.z());
}

// The nearest place on the line; its signed distance is the depth.
Eigen::Vector2d SacralCurve::search(const Eigen::Vector2d& place) const {
  std::size_t best = 0;
  double least = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < line_.size(); i += 4) {
    const double away = (line_[i] - place).squaredNorm();
    if (away < least) least = away, best = i;
  }
  const double coarse = kFirst_mm + kStep_mm * static_cast<double>(best);
  double way = coarse;
  for (int i = 0; i < 6; ++i) {
    const Eigen::Vector2d off = place - on_line(way);
    const double lean = lean_rad(way);
    way += 0.8 * (off.x() * std::sin(lean) - off.y() * std::cos(lean));
    way = std::clamp(way, coarse - 4.0, coarse + 4.0);  // no wandering beyond the bend's centre
  }
  const double lean = lean_rad(way);
  const Eigen::Vector2d off = place - on_line(way);
  return {off.x() * std::cos(lean) + off.y() * std::sin(lean), way};
}

void SacralCurve::fill_table() {
  table_.resize(static_cast<std::size_t>(kTableY) * kTableZ);
  for (int z = 0; z < kTableZ; ++z) {
    for (int y = 0; y < kTableY; ++y) {
      table_[static_cast<std::size_t>(z * kTableY + y)] =
          search({kTableFirstY_mm + kTableStep_mm * y, kTableFirstZ_mm + kTableStep_mm * z});
    }
  }
}

Eigen::Vector3d SacralCurve::straight(const Eigen::Vector3d& p) const {
  const double y = std::clamp((p.y() - kTableFirstY_mm) / kTableStep_mm, 0.0, kTableY - 1.001);
  const double z = std::clamp((p.z() - kTableFirstZ_mm) / kTableStep_mm, 0.0, kTableZ - 1.001);
  const int iy = static_cast<int>(y), iz = static_cast<int>(z);
  const double u = y - iy, v = z - iz;
  const Eigen::Vector2d* row = table_.data() + iz * kTableY + iy;
  const Eigen::Vector2d depth_and_way = (1.0 - v) * ((1.0 - u) * row[0] + u * row[1]) +
                                        v * ((1.0 - u) * row[kTableY] + u * row[kTableY + 1]);
  return {p.x(), depth_and_way.x(), depth_and_way.y()};
}

}  // namespace echolance
