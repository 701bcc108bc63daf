// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/path_check.hpp"

#include <algorithm>
#include <cmath>

#include "planner/needle_bending.hpp"

namespace echolance {
namespace {

using Eigen::Vector2f;
using Eigen::Vector3d;
using Eigen::Vector3f;

constexpr float kUnderSkin_mm = 1.0F;  // the entry itself may touch what lies at the skin
constexpr float kLeastStep_mm = 0.4F;
constexpr float kStepShare = 0.5F;  // of the room: the least room is then met within a quarter
constexpr double kContact_mm = 3.0;
constexpr float kDeepestContact_mm = -1.0F;  // the target's own place is not surer than that
constexpr float kFreeEnd_mm = -0.2F;         // clefts are narrow: bone may be touched, not pierced
constexpr double kBesideFace_mm = 2.0;       // hub and fingers
constexpr double kHalfSlice_mm = 2.0;
constexpr float kInPlane_rad = 0.175F;  // 10 deg: 11 mm of a needle lie in a 2 mm slice
constexpr float kAcross_rad = 0.785F;
constexpr float kLastFreeOfCone_mm = 10.0F;
constexpr double kLarge_mm = 5.0, kLarge_rad = 0.0873;
constexpr double kShadowStep_mm = 0.25;
constexpr int kBeams = 96;
constexpr float kOtherSide = 0.5F;  // how usual it is to come from elsewhere

// How far the middle of what of the stretch lies in the box about the origin lies inside its edge;
// not above 0 where nothing does.
float inside_box(const Vector2f& from, const Vector2f& stretch, const Vector2f& half) {
  float first = 0.0F;
  float last = 1.0F;
  for (int axis = 0; axis < 2; ++axis) {
    if (std::abs(stretch[axis]) < 1e-6F) {
      if (std::abs(from[axis]) >= half[axis]) return half[axis] - std::abs(from[axis]);
      continue;
    }
    const float a = (-half[axis] - from[axis]) / stretch[axis];
    const float b = (half[axis] - from[axis]) / stretch[axis];
    first = std::max(first, std::min(a, b));
    last = std::min(last, std::max(a, b));
  }
  if (first >= last) return 0.0F;
  const Vector2f middle = from + 0.5F * (first + last) * stretch;
  return (half - middle.cwiseAbs()).minCoeff();
}

}  // namespace

std::span<const OptionSpec<TermWeights>> term_weight_table() {
  static constexpr std::array<OptionSpec<TermWeights>, kPathTermCount> kTable = {{
      {"weight_length", &TermWeights::length, 0.0, 10.0, 0.1, "weight of a short way"},
      {"weight_clearance", &TermWeights::clearance, 0.0, 10.0, 0.1,
       "weight of room to structures to avoid"},
      {"weight_visibility", &TermWeights::visibility, 0.0, 10.0, 0.1,
       "weight of how well the needle should show"},
      {"weight_in_plane", &TermWeights::in_plane, 0.0, 10.0, 0.1,
       "weight of the share of the way in the picture's slice"},
      {"weight_tolerance", &TermWeights::tolerance, 0.0, 10.0, 0.1,
       "weight of room for bending and calibration error"},
      {"weight_usual_angle", &TermWeights::usual_angle, 0.0, 10.0, 0.1,
       "weight of the procedure's usual angle"},
      {"weight_on_target", &TermWeights::on_target, 0.0, 10.0, 0.1,
       "weight of ending in the target itself"},
      {"weight_usual_view", &TermWeights::usual_view, 0.0, 10.0, 0.1,
       "weight of probe and needle standing as is usual"},
  }};
  return kTable;
}

PathJudge::PathJudge(const PlanScene& scene, const PathRequest& request)
    : scene_(&scene), request_(&request), grid_(std::make_shared<const TraceGrid>(scene)) {
  take_request(request);
  place_probe(scene.probe);
}

void PathJudge::take_request(const PathRequest& request) {
  request_ = &request;
  const auto table = term_weight_table();
  double sum = 0.0;
  for (const auto& spec : table) sum += spec.get(request.weights);
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] = static_cast<float>(table[i].get(request.weights) / std::max(sum, 1e-9));
  }
  const ApproachRules& rules = request.rules;
  sine_low_ = static_cast<float>(std::sin(rules.angle_to_face_rad.low));
  sine_high_ = static_cast<float>(std::sin(std::min(rules.angle_to_face_rad.high, 1.5707)));
  contact_mm_ = static_cast<float>(kContact_mm);
  deepest_contact_mm_ = rules.ends_at == EndsAt::kBone ? kDeepestContact_mm : kFreeEnd_mm;
  needle_radius_mm_ = static_cast<float>(0.5 * request.needle.model.outer_diameter_mm);
  bend_per_mm2_ = static_cast<float>(0.5 / bending_radius_mm(request.needle));
  compass_.clear();
  for (const auto& point : scene_->compass) {
    const bool usual = rules.from.empty() || std::find(rules.from.begin(), rules.from.end(),
                                                       point.name) != rules.from.end();
    compass_.push_back({point.direction.cast<float>(), usual ? 1.0F : kOtherSide});
  }
}

