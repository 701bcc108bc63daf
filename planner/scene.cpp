// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/scene.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kUnit = 1e-3;

Result<void> validate(const ProbeFace& probe) {
  const bool unit = std::abs(probe.right.norm() - 1.0) < kUnit &&
                    std::abs(probe.beam.norm() - 1.0) < kUnit &&
                    std::abs(probe.right.dot(probe.beam)) < kUnit;
  if (!unit || !probe.origin_mm.allFinite()) {
    return fail(ErrorCode::kInvalidGeometry,
                "the probe's axes are not square unit vectors; give a rigid pose");
  }
  const bool curved = probe.radius_mm > 0.0;
  if (probe.width_mm <= 0.0 || probe.depth_mm <= 0.0 || (curved && probe.half_opening_rad <= 0.0)) {
    return fail(ErrorCode::kInvalidGeometry, "the probe's face or picture has no size");
  }
  return {};
}

// All cells within the shell under one stretch of bone.
void fill_under(const Vector3d& a, const Vector3d& b, const ProbeFace& probe,
                const BoneShell& shell, const VolumeGrid& grid, std::vector<std::uint8_t>& mask) {
  const double step = 0.5 * grid.spacing_mm;
  const int along = std::max(1, static_cast<int>(std::ceil((b - a).norm() / step)));
  const int deep = static_cast<int>(std::ceil(shell.thickness_mm / step));
  for (int i = 0; i <= along; ++i) {
    const Vector3d top = a + (b - a) * (static_cast<double>(i) / along);
    BeamPlace place = beam_place(probe, probe.local_mm(top));
    for (int k = 0; k <= deep; ++k, place.depth_mm += step) {
      const Vector3d at = probe.place_mm(local_of(probe, place));
      const Vector3d index = ((at - grid.origin_mm) / grid.spacing_mm).array().round();
      if (index.x() < 0 || index.y() < 0 || index.x() >= grid.size.x() ||
          index.y() >= grid.size.y()) {
        continue;
      }
      mask[grid.index(static_cast<int>(index.x()), static_cast<int>(index.y()), 0)] = 1;
    }
  }
}

}  // namespace

BeamPlace beam_place(const ProbeFace& probe, const Vector3d& local_mm) {
  if (probe.radius_mm <= 0.0) return {local_mm.x(), local_mm.y()};
  const double below = local_mm.y() + probe.radius_mm;
  return {std::atan2(local_mm.x(), below), std::hypot(local_mm.x(), below) - probe.radius_mm};
}

Vector3d local_of(const ProbeFace& probe, const BeamPlace& place) {
  if (probe.radius_mm <= 0.0) return {place.across, place.depth_mm, 0.0};
  const double from_apex = probe.radius_mm + place.depth_mm;
  return {from_apex * std::sin(place.across), from_apex * std::cos(place.across) - probe.radius_mm,
          0.0};
}

double half_across(const ProbeFace& probe) {
  return probe.radius_mm > 0.0 ? probe.half_opening_rad : 0.5 * probe.width_mm;
}

Result<void> validate(const PlanScene& scene) {
  if (scene.bone.grid().count() == 0) {
    return fail(ErrorCode::kNoData, "the scene has no map of bone; detect bone first");
  }
  if (scene.skin_mm.empty()) {
    return fail(ErrorCode::kNoData,
                "the scene has no skin to enter; give the skin line or surface");
  }
  if (scene.compass.empty()) {
    return fail(ErrorCode::kInvalidOption, "the scene names no directions for its regions");
  }
  for (const auto& structure : scene.no_go) {
    if (auto valid = validate(structure); !valid) return valid;
  }
  return validate(scene.probe);
}

std::vector<Vector3d> entries_on_line(const std::vector<Vector3d>& line_mm, double step_mm,
                                      double beside_mm) {
  std::vector<Vector3d> entries;
  if (line_mm.size() < 2 || step_mm <= 0.0) return entries;
  const double first = line_mm.front().x() - beside_mm;
  const double last = line_mm.back().x() + beside_mm;
  const int count = static_cast<int>(std::floor((last - first) / step_mm)) + 1;
  std::size_t piece = 0;
  for (int i = 0; i < count; ++i) {
    const double x = first + i * step_mm;
    while (piece + 2 < line_mm.size() && line_mm[piece + 1].x() < x) ++piece;
    const Vector3d& a = line_mm[piece];
    const Vector3d& b = line_mm[piece + 1];
    const double part = std::clamp((x - a.x()) / std::max(b.x() - a.x(), 1e-9), 0.0, 1.0);
    entries.emplace_back(x, std::lerp(a.y(), b.y(), part), 0.0);
  }
  return entries;
}

Result<DistanceMap> bone_of_picture(const std::vector<Vector3d>& line_mm, const ProbeFace& probe,
                                    const Eigen::AlignedBox3d& box_mm, const BoneShell& shell) {
  VolumeGrid grid = VolumeGrid::around(box_mm, shell.spacing_mm);
  grid.size.z() = 1;
  grid.origin_mm.z() = 0.0;
  std::vector<std::uint8_t> mask(grid.count(), 0);
  for (std::size_t i = 0; i < line_mm.size(); ++i) {
    const std::size_t next = std::min(i + 1, line_mm.size() - 1);
    const bool joined = (line_mm[next] - line_mm[i]).norm() <= shell.gap_mm;
    fill_under(line_mm[i], joined ? line_mm[next] : line_mm[i], probe, shell, grid, mask);
  }
  return distance_map_of_mask(grid, mask);
}

}  // namespace echolance
