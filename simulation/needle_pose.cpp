// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/needle_pose.hpp"

#include <optional>

#include "simulation/rigid.hpp"
#include "simulation/soft_tissue.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kStep_mm = 1.0;
constexpr double kFarthest_mm = 200.0;  // of the skin ahead of the tip
constexpr int kHalvings = 40;

// How far from `start` the line goes under the skin; nothing where it does not within `most_mm`.
std::optional<double> way_to_skin_mm(const HeightMap& skin, const Vector3d& start,
                                     const Vector3d& along, double most_mm) {
  const auto under = [&](double way_mm) {
    const Vector3d at = start + way_mm * along;
    return at.y() < skin.at(at.x(), at.z());
  };
  double above = 0.0;
  if (under(above)) return above;
  while (above < most_mm && !under(above + kStep_mm)) above += kStep_mm;
  if (above >= most_mm) return std::nullopt;
  double below = above + kStep_mm;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (above + below);
    (under(middle) ? below : above) = middle;
  }
  return above;
}

}  // namespace

Transform<space::Reference, space::Needle> tracked_needle(const NeedleDevice& device,
                                                          const NeedlePlacement& placement) {
  const double hub_mm = placement.depth_mm - device.length_mm;
  const Vector3d along = needle_tangent(device, placement, hub_mm);
  Vector3d aside = placement.bend_direction.unit;
  aside = (aside - aside.dot(along) * along).normalized();
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.linear() << aside, along.cross(aside), along;
  pose.translation() = needle_point(device, placement, hub_mm) + device.length_mm * along;
  return rigid<space::Reference, space::Needle>(pose);
}

NeedlePlacement placement_of(
    const Patient& patient, const NeedleDevice& device,
    const Transform<space::Reference, space::Needle>& reference_from_needle) {
  const Eigen::Isometry3d pose = motion_of(reference_from_needle);
  const Vector3d along = pose.linear().col(2);
  const Vector3d hub_mm = pose.translation() - device.length_mm * along;
  NeedlePlacement placement;
  placement.direction = {along};
  placement.bend_direction = {pose.linear().col(0)};
  std::optional<double> way_mm = 0.0;
  if (patient.soft_tissue) {
    way_mm = way_to_skin_mm(patient.soft_tissue->surface->skin, hub_mm, along,
                            device.length_mm + kFarthest_mm);
  }
  const double outside_mm = way_mm.value_or(device.length_mm + kFarthest_mm);
  placement.entry = {hub_mm + outside_mm * along};
  placement.depth_mm = device.length_mm - outside_mm;
  return placement;
}

}  // namespace echolance
