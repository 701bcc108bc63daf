// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <memory>
#include <optional>
#include <vector>

#include "simulation/height_map.hpp"
#include "simulation/probe.hpp"
#include "simulation/tissue_volume.hpp"
#include "simulation/ultrasound.hpp"

namespace echolance {

/// A shaft that has taken tissue along.
struct DraggingShaft {
  Eigen::Vector3d entry_mm, tip_mm;  ///< Reference
  double drag_mm = 0.0;              ///< towards the tip
};

/// How soft tissue is moved in one frame: skin follows the face of the probe, tissue is dragged
/// along the shaft and makes room for fluid; bone stays. Deterministic.
class TissueShift {
 public:
  /// `skin` may be null: the tissue then keeps its shape under the probe.
  TissueShift(std::shared_ptr<const TissueVolume> volume, const HeightMap* skin,
              const ProbeModel& probe);

  /// Sets the frame. Costs about a thousand look-ups.
  void set(const Eigen::Isometry3d& reference_from_probe, const std::optional<DraggingShaft>& shaft,
           const std::vector<Pool>& pools);

  /// Where what is now at a place was in the volume; Reference, mm.
  [[nodiscard]] Eigen::Vector3d rest(const Eigen::Vector3d& now_mm) const;
  /// Where what was at a place in the volume is now.
  [[nodiscard]] Eigen::Vector3d now(const Eigen::Vector3d& rest_mm) const;

  /// The face at a lateral place in Probe: y, mm (0 in the middle, less at a curved face's edges).
  [[nodiscard]] double face_y_mm(double x_mm) const;
  [[nodiscard]] double half_face_mm() const { return half_face_mm_; }

 private:
  struct Column {
    double press_mm = 0.0;   ///< skin pushed in by the face; negative: raised to it
    double reach_mm = 20.0;  ///< below the face, where the push has died away
  };
  [[nodiscard]] Column column_at(double x_mm) const;
  void press_columns();
  [[nodiscard]] double softness(const Eigen::Vector3d& rest_mm) const;

  std::shared_ptr<const TissueVolume> volume_;
  const HeightMap* skin_ = nullptr;
  ProbeModel probe_;
  double half_face_mm_ = 20.0;
  Eigen::Isometry3d reference_from_probe_ = Eigen::Isometry3d::Identity();
  Eigen::Isometry3d probe_from_reference_ = Eigen::Isometry3d::Identity();
  std::vector<Column> columns_;
  std::vector<double> scratch_mm_;
  std::optional<DraggingShaft> shaft_;
  std::vector<Pool> pools_;
};

/// y of the undisturbed skin in Probe along the probe's y axis at (x, 0); nothing where the axis
/// runs along the skin.
[[nodiscard]] std::optional<double> skin_y_mm(const HeightMap& skin,
                                              const Eigen::Isometry3d& reference_from_probe,
                                              double x_mm);

}  // namespace echolance
