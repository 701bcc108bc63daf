// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/skeleton.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "simulation/anatomy_data.hpp"
#include "simulation/bone_plan.hpp"
#include "simulation/ilium.hpp"
#include "simulation/joint_landmarks.hpp"
#include "simulation/sacrum.hpp"
#include "simulation/vertebra.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kMargin_mm = 4.0;  // of a bone's grid round the bone

/// A bone with the space that a neighbour's surface cuts into it.
struct JointedBone {
  BonePlan plan;
  std::optional<Solid> neighbour;
  double gap_mm = 1.5;

  double operator()(const Vector3d& point) const {
    const double own = plan.solid.distance(point);
    if (!neighbour || own > 10.0) return own;
    const Ball& ball = neighbour->ball;
    const double reach = ball.radius_mm + gap_mm - std::min(own, 0.0) + 1.0;
    if ((point - ball.centre_mm).squaredNorm() > reach * reach) return own;
    return smooth_max(own, gap_mm - neighbour->distance(point), 0.6);
  }
};

struct SkeletonPlan {
  std::vector<JointedBone> bones;
  std::vector<NamedPoint> joints;
};

// Upper bones keep their shape and cut into the lower; the sacrum cuts into the ilia.
SkeletonPlan plan_skeleton(const PatientParameters& p) {
  const LumbarSpine spine = place_lumbar_spine(p);
  const SacrumSize size(p, spine);
  SkeletonPlan plan;
  std::vector<JointedBone>& bones = plan.bones;
  plan.joints = window_landmarks(spine);
  for (int level = 0; level < kLumbarCount; ++level) {
    const auto i = static_cast<std::size_t>(level);
    JointedBone bone{plan_vertebra(spine, level, p.seed), std::nullopt, 1.5};
    if (level > 0) {
      bone.neighbour = bones.back().plan.solid;
      bone.gap_mm = spine.facet[i - 1].gap_mm;
    }
    bones.push_back(std::move(bone));
  }
  // The upper neighbour comes last so that L1 is the first; it cuts into L1.
  JointedBone t12{plan_vertebra(spine, -1, p.seed), std::nullopt, 1.5};
  bones.front().neighbour = t12.plan.solid;
  bones.front().gap_mm = spine.thoracic.facet.gap_mm;
  const Solid last_vertebra = bones.back().plan.solid;
  JointedBone sacrum{plan_sacrum(p, spine, size), last_vertebra, spine.facet[4].gap_mm};
  const double joint_mm =
      SeededVariation(p.seed).draw("sacroiliac_gap_mm", anatomy_data().spread("sacroiliac_gap_mm"));
  JointedBone coccyx{plan_coccyx(p, size), sacrum.plan.solid, 1.5};
  JointedBone left{plan_ilium(p, size, 1.0), sacrum.plan.solid, joint_mm};
  JointedBone right{plan_ilium(p, size, -1.0), sacrum.plan.solid, joint_mm};
  for (const auto* ilium : {&left, &right}) {
    const auto points = sacroiliac_landmarks(size, reference_from_pelvis(p), sacrum.plan.solid,
                                             ilium->plan, ilium == &left ? 1.0 : -1.0);
    plan.joints.insert(plan.joints.end(), points.begin(), points.end());
  }
  bones.push_back(std::move(sacrum));
  bones.push_back(std::move(coccyx));
  bones.push_back(std::move(left));
  bones.push_back(std::move(right));
  bones.push_back(std::move(t12));
  return plan;
}

// The box of everything nearer to the shape than the margin, found on a coarse lattice.
Eigen::AlignedBox3d tight_box(const SignedDistance& distance, const Eigen::AlignedBox3d& loose) {
  constexpr double kStep_mm = 6.0;
  Eigen::AlignedBox3d box;
  const VolumeGrid lattice = VolumeGrid::around(loose, kStep_mm);
  for (int z = 0; z < lattice.size.z(); ++z) {
    for (int y = 0; y < lattice.size.y(); ++y) {
      for (int x = 0; x < lattice.size.x(); ++x) {
        const Vector3d point = lattice.point_mm(x, y, z);
        if (distance(point) < 0.87 * kStep_mm) box.extend(point);
      }
    }
  }
  const Vector3d margin = Vector3d::Constant(kMargin_mm + 1.0);
  return {box.min() - margin, box.max() + margin};
}

NamedPoint snapped(const PlannedLandmark& plan, const SignedDistance& distance) {
  switch (plan.snap) {
    case LandmarkSnap::kFree:
      return {plan.name, {plan.point_mm}};
    case LandmarkSnap::kNearest:
      return {plan.name, {nearest_surface_point(distance, plan.point_mm)}};
    case LandmarkSnap::kAlong:
      return {plan.name, {surface_point_along(distance, plan.point_mm, plan.along)}};
  }
  return {plan.name, {plan.point_mm}};
}

// Facet landmarks ("l4_l5_facet_left") of bone `upper` into the middle between it and the next.
void centre_facets(const JointedBone& upper, const JointedBone& lower,
                   std::vector<NamedPoint>& landmarks) {
  const std::string prefix = upper.plan.name + "_";
  for (NamedPoint& landmark : landmarks) {
    const bool facet = landmark.name.find("_facet") != std::string::npos;
    if (!facet || !landmark.name.starts_with(prefix)) continue;
    Vector3d& point = landmark.point.mm;
    for (int i = 0; i < 12; ++i) {
      const double off = lower(point) - upper(point);
      point += 0.4 * off * surface_normal([&](const Vector3d& p) { return upper(p); }, point);
    }
  }
}

}  // namespace

Result<Point<space::Reference>> Skeleton::landmark(std::string_view name) const {
  const auto found = std::find_if(landmarks.begin(), landmarks.end(),
                                  [&](const NamedPoint& point) { return point.name == name; });
  if (found == landmarks.end()) {
    return fail(ErrorCode::kNoData, "the skeleton has no landmark '" + std::string(name) +
                                        "'; list its landmarks for the names");
  }
  return found->point;
}

Skeleton grow_skeleton(const PatientParameters& parameters, const SkeletonOptions& options) {
  Skeleton skeleton;
  SkeletonPlan plan = plan_skeleton(parameters);
  skeleton.landmarks = std::move(plan.joints);
  for (const JointedBone& bone : plan.bones) {
    const SignedDistance distance = [&bone](const Vector3d& point) { return bone(point); };
    const VolumeGrid grid =
        VolumeGrid::around(tight_box(distance, bone.plan.box_mm), options.spacing_mm);
    skeleton.bones.push_back({bone.plan.name, DistanceField(grid, distance)});
    for (const PlannedLandmark& planned : bone.plan.landmarks) {
      skeleton.landmarks.push_back(snapped(planned, distance));
    }
  }
  for (std::size_t i = 0; i < kLumbarCount; ++i) {
    centre_facets(plan.bones[i], plan.bones[i + 1], skeleton.landmarks);
  }
  centre_facets(plan.bones.back(), plan.bones.front(), skeleton.landmarks);
  return skeleton;
}

}  // namespace echolance
