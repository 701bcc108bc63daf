// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/anatomy_site.hpp"

#include <algorithm>
#include <stdexcept>

#include "simulation/implicit_shape.hpp"

namespace echolance {

std::string side_suffix(double side) {
  return side > 0.0 ? "_left" : "_right";
}

AnatomySite::AnatomySite(const PatientParameters& parameters, const Skeleton& skeleton)
    : parameters_(parameters),
      skeleton_(skeleton),
      spine_(place_lumbar_spine(parameters)),
      sacrum_(parameters, spine_),
      sizes_(parameters.seed) {
  for (int level = -1; level < kLumbarCount; ++level) {
    frames_.push_back(vertebra_frame(spine_, level));
  }
  for (const auto& landmark : skeleton.landmarks) landmarks_[landmark.name] = landmark.point.mm;
}

Eigen::Vector3d AnatomySite::at(const std::string& name) const {
  const auto found = landmarks_.find(name);
  if (found == landmarks_.end()) throw std::logic_error("no landmark " + name);
  return found->second;
}

std::optional<Eigen::Vector3d> AnatomySite::find(const std::string& name) const {
  const auto found = landmarks_.find(name);
  if (found == landmarks_.end()) return std::nullopt;
  return found->second;
}

Eigen::Vector3d AnatomySite::from_sacrum(const Eigen::Vector3d& straight) const {
  return reference_from_pelvis(parameters_) * sacrum_.curve.bent(straight);
}

double AnatomySite::bone_distance(const Eigen::Vector3d& point) const {
  double nearest = 1e6;
  for (const auto& bone : skeleton_.bones) nearest = std::min(nearest, bone.surface.at(point));
  return nearest;
}

Eigen::Vector3d AnatomySite::bone_along(const Eigen::Vector3d& start,
                                        const Eigen::Vector3d& direction) const {
  return surface_point_along([this](const Eigen::Vector3d& p) { return bone_distance(p); }, start,
                             direction);
}

Eigen::Vector3d AnatomySite::bone_normal(const Eigen::Vector3d& point) const {
  constexpr double kStep_mm = 0.5;  // half the usual grid of the bones
  return surface_normal([this](const Eigen::Vector3d& p) { return bone_distance(p); }, point,
                        kStep_mm);
}

}  // namespace echolance
