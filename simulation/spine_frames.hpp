// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>

#include "simulation/patient_parameters.hpp"

namespace echolance {

inline constexpr int kLumbarCount = 5;

/// Sizes of one lumbar vertebra, mm and rad. Formulas: CLINICAL 2.1.
struct VertebraSize {
  double height_mm = 24.0;  ///< of the body, at its middle
  double upper_width_mm = 39.0, upper_depth_mm = 33.0;
  double lower_width_mm = 42.0, lower_depth_mm = 33.0;
  double pedicle_height_mm = 15.0, pedicle_width_mm = 10.0;
  double wedge_rad = 0.0;  ///< of the body, positive: higher in front
  double transverse_span_mm = 96.0;
  double canal_width_mm = 24.0, canal_depth_mm = 16.0;
  double spinous_length_mm = 27.0, spinous_height_mm = 20.0;
};

/// The joint between a vertebra and the one below (or the sacrum).
struct FacetSize {
  double lateral_mm = 17.0;  ///< centre from the midline
  double angle_rad = 0.7;    ///< of the joint's plane, from sagittal
  double width_mm = 14.0, height_mm = 16.0;
  double gap_mm = 1.5;
  double lamina_gap_mm = 13.0;  ///< interlaminar height
};

/// The two edges of a lamina in the midline, in vertebra axes.
struct LaminaEdges {
  Eigen::Vector3d top_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d bottom_mm = Eigen::Vector3d::Zero();
};

/// T12, the upper neighbour of L1, and what lies between them.
struct ThoracicNeighbour {
  VertebraSize size;
  FacetSize facet;  ///< of T12-L1
  double disc_mm = 7.0;
  Eigen::Isometry3d reference_from_vertebra = Eigen::Isometry3d::Identity();
  LaminaEdges lamina;
};

/// Where everything of the lumbar spine stands. Index 0 is L1; functions take level -1 for T12.
struct LumbarSpine {
  std::array<VertebraSize, kLumbarCount> size;
  std::array<FacetSize, kLumbarCount> facet;
  std::array<double, kLumbarCount> disc_mm{};  ///< height at the middle
  /// Vertebra axes: origin at the middle of the body, x to the patient's left, y backwards, z up.
  std::array<Eigen::Isometry3d, kLumbarCount> reference_from_vertebra;
  /// Origin at the middle of the S1 upper endplate, z along its normal, y backwards.
  Eigen::Isometry3d reference_from_endplate = Eigen::Isometry3d::Identity();
  std::array<LaminaEdges, kLumbarCount> lamina;
  /// Upper edge of the first sacral lamina in the midline, endplate axes.
  Eigen::Vector3d sacral_lamina_top_mm = Eigen::Vector3d::Zero();
  std::array<double, kLumbarCount> spinous_sway_mm{};  ///< tip to the left of the middle
  ThoracicNeighbour thoracic;
  double scale = 1.0;  ///< body size against a person of 1.70 m

  [[nodiscard]] const VertebraSize& size_of(int level) const {
    return level < 0 ? thoracic.size : size.at(static_cast<std::size_t>(level));
  }
  /// Of the joints with the vertebra below.
  [[nodiscard]] const FacetSize& facet_below(int level) const {
    return level < 0 ? thoracic.facet : facet.at(static_cast<std::size_t>(level));
  }
  [[nodiscard]] const LaminaEdges& lamina_of(int level) const {
    return level < 0 ? thoracic.lamina : lamina.at(static_cast<std::size_t>(level));
  }
  [[nodiscard]] const Eigen::Isometry3d& pose_of(int level) const {
    return level < 0 ? thoracic.reference_from_vertebra
                     : reference_from_vertebra.at(static_cast<std::size_t>(level));
  }
  /// Joint axes of a level (0: L1-2, -1: T12-L1): origin at its middle between both sides, x left,
  /// y back, z up.
  [[nodiscard]] Eigen::Isometry3d reference_from_facets(int level) const;
};

[[nodiscard]] LumbarSpine place_lumbar_spine(const PatientParameters& parameters);

/// Pelvis axes (obliquity) in Reference; the same origin.
[[nodiscard]] Eigen::Isometry3d reference_from_pelvis(const PatientParameters& parameters);

}  // namespace echolance
