// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/solid_shape.hpp"

#include <cmath>

namespace echolance {

Solid slab(const SlabShape& shape) {
  const double stretch = 1.0 / std::sqrt(1.0 + shape.roof * shape.roof);
  const Eigen::Vector3d half = shape.half_mm.array() - shape.rounding_mm;
  const double sag = std::abs(shape.roof) * shape.half_mm.x();
  return {[shape, stretch, half](const Eigen::Vector3d& point) {
            Eigen::Vector3d p = shape.axes.transpose() * (point - shape.centre_mm);
            p.y() += shape.roof * std::abs(p.x());
            const Eigen::Vector3d over = p.cwiseAbs() - half;
            const double outside = over.cwiseMax(0.0).norm();
            return stretch * (outside + std::min(over.maxCoeff(), 0.0) - shape.rounding_mm);
          },
          {shape.centre_mm, shape.half_mm.norm() + sag}};
}

Solid band(const BandShape& shape) {
  std::vector<SweepKnot> knots;
  for (std::size_t i = 0; i < shape.centre_mm.size(); ++i) {
    const std::size_t before = i > 0 ? i - 1 : 0;
    const std::size_t after = i + 1 < shape.centre_mm.size() ? i + 1 : i;
    const Eigen::Vector3d along = (shape.centre_mm[after] - shape.centre_mm[before]).normalized();
    const Eigen::Vector3d across = (shape.across - shape.across.dot(along) * along).normalized();
    knots.push_back({shape.centre_mm[i], shape.half_width_mm * across,
                     shape.half_thick_mm * along.cross(across)});
  }
  return sweep(knots);
}

}  // namespace echolance
