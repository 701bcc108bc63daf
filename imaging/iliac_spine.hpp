// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "imaging/landmark_layouts.hpp"

namespace echolance {

/// How a cap of bone looks when taken as the ilium's posterior edge across, with the sacrum on one
/// side of it (medial); lengths in mm.
///
///        __
///      /    \|        cap, table 9 to 12 mm wide [R61]
///     /      |
///    /       |___..__   sacrum 8 to 25 mm deeper
///   /
///  lateral      medial
struct IliacLook {
  double beam_mm = 0.0;          ///< depth below the probe's face
  double width_2mm = 0.0;        ///< of the cap 2 mm under its top
  double medial_half_2mm = 0.0;  ///< from the top to where it is 2 mm deeper
  double medial_half_4mm = 0.0;  ///< likewise 4 mm
  double lateral_half_2mm = 0.0;
  double lateral_slope = 0.0;    ///< of the gluteal flank, mm per mm
  double lateral_fall_mm = 0.0;  ///< deepest point of that flank under the top
  double medial_reach_mm = 0.0;  ///< across, from the top to the surface's medial end
  double shade = 0.0;            ///< grey under the cap over that of the tissue above it
  /// Grey of what fills the groove medial of the cap: 0 as the shadow, 1 as the tissue above.
  std::optional<double> groove;
  std::optional<double> plateau_drop_mm;  ///< of the even surface medial of it, under the top
  std::optional<double> medial_drop_mm;   ///< median of what is seen 9 to 20 mm medial of the top
  std::optional<double> other_deeper_mm;  ///< shallowest other bone of the picture, under the top
};

/// `towards`: where medial is, 1: to the right in the picture, -1: to the left.
[[nodiscard]] IliacLook look_at_cap(const LandmarkPicture& picture, const SurfaceCap& cap,
                                    double towards);

/// Probability that it is the posterior superior iliac spine, within 5 mm of the plane and 8 mm in
/// it. Piecewise linear log odds of the parts of the look, fitted by logistic regression to
/// simulated pictures (procedures of many patients, still and moving, both kinds of probes), and to
/// the README's real recordings, none of which shows a spine and which therefore are no independent
/// test. Most of what is missing to certainty is the ilium's edge some millimetres above the spine,
/// which looks alike. Deterministic. Source: ours.
[[nodiscard]] double iliac_spine_probability(const IliacLook& look);

}  // namespace echolance
