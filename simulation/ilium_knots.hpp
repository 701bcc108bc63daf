// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>

#include "simulation/bone_sheet.hpp"
#include "simulation/sacrum_size.hpp"

namespace echolance {

/// The key places of one hip bone, as if on the left, in pelvis axes (x left, y back, z up), mm.
struct IliumFrame {
  double side = 1.0;
  double scale = 1.0;
  Eigen::Vector3d psis, piis, ischial_spine, notch, asis, crest_top, tubercle, hip_centre,
      tuberosity;
  /// Of the pubis: its tubercle, the upper and lower end of its face to the other side, the middle
  /// of the ramus down to the ischium. Both sides of a patient meet at the face.
  Eigen::Vector3d pubic_tubercle, symphysis_top, symphysis_low, lower_ramus;
  double tilt_rad = 0.22;  ///< of the line from PSIS to ASIS, down in front
  double cap_half_width_mm = 5.5;
  double flare_mm = 0.0;         ///< of the ASIS, outwards of the mean
  double crest_higher_mm = 0.0;  ///< of the crest's top above the mean

  /// A place of the left bone in Reference axes of the pelvis for this side.
  [[nodiscard]] Eigen::Vector3d mirrored(const Eigen::Vector3d& left) const {
    return {side * left.x(), left.y(), left.z()};
  }
};

[[nodiscard]] IliumFrame ilium_frame(const PatientParameters& parameters, const SacrumSize& sacrum,
                                     double side);

/// Outline, middle and thickness of the blade. Along the ala it lies a little too far inwards, so
/// that the joint is cut out of it wherever the sacrum is.
[[nodiscard]] SheetShape ilium_sheet(const IliumFrame& frame, const SacrumSize& sacrum);

}  // namespace echolance