PathJudge PathJudge::with_request(const PathRequest& request) const {
  PathJudge other = *this;
  other.take_request(request);
  return other;
}

PathJudge PathJudge::with_probe(const ProbeFace& probe) const {
  PathJudge other = *this;
  other.place_probe(probe);
  return other;
}

void PathJudge::place_probe(const ProbeFace& probe) {
  probe_ = probe;
  origin_ = probe.origin_mm.cast<float>();
  right_ = probe.right.cast<float>();
  beam_ = probe.beam.cast<float>();
  out_ = probe.out().cast<float>();
  first_bone_mm_.assign(kBeams, std::numeric_limits<float>::infinity());
  const double half = half_across(probe);
  for (int i = 0; i < kBeams; ++i) {
    BeamPlace place{half * (2.0 * i / (kBeams - 1) - 1.0), 0.0};
    while (place.depth_mm < probe.depth_mm) {
      const Vector3d at = probe.place_mm(local_of(probe, place));
      const float bone = grid_->at(at.cast<float>()).bone_mm;
      if (bone <= 0.0F) {
        first_bone_mm_[static_cast<std::size_t>(i)] = static_cast<float>(place.depth_mm);
        break;
      }
      place.depth_mm += std::max(kShadowStep_mm, 0.9 * static_cast<double>(bone));
    }
  }
}

PathJudge::Pose PathJudge::pose_of(const Candidate& candidate) const {
  Pose pose;
  const Vector3f way = candidate.end_mm - candidate.entry_mm;
  pose.length_mm = std::max(way.norm(), 1e-3F);
  pose.direction = way / pose.length_mm;
  pose.sine_to_face = std::clamp(pose.direction.dot(beam_), -1.0F, 1.0F);
  pose.sine_out_of_plane = std::min(std::abs(pose.direction.dot(out_)), 1.0F);
  return pose;
}

float PathJudge::off_plane(const Pose& pose) const {
  switch (request_->rules.plane) {
    case NeedlePlane::kInPlane:
      return std::asin(pose.sine_out_of_plane) - kInPlane_rad;
    case NeedlePlane::kOutOfPlane: {
      const float along = std::abs(pose.direction.dot(right_));
      return std::atan2(along, pose.sine_out_of_plane) - kAcross_rad;
    }
    case NeedlePlane::kEither:
      break;
  }
  return 0.0F;
}

float PathJudge::under_probe_mm(const Candidate& candidate) const {
  const Vector3f from = candidate.entry_mm - origin_;
  const auto half_width = static_cast<float>(0.5 * probe_.width_mm + kBesideFace_mm);
  const auto half_thickness = static_cast<float>(0.5 * probe_.thickness_mm + kBesideFace_mm);
  // From the skin outwards: there the rest of the needle must not meet the housing either.
  const Vector3f way = candidate.entry_mm - candidate.end_mm;
  const float rest = static_cast<float>(request_->needle.length_mm) / std::max(way.norm(), 1e-3F);
  const Vector2f at(from.dot(right_), from.dot(out_));
  const Vector2f out = std::max(0.0F, rest - 1.0F) * Vector2f(way.dot(right_), way.dot(out_));
  return inside_box(at, out, Vector2f(half_width, half_thickness));
}

float PathJudge::out_of_view_mm(const Candidate& candidate) const {
  const Vector3f from = candidate.end_mm - origin_;
  const Vector3d local(from.dot(right_), from.dot(beam_), from.dot(out_));
  const BeamPlace place = beam_place(probe_, local);
  double beside = std::abs(place.across) - half_across(probe_);
  if (probe_.radius_mm > 0.0) beside *= probe_.radius_mm + place.depth_mm;
  const double off = std::abs(local.z()) - kHalfSlice_mm;
  return static_cast<float>(std::max({place.depth_mm - probe_.depth_mm, beside, off}));
}

