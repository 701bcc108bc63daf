// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>

#include "simulation/sacrum_size.hpp"
#include "simulation/skeleton.hpp"
#include "simulation/soft_tissue_data.hpp"
#include "simulation/vertebra_landmarks.hpp"

namespace echolance {

/// "_left" for a side of +1, "_right" for -1.
[[nodiscard]] std::string side_suffix(double side);

/// What soft tissue is laid on: the bones of a patient and where their parts are. Keeps references
/// to the parameters and the skeleton.
class AnatomySite {
 public:
  AnatomySite(const PatientParameters& parameters, const Skeleton& skeleton);

  [[nodiscard]] const PatientParameters& parameters() const { return parameters_; }
  [[nodiscard]] const Skeleton& skeleton() const { return skeleton_; }
  [[nodiscard]] const LumbarSpine& spine() const { return spine_; }
  [[nodiscard]] const SacrumSize& sacrum() const { return sacrum_; }
  [[nodiscard]] const SoftTissueSizes& sizes() const { return sizes_; }
  [[nodiscard]] double scale() const { return spine_.scale; }

  /// A landmark that every grown skeleton has; throws std::logic_error otherwise.
  [[nodiscard]] Eigen::Vector3d at(const std::string& name) const;
  [[nodiscard]] std::optional<Eigen::Vector3d> find(const std::string& name) const;

  /// `level` 0 is L1, -1 T12.
  [[nodiscard]] const VertebraFrame& vertebra(int level) const {
    return frames_.at(static_cast<std::size_t>(level + 1));
  }
  /// Vertebra axes (x left, y back, z up) to Reference.
  [[nodiscard]] Eigen::Vector3d from_vertebra(int level, const Eigen::Vector3d& point) const {
    return spine_.pose_of(level) * point;
  }
  /// Straight coordinates of the sacral curve (x left, depth backwards, way down) to Reference.
  [[nodiscard]] Eigen::Vector3d from_sacrum(const Eigen::Vector3d& straight) const;

  /// Distance to the nearest bone, positive outside.
  [[nodiscard]] double bone_distance(const Eigen::Vector3d& point) const;
  /// The first bone surface on the way from `start` along the unit vector `direction`; the nearest
  /// one where there is none within 80 mm.
  [[nodiscard]] Eigen::Vector3d bone_along(const Eigen::Vector3d& start,
                                           const Eigen::Vector3d& direction) const;
  /// Out of the nearest bone.
  [[nodiscard]] Eigen::Vector3d bone_normal(const Eigen::Vector3d& point) const;

 private:
  const PatientParameters& parameters_;
  const Skeleton& skeleton_;
  LumbarSpine spine_;
  SacrumSize sacrum_;
  SoftTissueSizes sizes_;
  std::vector<VertebraFrame> frames_;  ///< T12, L1 .. L5
  std::map<std::string, Eigen::Vector3d> landmarks_;
};

}  // namespace echolance
