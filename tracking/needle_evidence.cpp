// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace echolance {

namespace {

constexpr double kRadToDeg = 180.0 / std::numbers::pi;

// Log odds = kPrior + the sum of the terms below.
constexpr double kPrior = -4.2;
constexpr double kUsualGain = 60.0;
constexpr double kPerGain = 0.04;
constexpr double kLargestGainTerm = 4.0;
// Thick needles: fewer and larger working pixels; what rings below a shaft counts beside them.
constexpr double kThickPrior = -3.9;
constexpr double kPerGainThick = 0.07;
constexpr double kPerBelow = 3.0;
constexpr double kMostBelow = 0.8;  // a deep shadow
constexpr double kEnoughBelow = 0.3;
constexpr double kPerDegreeBelowThick = 0.4;
constexpr double kPerTail = 2.0;
constexpr double kMostTail = 0.5;
constexpr double kEnoughTail = 0.4;
constexpr double kUsualResidual_work_px = 1.2;
constexpr double kPerResidual = 2.0;
// Log odds per square of the bend over the usual one; layers bend more than steel.
constexpr double kPerSquaredBend = 0.75;
constexpr double kMostBend = 4.0;
constexpr double kUsualSlope_deg = 12.0;
constexpr double kPerDegreeBelow = 0.25;
constexpr double kPerDegreeAbove = 0.18;
constexpr double kSteepestCounted_deg = 28.0;
// Flat layers pressed by the probe are as straight as steel, sloping ones are not.
constexpr double kUsualStraying_work_px = 0.75;
constexpr double kPerStraying = 2.5;
constexpr double kStraightest = 0.4;
constexpr double kLayersStraightBelow_deg = 8.0;
constexpr double kLayersBentAbove_deg = 14.0;
constexpr double kFreeEntryGap_mm = 5.0;
constexpr double kPerEntryGap_mm = 0.35;
// The probe may lack contact at its end, but not over this much of the picture. A thick shaft is
// bright enough to be seen from where it comes in.
constexpr double kFreeBorderGap_mm = 10.0;
constexpr double kPerBorderGap_mm = 0.08;
constexpr double kPerBorderGapThick_mm = 0.15;
constexpr double kLeastTipClearance_mm = 3.0;
constexpr double kPerTipClearance_mm = 1.0;
constexpr double kShortest_mm = 7.0;
constexpr double kPerMissingLength_mm = 0.7;
// Needles go in beside the probe, not through it.
constexpr double kFreeEntryToSide_mm = 6.0;
constexpr double kPerEntryToSide_mm = 0.6;
constexpr double kMostEntryToSide = 5.0;
constexpr double kLongest_mm = 100.0;  // of a visible shaft
constexpr double kPerTooLong_mm = 0.05;
constexpr double kFreeBoneOverlap = 0.2;
constexpr double kPerBoneOverlap = 10.0;
// A segment this close to the bone surface lies on it.
constexpr double kBoneReach_mm = 1.2;
// Where echoes end at black there is an edge, as of a slanted or curved picture, and no line.
constexpr float kBlack_grey = 2.0F;
constexpr float kBlackShare = 0.06F;
constexpr float kSameLevel = 0.7F;
constexpr double kFreeEdge = 0.3;
constexpr double kPerEdge = 12.0;

double bone_overlap(const NeedleView& view, const ShaftProfile& profile, const BoneSurface& bone) {
  const double reach_px = kBoneReach_mm / view.mm_per_px();
  const Eigen::Vector2d corner(view.bounds_px().x, view.bounds_px().y);
  const Eigen::Vector2d normal(-profile.axis.direction.y(), profile.axis.direction.x());
  const int length = profile.visible_end - profile.visible_begin + 1;
  std::vector<char> covered(static_cast<std::size_t>(length), 0);
  // One bone point stands for the axis as far as its neighbours are away, at least its reach.
  const int spread = std::max(1, static_cast<int>(0.5 * reach_px / profile.axis.sample_px));
  for (const BonePoint& point : bone.points) {
    const Eigen::Vector2d off = point.position.vector() - corner - profile.axis.origin;
    if (std::abs(off.dot(normal)) > reach_px) continue;
    const int s =
        static_cast<int>(std::lround(off.dot(profile.axis.direction) / profile.axis.sample_px)) -
        profile.visible_begin;
    for (int i = std::max(0, s - spread); i <= std::min(length - 1, s + spread); ++i) {
      covered[static_cast<std::size_t>(i)] = 1;
    }
  }
  return static_cast<double>(std::count(covered.begin(), covered.end(), 1)) / length;
}

double entry_to_side_mm(const NeedleView& view, const ShaftAxis& axis) {
  const double step_px = axis.direction.x() >= 0.0 ? -axis.sample_px : axis.sample_px;
  double off_px = 0.0;
  while (view.inside(axis.origin + Eigen::Vector2d(off_px + step_px, 0.0))) off_px += step_px;
  return std::abs(off_px) * view.mm_per_px();
}

/// Share of the visible shaft along which one side is black and the other as bright as the line.
double edge_share(const ShaftProfile& profile) {
  int edges = 0;
  for (int s = profile.visible_begin; s <= profile.visible_end; ++s) {
    const auto i = static_cast<std::size_t>(s);
    const float core = profile.core[i];
    const auto [darker, brighter] = std::minmax(profile.above[i], profile.below[i]);
    const bool black = darker < std::max(kBlack_grey, kBlackShare * core);
    edges += black && brighter > kSameLevel * core ? 1 : 0;
  }
  return static_cast<double>(edges) / (profile.visible_end - profile.visible_begin + 1);
}

double slope_term(const NeedleFeatures& f) {
  const double slope_deg = f.slope_rad * kRadToDeg;
  if (slope_deg >= kUsualSlope_deg) {
    return kPerDegreeAbove * (std::min(slope_deg, kSteepestCounted_deg) - kUsualSlope_deg);
  }
  const bool thick = f.caliber == NeedleCaliber::kThick;
  return (thick ? kPerDegreeBelowThick : kPerDegreeBelow) * (slope_deg - kUsualSlope_deg);
}

double straightness_term(const NeedleFeatures& f) {
  const double residual =
      kPerResidual * std::clamp(kUsualResidual_work_px - f.residual_work_px, -1.0, 0.9);
  if (f.caliber == NeedleCaliber::kThick) return residual;
  const double sloping = std::clamp((f.slope_rad * kRadToDeg - kLayersStraightBelow_deg) /
                                        (kLayersBentAbove_deg - kLayersStraightBelow_deg),
                                    0.0, 1.0);
  const double straying = 0.5 * (f.residual_work_px + f.wander_work_px);
  return residual +
         sloping * kPerStraying * std::clamp(kUsualStraying_work_px - straying, 0.0, kStraightest);
}

/// Of where the line comes in, how long it is and where it ends.
double place_term(const NeedleFeatures& f) {
  const double to_side_mm = std::max(0.0, f.entry_to_side_mm - kFreeEntryToSide_mm);
  const bool thick = f.caliber == NeedleCaliber::kThick;
  const double per_gap = thick ? kPerBorderGapThick_mm : kPerBorderGap_mm;
  return -per_gap * std::max(0.0, f.border_gap_mm - kFreeBorderGap_mm) -
         kPerEntryGap_mm * std::max(0.0, f.entry_gap_mm - kFreeEntryGap_mm) -
         std::min(kMostEntryToSide, kPerEntryToSide_mm * to_side_mm) -
         kPerTipClearance_mm * std::max(0.0, kLeastTipClearance_mm - f.tip_clearance_mm) -
         kPerMissingLength_mm * std::max(0.0, kShortest_mm - f.length_mm) -
         kPerTooLong_mm * std::max(0.0, f.length_mm - kLongest_mm);
}

double thick_term(const NeedleFeatures& f) {
  const Reverberation& r = f.reverberation;
  return kThickPrior + kPerBelow * std::clamp(r.below, -kMostBelow, kEnoughBelow) +
         kPerTail * std::clamp(r.at_tip, -kMostTail, kEnoughTail);
}

}  // namespace

