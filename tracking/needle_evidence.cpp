// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/needle_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "tracking/layers_alongside.hpp"

namespace echolance {

namespace {

constexpr double kRadToDeg = 180.0 / std::numbers::pi;

// Log odds of a needle of usual caliber = kPrior + one term for each feature, linear between knots
// and constant outside them.
constexpr double kPrior = -8.67;

struct Knot {
  double at, log_odds;
};
// Set by hand, as tissue layers lie; simulated needles come in steeper than others.
constexpr Knot kOfSlope_deg[] = {{0.0, -3.90}, {12.0, 0.00}, {28.0, 3.74}};
constexpr Knot kOfGain[] = {{10.0, 0.00}, {25.0, 1.87},  {40.0, 4.17}, {60.0, 5.75},
                            {90.0, 7.88}, {140.0, 9.03}, {200.0, 9.03}};
// Set by hand: simulated needles are straighter than real ones.
constexpr Knot kOfResidual_work_px[] = {{0.2, 0.00},  {0.4, -0.90}, {0.6, -1.70},
                                        {0.9, -2.40}, {1.2, -3.00}, {1.8, -3.60}};
constexpr Knot kOfWander_work_px[] = {
    {0.2, 0.00}, {0.4, -1.10}, {0.6, -1.36}, {0.9, -1.36}, {1.3, -1.98}};
// Over the usual bend; layers bend more than steel.
constexpr Knot kOfBend[] = {{0.0, 0.00}, {0.5, -0.05}, {1.0, -0.61}, {1.6, -2.62}, {2.5, -2.98}};
constexpr Knot kOfLength_mm[] = {
    {4.0, 0.00}, {8.0, 1.07}, {15.0, 2.54}, {40.0, 0.67}, {100.0, 0.00}};
constexpr Knot kOfEntryGap_mm[] = {{0.0, 0.00},   {2.0, 0.00},   {5.0, -0.12},
                                   {10.0, -0.61}, {20.0, -1.30}, {40.0, -1.30}};
constexpr Knot kOfBorderGap_mm[] = {
    {0.0, 0.00}, {5.0, -0.30}, {10.0, -2.00}, {20.0, -3.10}, {40.0, -3.10}};
constexpr Knot kOfTipClearance_mm[] = {
    {0.0, 0.00}, {1.5, 0.00}, {3.0, 0.18}, {6.0, 0.38}, {12.0, 0.91}};
// Needles go in beside the probe, not through it: set by hand, in simulated scans they always do.
constexpr Knot kOfEntryToSide_mm[] = {
    {0.0, 0.00}, {6.0, 0.00}, {12.0, -1.50}, {20.0, -3.00}, {40.0, -4.00}};
// Of bone all along the shaft, and of edges, there is little in the fit; the last knots are set by
// hand.
constexpr Knot kOfBone[] = {{0.0, 0.00}, {0.15, -0.32}, {0.3, -0.44}, {0.6, -3.43}, {1.0, -9.43}};
constexpr Knot kOfEdge[] = {{0.0, 0.00}, {0.1, -1.29}, {0.3, -1.81}, {0.6, -3.75}, {1.0, -7.75}};
// Layers come in company.
constexpr Knot kOfLayersAlongside[] = {{-0.2, 0.00}, {0.4, 0.00}, {0.6, -1.37}};

// Thick needles, few of which were at hand: set by hand. Fewer and larger working pixels; what
// rings below a shaft counts beside them.
constexpr double kThickPrior = -3.9;
constexpr Knot kOfThickGain[] = {{0.0, -4.2}, {117.0, 4.0}};
constexpr Knot kOfThickResidual_work_px[] = {{0.3, 1.8}, {2.2, -2.0}};
constexpr Knot kOfThickSlope_deg[] = {{0.0, -4.8}, {12.0, 0.0}, {28.0, 2.9}};
constexpr Knot kOfThickEntryGap_mm[] = {{5.0, 0.0}, {45.0, -14.0}};
// A thick shaft is bright enough to be seen from where it comes in.
constexpr Knot kOfThickBorderGap_mm[] = {{10.0, 0.0}, {50.0, -6.0}};
constexpr Knot kOfThickTipClearance_mm[] = {{0.0, -3.0}, {3.0, 0.0}};
constexpr Knot kOfThickLength_mm[] = {{0.0, -4.9}, {7.0, 0.0}, {100.0, 0.0}, {200.0, -5.0}};
// Needles go in beside the probe, not through it.
constexpr Knot kOfThickEntryToSide_mm[] = {{6.0, 0.0}, {14.3, -5.0}};
constexpr Knot kOfThickBone[] = {{0.2, 0.0}, {1.0, -8.0}};
constexpr Knot kOfThickEdge[] = {{0.3, 0.0}, {1.0, -8.4}};
constexpr Knot kOfBelow[] = {{-0.8, -2.4}, {0.3, 0.9}};  // down to a deep shadow
constexpr Knot kOfTail[] = {{-0.5, -1.0}, {0.4, 0.8}};
// Log odds per square of the bend over the usual one; layers bend more than steel.
constexpr double kThickPerSquaredBend = 0.75;
constexpr double kMostThickBend = 4.0;

constexpr double kEnoughBelow = 0.3;
constexpr double kEnoughTail = 0.4;
constexpr double kAmple_mm = 20.0;
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

/// From the shallow end of a segment along it to the border of the region.
double border_gap_mm(const NeedleView& view, const LineSegment& segment) {
  const bool downwards = segment.end.y() >= segment.begin.y();
  const Eigen::Vector2d shallow = downwards ? segment.begin : segment.end;
  const double step_px = view.fine().px_per_work_px;
  const Eigen::Vector2d back = (downwards ? -step_px : step_px) * segment.direction();
  int steps = 0;
  while (view.inside(shallow + (steps + 1) * back)) ++steps;
  return steps * step_px * view.mm_per_px();
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

double between(std::span<const Knot> knots, double value) {
  const auto after =
      std::find_if(knots.begin(), knots.end(), [&](const Knot& knot) { return knot.at >= value; });
  if (after == knots.end()) return knots.back().log_odds;
  if (after == knots.begin()) return knots.front().log_odds;
  const Knot& before = *(after - 1);
  const double share = (value - before.at) / (after->at - before.at);
  return before.log_odds + share * (after->log_odds - before.log_odds);
}

double usual_log_odds(const NeedleFeatures& f) {
  return kPrior + between(kOfGain, f.gain) + between(kOfResidual_work_px, f.residual_work_px) +
         between(kOfWander_work_px, f.wander_work_px) + between(kOfBend, std::abs(f.bend)) +
         between(kOfSlope_deg, f.slope_rad * kRadToDeg) + between(kOfLength_mm, f.length_mm) +
         between(kOfEntryGap_mm, f.entry_gap_mm) + between(kOfBorderGap_mm, f.border_gap_mm) +
         between(kOfTipClearance_mm, f.tip_clearance_mm) +
         between(kOfEntryToSide_mm, f.entry_to_side_mm) + between(kOfBone, f.bone_overlap) +
         between(kOfEdge, f.edge_share) + between(kOfLayersAlongside, f.layers_alongside);
}

double thick_log_odds(const NeedleFeatures& f) {
  return kThickPrior + between(kOfThickGain, f.gain) +
         between(kOfThickResidual_work_px, f.residual_work_px) -
         std::min(kMostThickBend, kThickPerSquaredBend * f.bend * f.bend) +
         between(kOfThickSlope_deg, f.slope_rad * kRadToDeg) +
         between(kOfThickLength_mm, f.length_mm) + between(kOfThickEntryGap_mm, f.entry_gap_mm) +
         between(kOfThickBorderGap_mm, f.border_gap_mm) +
         between(kOfThickTipClearance_mm, f.tip_clearance_mm) +
         between(kOfThickEntryToSide_mm, f.entry_to_side_mm) +
         between(kOfThickBone, f.bone_overlap) + between(kOfThickEdge, f.edge_share) +
         between(kOfBelow, f.reverberation.below) + between(kOfTail, f.reverberation.at_tip);
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
  features.layers_alongside = layers_alongside(view, profile);
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
  best.length_mm = segment.length_px() * view.mm_per_px();
  best.border_gap_mm = border_gap_mm(view, segment);
  best.tip_clearance_mm = kAmple_mm;
  best.layers_alongside = -1.0;
  best.caliber = view.caliber();
  best.reverberation = {.below = kEnoughBelow, .at_tip = kEnoughTail};
  return single_frame_log_odds(best);
}

double single_frame_log_odds(const NeedleFeatures& features) {
  return features.caliber == NeedleCaliber::kThick ? thick_log_odds(features)
                                                   : usual_log_odds(features);
}

}  // namespace echolance