PathVerdict PathJudge::pose_limits(const Candidate& candidate, const Pose& pose) const {
  const auto reach = static_cast<float>(request_->needle.length_mm);
  if (pose.length_mm > reach) return {Stop::kTooLong, 0.0F, pose.length_mm - reach};
  if (pose.sine_to_face < sine_low_) {
    return {Stop::kTooFlat, 0.0F, std::asin(sine_low_) - std::asin(pose.sine_to_face)};
  }
  if (pose.sine_to_face > sine_high_) {
    return {Stop::kTooSteep, 0.0F, std::asin(pose.sine_to_face) - std::asin(sine_high_)};
  }
  const float under = under_probe_mm(candidate);
  if (under > 0.0F) return {Stop::kFootprint, 0.0F, under};
  const float off = off_plane(pose);
  if (off > 0.0F) return {Stop::kOffPlane, 0.0F, off};
  const float outside = out_of_view_mm(candidate);
  if (outside > 0.0F) return {Stop::kOutOfView, 0.0F, outside};
  return {};
}

WayTrace PathJudge::follow(const Candidate& candidate) const {
  const Pose pose = pose_of(candidate);
  WayTrace trace;
  const bool on_bone = request_->rules.ends_at == EndsAt::kBone;
  const float free_until = pose.length_mm - contact_mm_;
  const float cone_until = pose.length_mm - (on_bone ? kLastFreeOfCone_mm : contact_mm_);
  const auto calibration = static_cast<float>(request_->calibration_std_mm);
  for (float s = kUnderSkin_mm;;) {
    s = std::min(s, pose.length_mm);
    Room room = grid_->at(candidate.entry_mm + s * pose.direction);
    room.no_go_mm -= needle_radius_mm_;
    if (room.bone_mm < (s < free_until ? needle_radius_mm_ : deepest_contact_mm_)) {
      trace.stop = Stop::kBone;
      trace.stopped_at_mm = s;
      trace.excess = std::max(free_until - s, 0.1F);
      return trace;
    }
    if (room.no_go_mm < 0.0F) {
      trace.stop = Stop::kNoGo;
      trace.stopped_at_mm = s;
      trace.excess = -room.no_go_mm;
      return trace;
    }
    const float cone = calibration + s * s * bend_per_mm2_;
    const float near = s < cone_until ? std::min(room.bone_mm, room.no_go_mm) : room.no_go_mm;
    trace.no_go_least_mm = std::min(trace.no_go_least_mm, room.no_go_mm);
    trace.spare_mm = std::min(trace.spare_mm, near - cone);
    if (s >= pose.length_mm) return trace;
    const float bone_room = s < free_until ? room.bone_mm - needle_radius_mm_ : kLeastStep_mm;
    s += std::max(kLeastStep_mm, kStepShare * std::min(bone_room, room.no_go_mm));
  }
}

PathVerdict PathJudge::judge(const Candidate& candidate) const {
  const Pose pose = pose_of(candidate);
  const PathVerdict verdict = pose_limits(candidate, pose);
  return verdict.stop != Stop::kNone ? verdict : finish(candidate, pose, follow(candidate));
}

PathVerdict PathJudge::judge(const Candidate& candidate, const WayTrace& trace) const {
  const Pose pose = pose_of(candidate);
  const PathVerdict verdict = pose_limits(candidate, pose);
  return verdict.stop != Stop::kNone ? verdict : finish(candidate, pose, trace);
}

PathVerdict PathJudge::finish(const Candidate& candidate, const Pose& pose,
                              const WayTrace& trace) const {
  PathVerdict verdict{trace.stop, trace.stopped_at_mm, trace.excess};
  if (trace.stop == Stop::kNone) fill_terms(candidate, pose, trace, verdict);
  return verdict;
}

double PathJudge::trouble(const Candidate& candidate, const WayTrace& trace) const {
  const Pose pose = pose_of(candidate);
  const auto broken = [](double excess, double large) { return std::max(0.0, excess) / large; };
  const double angle = std::asin(static_cast<double>(pose.sine_to_face));
  const Range& allowed = request_->rules.angle_to_face_rad;
  double sum = broken(static_cast<double>(pose.length_mm) - request_->needle.length_mm, kLarge_mm);
  sum += broken(allowed.low - angle, kLarge_rad) + broken(angle - allowed.high, kLarge_rad);
  sum += broken(under_probe_mm(candidate), kLarge_mm) + broken(off_plane(pose), kLarge_rad);
  sum += broken(out_of_view_mm(candidate), kLarge_mm);
  return sum + broken(trace.excess, kLarge_mm);
}

}  // namespace echolance
