// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <memory>
#include <optional>

#include "core/geometry.hpp"
#include "simulation/needle_device.hpp"
#include "simulation/patient.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// A probe that slides over the skin of a patient: its foot stays on the skin, its beam follows the
/// skin's normal (averaged under the face), and how it was held against them at the start (pressed
/// in, tilted) stays. Not thread-safe.
class ProbeOnSkin {
 public:
  using Pose = Transform<space::Reference, space::Probe>;

  ProbeOnSkin(std::shared_ptr<const Patient> patient, const Pose& start);

  /// In the picture to the right and out of the picture plane. False, and the probe stays, where
  /// there is no skin.
  bool move_mm(double right_mm, double out_of_plane_mm);
  void turn_rad(double rad);  ///< about the beam
  [[nodiscard]] const Pose& pose() const { return pose_; }

 private:
  [[nodiscard]] std::optional<Eigen::Isometry3d> on_skin(const Eigen::Vector3d& over,
                                                         const Eigen::Vector3d& right) const;

  std::shared_ptr<const Patient> patient_;
  Pose pose_;
  std::optional<Eigen::Isometry3d> stand_;  ///< reference from skin; empty: no skin known
  Eigen::Isometry3d skin_from_probe_ = Eigen::Isometry3d::Identity();
};

/// A needle in a hand. Not thread-safe.
class NeedleInHand {
 public:
  void set(const std::optional<NeedlePlacement>& needle) { needle_ = needle; }
  void advance_mm(double way_mm);
  /// About `axis` (unit, Reference) through the entry.
  void turn(double rad, const Eigen::Vector3d& axis);
  /// False, and nothing happens, where it is in the skin, or there is no skin.
  bool shift(const Patient& patient, const Eigen::Vector3d& way_mm);
  [[nodiscard]] const std::optional<NeedlePlacement>& placement() const { return needle_; }

 private:
  std::optional<NeedlePlacement> needle_;
};

}  // namespace echolance
