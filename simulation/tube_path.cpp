// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/tube_path.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kStep_mm = 2.0;
constexpr double kFromBone_mm = 0.4;

Waypoint between(const std::vector<Waypoint>& way, std::size_t i, double t) {
  const auto at = [&](std::ptrdiff_t k) -> const Waypoint& {
    const auto last = static_cast<std::ptrdiff_t>(way.size()) - 1;
    return way[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k, 0, last))];
  };
  const auto k = static_cast<std::ptrdiff_t>(i);
  const Vector3d &p0 = at(k - 1).place_mm, &p1 = at(k).place_mm, &p2 = at(k + 1).place_mm,
                 &p3 = at(k + 2).place_mm;
  const Vector3d place =
      0.5 * (2.0 * p1 + (p2 - p0) * t + (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3) * t * t +
             (3.0 * p1 - p0 - 3.0 * p2 + p3) * t * t * t);
  const double radius = at(k).radius_mm + t * (at(k + 1).radius_mm - at(k).radius_mm);
  return {place, radius};
}

std::vector<Waypoint> smooth_way(const std::vector<Waypoint>& way) {
  std::vector<Waypoint> fine;
  for (std::size_t i = 0; i + 1 < way.size(); ++i) {
    const double length = (way[i + 1].place_mm - way[i].place_mm).norm();
    const int steps = std::max(1, static_cast<int>(std::lround(length / kStep_mm)));
    for (int s = 0; s < steps; ++s) {
      fine.push_back(between(way, i, static_cast<double>(s) / steps));
    }
  }
  fine.push_back(way.back());
  return fine;
}

// One step out of the bone and one step straighter.
bool relax(const AnatomySite& site, bool straighten, std::vector<Waypoint>& way) {
  bool moved = false;
  for (auto& point : way) {
    const double lack = point.radius_mm + kFromBone_mm - site.bone_distance(point.place_mm);
    if (lack < 0.02) continue;
    // Neighbours follow each other: straightening spreads the push.
    point.place_mm += std::min(0.8 * lack, 2.0) * site.bone_normal(point.place_mm);
    moved = true;
  }
  if (!moved || !straighten) return moved;
  std::vector<Waypoint> before = way;
  for (std::size_t i = 1; i + 1 < way.size(); ++i) {
    way[i].place_mm =
        0.6 * before[i].place_mm + 0.2 * (before[i - 1].place_mm + before[i + 1].place_mm);
  }
  return true;
}

}  // namespace

Tube lay_tube(const AnatomySite& site, const std::string& name, Tissue tissue,
              const std::vector<Waypoint>& way) {
  std::vector<Waypoint> fine = smooth_way(way);
  constexpr int kRounds = 24;
  for (int i = 0; i < kRounds; ++i) {
    if (!relax(site, i < kRounds / 2, fine)) break;
  }
  Tube tube{name, tissue, {}, {}};
  for (const auto& point : fine) {
    const double room = site.bone_distance(point.place_mm) - 0.1;
    tube.centre_mm.push_back(point.place_mm);
    tube.radius_mm.push_back(std::clamp(room, 0.3, point.radius_mm));
  }
  return tube;
}

TissueShape tube_shape(const Tube& structure) {
  const bool vessel = structure.tissue == Tissue::kBlood;
  std::vector<TissueLayer> layers{{structure.tissue, 0.0}};
  if (vessel) layers = {{Tissue::kConnective, 0.0}, {Tissue::kBlood, 0.6}};
  double widest = 0.0;
  Eigen::AlignedBox3d box;
  for (std::size_t i = 0; i < structure.centre_mm.size(); ++i) {
    box.extend(structure.centre_mm[i]);
    widest = std::max(widest, structure.radius_mm[i]);
  }
  const Vector3d margin = Vector3d::Constant(widest);
  return {structure.name,
          [structure](const Vector3d& point) { return tube_distance(structure, point); },
          {box.min() - margin, box.max() + margin},
          std::move(layers)};
}

double tube_distance(const Tube& tube, const Eigen::Vector3d& point) {
  double nearest = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i + 1 < tube.centre_mm.size(); ++i) {
    const Vector3d along = tube.centre_mm[i + 1] - tube.centre_mm[i];
    const Vector3d off = point - tube.centre_mm[i];
    const double t = std::clamp(off.dot(along) / along.squaredNorm(), 0.0, 1.0);
    const double radius = tube.radius_mm[i] + t * (tube.radius_mm[i + 1] - tube.radius_mm[i]);
    nearest = std::min(nearest, (off - t * along).norm() - radius);
  }
  return nearest;
}

}  // namespace echolance
