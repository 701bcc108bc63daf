// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/bone_surface.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/reverberation.hpp"
#include "tracking/shaft_profile.hpp"

namespace echolance {

/// What one frame says for and against a bright segment being a needle.
struct NeedleFeatures {
  double gain = 0.0;              ///< ridge evidence summed along the segment, fine working px
  double residual_work_px = 0.0;  ///< how far the ridge strays from a straight or bent shaft
  double wander_work_px = 0.0;    ///< how far it strays slowly from a straight shaft
  double bend = 0.0;              ///< over the usual sagitta of a needle as long
  double slope_rad = 0.0;         ///< to the horizontal, 0..pi/2
  double length_mm = 0.0;         ///< of the visible shaft
  double entry_gap_mm = 0.0;      ///< tissue between the region's border and the visible shaft
  double border_gap_mm = 0.0;     ///< the same, whether there is tissue or not
  double tip_clearance_mm = 0.0;  ///< tissue beyond the tip
  /// Where the axis comes into the region: across the picture to its side border, on the needle's
  /// own side; 0 where it comes through that border.
  double entry_to_side_mm = 0.0;
  double bone_overlap = 0.0;      ///< share of the shaft that lies on the bone surface, 0..1
  double edge_share = 0.0;        ///< share along which it is an edge to black and no line, 0..1
  double layers_alongside = 0.0;  ///< how much the tissue beside it runs along it, -1..1
  NeedleCaliber caliber = NeedleCaliber::kUsual;
  Reverberation reverberation{};  ///< for thick needles only
};

/// Features of a measured segment. `gain` as from refine_line; `bone` in px of the whole picture.
[[nodiscard]] NeedleFeatures needle_features(const NeedleView& view, const ShaftProfile& profile,
                                             double gain, const BoneSurface* bone);

/// The most that single_frame_log_odds can come to for a segment as search_lines or refine_line
/// gives it, by its strength, slope, length and where it comes in, before anything else is
/// measured.
[[nodiscard]] double most_log_odds(const NeedleView& view, const LineSegment& segment);

/// Log odds that the segment is a needle from one frame alone. The terms are physics: steel is
/// straight (fascia and bone wander by more than a pixel), comes in from the side of the picture,
/// ends inside the tissue, crosses it at an angle that tissue layers rarely have and without layers
/// alongside, and does not lie on bone. For needles of usual caliber the terms are piecewise linear
/// and were fitted by logistic regression, monotone where physics says so, to lines of simulated
/// sequences (the suite of seed 1, not the one of the README) and of the real recordings of the
/// README, which therefore are no independent test; what simulated needles do too well or too
/// alike (straightness, slope) is set by hand. Thick needles: all set by hand.
/// A thick line counts by what lies below it too: steel rings, bone casts a shadow.
[[nodiscard]] double single_frame_log_odds(const NeedleFeatures& features);

}  // namespace echolance
