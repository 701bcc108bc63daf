// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "planner/path_check.hpp"

// The soft terms of a feasible way. Visibility: linear fall from 30 to 60 deg to the face and with
// the gauge, across the plane better when steep (CLINICAL 1.0 and 7, LITERATURE F3).
namespace echolance {
namespace {

using Eigen::Vector3d;
using Eigen::Vector3f;

constexpr float kClear_mm = 10.0F;  // more room is no better
constexpr float kWellSeen_rad = 0.5236F;
constexpr float kUnseen_rad = 1.0472F;
constexpr float kThickest_mm = 0.908F;  // 20G and thicker show as well as they can
constexpr float kLeastGauge = 0.4F;
constexpr float kDeepest_mm = 160.0F;
constexpr float kLeastDepth = 0.3F;
constexpr float kDotOnly = 0.5F;     // across the plane only a dot is seen
constexpr float kAcrossSine = 0.5F;  // 30 deg: no shaft lies in the slice
constexpr float kSlice_mm = 2.0F;
constexpr float kShadowMargin_mm = 0.5F;
constexpr int kShadowSamples = 10;
constexpr float kLookedAt_mm = 25.0F;  // the last part of the way is what must be seen

float unit(float value) {
  return std::clamp(value, 0.0F, 1.0F);
}

}  // namespace

bool PathJudge::shadowed(const Vector3f& place_mm) const {
  const Vector3f from = place_mm - origin_;
  const BeamPlace place = beam_place(probe_, Vector3d(from.dot(right_), from.dot(beam_), 0.0));
  const double half = half_across(probe_);
  const double index =
      0.5 * (place.across / half + 1.0) * static_cast<double>(first_bone_mm_.size() - 1);
  if (index < 0.0 || index > static_cast<double>(first_bone_mm_.size() - 1)) return false;
  const float bone = first_bone_mm_[static_cast<std::size_t>(std::lround(index))];
  return static_cast<float>(place.depth_mm) > bone + kShadowMargin_mm;
}

float PathJudge::shadowed_share(const Candidate& candidate) const {
  const Vector3f way = candidate.end_mm - candidate.entry_mm;
  const float length = way.norm();
  const float looked_at = std::min(1.0F, kLookedAt_mm / std::max(length, 1.0F));
  int dark = 0;
  for (int i = 0; i < kShadowSamples; ++i) {
    // The end itself lies on bone: its own shadow begins there.
    const float part = 1.0F - looked_at * (static_cast<float>(i) + 0.5F) / kShadowSamples;
    if (shadowed(candidate.entry_mm + part * way)) ++dark;
  }
  return static_cast<float>(dark) / kShadowSamples;
}

float PathJudge::visibility(const Candidate& candidate, const Pose& pose) const {
  const Vector3f from = candidate.end_mm - origin_;
  const Vector3d local(from.dot(right_), from.dot(beam_), from.dot(out_));
  const BeamPlace place = beam_place(probe_, local);
  float sine = pose.sine_to_face;
  if (probe_.radius_mm > 0.0) {
    const auto lean = static_cast<float>(place.across);
    sine = pose.direction.dot(std::cos(lean) * beam_ + std::sin(lean) * right_);
  }
  const float angle = std::asin(std::clamp(std::abs(sine), 0.0F, 1.0F));
  const bool across = pose.sine_out_of_plane > kAcrossSine;
  const float fall = unit((kUnseen_rad - angle) / (kUnseen_rad - kWellSeen_rad));
  const float by_angle = across ? kDotOnly * (1.0F - fall) : fall;
  const auto diameter = static_cast<float>(request_->needle.model.outer_diameter_mm);
  const float by_gauge = std::clamp(diameter / kThickest_mm, kLeastGauge, 1.0F);
  const auto depth = static_cast<float>(place.depth_mm);
  const float by_depth = std::clamp(1.0F - depth / kDeepest_mm, kLeastDepth, 1.0F);
  return by_angle * by_gauge * by_depth * (1.0F - shadowed_share(candidate));
}

// The direction of the compass that the needle comes from, and how the probe stands.
float PathJudge::usual_view(const Pose& pose) const {
  float most = -std::numeric_limits<float>::infinity();
  float usual = 1.0F;
  for (const auto& point : compass_) {
    const float along = -point.direction.dot(pose.direction);
    if (along <= most) continue;
    most = along;
    usual = point.usual;
  }
  return usual * static_cast<float>(probe_.usual);
}

void PathJudge::fill_terms(const Candidate& candidate, const Pose& pose, const WayTrace& trace,
                           PathVerdict& verdict) const {
  const auto reach = static_cast<float>(request_->needle.length_mm);
  const ApproachRules& rules = request_->rules;
  const float angle = std::asin(pose.sine_to_face);
  const auto usual = static_cast<float>(rules.usual_angle_rad);
  const auto farthest =
      static_cast<float>(std::max({rules.angle_to_face_rad.high - rules.usual_angle_rad,
                                   rules.usual_angle_rad - rules.angle_to_face_rad.low, 0.05}));
  const float in_slice = kSlice_mm / std::max(pose.sine_out_of_plane, 1e-4F);
  const float miss = (candidate.end_mm - request_->target_mm.cast<float>()).norm();
  const auto tolerance = static_cast<float>(std::max(request_->tolerance_mm, 0.1));
  verdict.terms = {
      unit(1.0F - pose.length_mm / reach), unit(trace.no_go_least_mm / kClear_mm),
      visibility(candidate, pose),         unit(in_slice / pose.length_mm),
      unit(trace.spare_mm / kClear_mm),    unit(1.0F - std::abs(angle - usual) / farthest),
      unit(1.0F - miss / tolerance),       usual_view(pose)};
  verdict.score = 0.0F;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    verdict.score += weights_[i] * verdict.terms[i];
  }
}

}  // namespace echolance