NeedleFeatures needle_features(const NeedleView& view, const ShaftProfile& profile, double gain,
                               const BoneSurface* bone) {
  NeedleFeatures features;
  const double mm_per_sample = profile.axis.sample_px * view.mm_per_px();
  features.gain = gain;
  features.residual_work_px = profile.axis.residual_px / view.fine().px_per_work_px;
  features.wander_work_px = profile.axis.wander_px / view.fine().px_per_work_px;
  features.bend = profile.axis.bend_px / profile.axis.usual_sagitta_px;
  features.slope_rad =
      std::atan2(std::abs(profile.axis.direction.y()), std::abs(profile.axis.direction.x()));
  features.length_mm = profile.length_px() * view.mm_per_px();
  features.entry_gap_mm = (profile.visible_begin - profile.tissue_begin) * mm_per_sample;
  features.border_gap_mm = profile.visible_begin * mm_per_sample;
  features.tip_clearance_mm = (profile.tissue_end - profile.visible_end) * mm_per_sample;
  features.entry_to_side_mm = entry_to_side_mm(view, profile.axis);
  features.edge_share = edge_share(profile);
  if (bone != nullptr) features.bone_overlap = bone_overlap(view, profile, *bone);
  features.caliber = view.caliber();
  if (view.caliber() == NeedleCaliber::kThick) {
    features.reverberation = measure_reverberation(view, profile);
  }
  return features;
}

double most_log_odds(const NeedleView& view, const LineSegment& segment) {
  const Eigen::Vector2d direction = segment.direction();
  NeedleFeatures best;
  best.gain = segment.gain;
  best.slope_rad = std::atan2(std::abs(direction.y()), std::abs(direction.x()));
  best.length_mm = std::clamp(segment.length_px() * view.mm_per_px(), kShortest_mm, kLongest_mm);
  best.tip_clearance_mm = kLeastTipClearance_mm;
  best.caliber = view.caliber();
  best.reverberation = {.below = kEnoughBelow, .at_tip = kEnoughTail};
  return single_frame_log_odds(best);
}

double single_frame_log_odds(const NeedleFeatures& f) {
  const bool thick = f.caliber == NeedleCaliber::kThick;
  const double per_gain = thick ? kPerGainThick : kPerGain;
  return (thick ? thick_term(f) : kPrior) +
         std::min(kLargestGainTerm, per_gain * (f.gain - kUsualGain)) + straightness_term(f) -
         std::min(kMostBend, kPerSquaredBend * f.bend * f.bend) + slope_term(f) + place_term(f) -
         kPerBoneOverlap * std::max(0.0, f.bone_overlap - kFreeBoneOverlap) -
         kPerEdge * std::max(0.0, f.edge_share - kFreeEdge);
}

}  // namespace echolance
