// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/tissue_scenes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

// Distance to the space below a surface y = -depth(x, z).
std::function<double(const Eigen::Vector3d&)> below(double depth_mm, double wave_mm) {
  return [=](const Eigen::Vector3d& p) {
    const double floor = depth_mm + wave_mm * std::sin(0.18 * p.x() + 0.05 * p.z()) +
                         0.5 * wave_mm * std::sin(0.41 * p.x() + 1.0);
    return p.y() + floor;
  };
}

std::function<double(const Eigen::Vector3d&)> ellipse_along_z(const Eigen::Vector2d& centre,
                                                              const Eigen::Vector2d& radius) {
  return [=](const Eigen::Vector3d& p) {
    const Eigen::Vector2d q = (p.head<2>() - centre).cwiseQuotient(radius);
    const Eigen::Vector2d slope = q.cwiseQuotient(radius);
    // First-order distance to the ellipse.
    return std::max(q.norm() - 1.0, -0.9) * q.norm() / std::max(slope.norm(), 1e-9);
  };
}

std::function<double(const Eigen::Vector3d&)> sheet(double depth_mm, double half_mm) {
  return [=](const Eigen::Vector3d& p) {
    const double middle = -depth_mm - 1.5 * std::sin(0.12 * p.x() + 2.0) - 0.02 * p.z();
    return std::abs(p.y() - middle) - half_mm;
  };
}

// The nearest border of the topmost shape that holds the point.
TissueAt tissue_at(const Eigen::Vector3d& p, Tissue background,
                   const std::vector<TissueShape>& shapes) {
  TissueAt at{background, background, TissueVolume::kMaxMargin_mm};
  for (const auto& shape : shapes) {
    const auto distance = static_cast<float>(shape.distance(p));
    if (distance < 0.0F) {
      at = {shape.tissue, shape.tissue == at.tissue ? at.beyond : at.tissue, -distance};
    } else if (distance < at.margin_mm) {
      at.beyond = shape.tissue;
      at.margin_mm = distance;
    }
  }
  return at;
}

}  // namespace

std::shared_ptr<const TissueVolume> fill_shapes(const VolumeGrid& grid, Tissue background,
                                                const std::vector<TissueShape>& shapes) {
  auto volume = std::make_shared<TissueVolume>(grid);
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        volume->set(grid.index(x, y, z), tissue_at(grid.point_mm(x, y, z), background, shapes));
      }
    }
  }
  return volume;
}

std::shared_ptr<const TissueVolume> block(Tissue tissue) {
  const Eigen::AlignedBox3d box(Eigen::Vector3d(-5, -5, -5), Eigen::Vector3d(5, 5, 5));
  return fill_shapes(VolumeGrid::around(box, 5.0), tissue, {});
}

std::shared_ptr<const TissueVolume> layered_back(double bone_mm) {
  const Eigen::AlignedBox3d box(Eigen::Vector3d(-45, -90, -12), Eigen::Vector3d(45, 4, 12));
  return fill_shapes(
      VolumeGrid::around(box, 0.8), Tissue::kGel,
      {{Tissue::kSkin, below(0.0, 0.0)},
       {Tissue::kFat, below(2.0, 0.1)},
       {Tissue::kFascia, below(8.0, 0.8)},
       {Tissue::kMuscle, below(9.4, 0.8)},
       {Tissue::kFascia, sheet(18.0, 0.5)},
       {Tissue::kCorticalBone,
        ellipse_along_z(Eigen::Vector2d(-4.0, -bone_mm - 14.0), Eigen::Vector2d(15.0, 14.0))}});
}

Transform<space::Reference, space::Probe> probe_on_skin(double out_of_plane_mm) {
  // x right, y down into the patient (-y of Reference), z = x cross y.
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix(1, 1) = -1.0;
  matrix(2, 2) = -1.0;
  matrix(2, 3) = out_of_plane_mm;
  return Transform<space::Reference, space::Probe>::from_matrix(matrix).value();
}

}  // namespace echolance
