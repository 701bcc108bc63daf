// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Geometry>
#include <vector>

#include "simulation/medium.hpp"

namespace echolance {

/// Echoes and shadow of needles and wires.
///
/// The shaft's echo falls linearly, in decibels over muscle, with its angle to the perpendicular
/// of the beam: what was measured to fall linearly is brightness in pictures, and those are
/// logarithmic. It rises where the mirrored beam falls back on the face; behind it reverberation
/// between its walls, to the sides faint side lobes. What leaves the slice fades with the slice
/// profile. Source: CLINICAL 7 (R92 for the linear fall; Nichols et al., J Vasc Interv Radiol
/// 2003;14:1553: grey of 60 to 76 units square to the beam, 5 of a plain needle at 75 deg).
class RodEcho {
 public:
  explicit RodEcho(const MediumSetting& setting) : setting_(setting) {}

  /// Dims what lies behind the rods. Before the scatterers are drawn.
  void cast_shadow(const std::vector<Rod>& rods, const Eigen::Isometry3d& reference_from_probe,
                   Medium& medium);
  void add(const std::vector<Rod>& rods, const Eigen::Isometry3d& reference_from_probe,
           const Medium& medium, EchoLines& echoes);

 private:
  struct Piece;
  /// Fills pieces_ with short pieces of the rod that touch the slice.
  void cut(const Rod& rod, const Eigen::Isometry3d& probe_from_reference);
  [[nodiscard]] float shaft_strength(const Rod& rod, const Piece& piece) const;
  [[nodiscard]] float mirror_gain(const Piece& piece) const;
  void add_piece(const Rod& rod, const Piece& piece, const Medium& medium, EchoLines& echoes) const;
  void add_side_lobes(const Piece& piece, float strength, EchoLines& echoes) const;

  struct Piece {
    Eigen::Vector3f at_mm;  ///< Probe
    Eigen::Vector3f along;  ///< unit
    float length_mm = 0.0F;
    float to_tip_mm = 0.0F;
    PolarPoint polar;
    float u = 0.0F;            ///< distance from the plane over the slice's reach
    float incline_rad = 0.0F;  ///< between rod and the beam's perpendicular
    int number = 0;
  };

  const MediumSetting& setting_;
  std::vector<Piece> pieces_;
  std::vector<float> crossing_mm_;  ///< by line and slice; shallowest
};

}  // namespace echolance
