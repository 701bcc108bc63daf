// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>

#include "simulation/patient_parameters.hpp"
#include "simulation/profile.hpp"
#include "simulation/sacral_curve.hpp"
#include "simulation/spine_frames.hpp"

namespace echolance {

/// Sizes of a sacrum and where its parts are, in the straight coordinates of its SacralCurve
/// (x left, depth backwards, way down from the S1 endplate), mm. Profiles run along the way.
struct SacrumSize {
  explicit SacrumSize(const PatientParameters& parameters, const LumbarSpine& spine);

  double length_mm;
  double scale;
  SacralCurve curve;
  Profile half_width;  ///< of the whole bone, at its broadest depth
  Profile edge_slant;  ///< how much narrower per mm of depth
  Profile front;       ///< depth of the ventral surface in the middle, negative
  Profile canal_half_width, canal_depth;
  Profile wall;           ///< thickness of the canal's roof
  Profile lateral_crest;  ///< x of the lateral crest
  Profile lateral_depth;  ///< depth of the dorsal surface there
  Profile edge_depth;     ///< depth of the dorsal surface at the edge
  Profile crest_height;   ///< of the median crest above the roof
  std::array<double, 4> foramen_way, foramen_x, foramen_width;
  std::array<double, 4> tubercle_way;  ///< of the median crest; the fourth may be missing
  double hiatus_apex_way = 0.0;
  double inter_cornual_mm = 18.0;
  double lamina_top_way = 9.0;
  double body_half_width_mm = 25.0, body_half_depth_mm = 16.0;

  [[nodiscard]] double edge_x(double way, double depth) const {
    return half_width.at(way) - edge_slant.at(way) * (depth + 15.0);
  }
  /// Depth of the dorsal surface without crests, tubercles and holes.
  [[nodiscard]] double dorsal_depth(double x, double way) const;
};

}  // namespace echolance
