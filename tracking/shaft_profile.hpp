// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "tracking/line_search.hpp"
#include "tracking/needle_view.hpp"
#include "tracking/shaft_axis.hpp"

namespace echolance {

/// A candidate shaft seen from close by: its axis fitted with sub-pixel offset, and how its echo
/// runs from entry to tip.
///
///   s = 0      tissue_begin   visible_begin           visible_end (tip)    tissue_end
///     +-------------+--------------=====================-------------------+---+   s grows with
///   region border                                                                  depth
///
/// Places along the axis are in samples (axis.sample_px). Side "above" is the shallower one.
struct ShaftProfile {
  ShaftAxis axis;
  double gain = 0.0;             ///< ridge evidence along the bent axis, fine working px
  double level = 0.0;            ///< median ridge response of the visible shaft; about 1 when clear
  double contrast = 0.0;         ///< median of core minus the brighter side on it, grey levels
  int visible_begin = 0;         ///< first sample of the visible shaft
  int visible_end = 0;           ///< its last sample: the tip as this frame alone shows it
  int ridge_end = 0;             ///< last sample up to which its ridge runs on
  double tip_std_samples = 0.0;  ///< one-sigma of the change point
  int tissue_begin = 0;          ///< no echoes or no picture before
  int tissue_end = 0;            ///< nor from here on
  std::vector<float> response;   ///< normalised ridge response along the axis (RidgeTensor)
  std::vector<float> core, above, below;  ///< grey levels on and beside the axis, smoothed
  std::vector<float> streak;  ///< brightest echo within half a millimetre over the farther sides
  std::vector<float> echo;    ///< contrast of shaft or bevel as a share of the shaft's own, 0..1
  std::vector<float> tip_evidence;     ///< running sum: highest where the tip most likely is
  double log_odds_per_evidence = 0.0;  ///< turns tip_evidence into a log-likelihood

  [[nodiscard]] bool empty() const { return response.empty(); }
  [[nodiscard]] Eigen::Vector2d at(double s) const { return axis.at(s); }
  [[nodiscard]] double length_px() const { return (visible_end - visible_begin) * axis.sample_px; }
  /// Puts the end of the visible shaft where tip_evidence is highest, beyond its middle.
  void place_tip();
};

/// Share of the ridge response in the evidence for the tip; the rest is contrast.
struct RidgeWeights {
  float usual = 0.5F;
  float at_bevel = 0.5F;  ///< where the contrast is the greater
};

/// Fits and measures. Keeps its buffers; deterministic.
class ShaftProfiler {
 public:
  /// `segment` in region px, as from refine_line. The profile is empty where the segment is
  /// shorter than 12 samples or lies outside the region.
  void measure(const NeedleView& view, const LineSegment& segment, ShaftProfile& profile);

 private:
  /// Returns the evidence along the bent shaft.
  [[nodiscard]] double follow_bend(const NeedleView& view, ShaftAxis& axis);
  static void assign_samples(ShaftProfile& profile);
  void measure_bands(ShaftProfile& profile);
  void weigh_tip(ShaftProfile& profile);
  void sum_evidence(const RidgeWeights& weights, ShaftProfile& profile);

  AxisFitter fitter_;
  std::vector<float> sums_, evidence_, scratch_;
};

}  // namespace echolance
