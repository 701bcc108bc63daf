// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/joints.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "simulation/level_names.hpp"
#include "simulation/solid_shape.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

Eigen::AlignedBox3d field_box(const DistanceField& field) {
  const VolumeGrid& grid = field.grid();
  const Eigen::Vector3i last = grid.size.array() - 1;
  return {grid.origin_mm, grid.point_mm(last.x(), last.y(), last.z())};
}

const Bone* find_bone(const Skeleton& skeleton, const std::string& name) {
  for (const auto& bone : skeleton.bones) {
    if (bone.name == name) return &bone;
  }
  return nullptr;
}

// Positive in front of the middle of the sacroiliac joints, where the gap between the bones holds
// no interosseous ligament: a plane along the floor of the sacral canal.
SignedDistance front_of_joint(const Skeleton& skeleton) {
  const auto high = skeleton.landmark("s1_canal_front"), low = skeleton.landmark("s3_canal_front");
  if (!high || !low) return [](const Vector3d&) { return -1e6; };
  const Vector3d along = low->mm - high->mm;
  const Vector3d back = Vector3d(0.0, -along.z(), along.y()).normalized();
  const double level = high->mm.dot(back) - 4.0;
  return [back, level](const Vector3d& p) { return level - p.dot(back); };
}

// The upper endplate of the vertebra (or sacrum) below and the lower endplate of the one above.
void add_disc(const AnatomySite& site, int level, std::vector<TissueShape>& shapes) {
  const VertebraSize& above = site.vertebra(level).size;
  const Vector3d top = site.from_vertebra(level, {0.0, 0.0, -0.5 * above.height_mm});
  Vector3d bottom = Vector3d::Zero();
  double width = 1.1 * above.lower_width_mm, depth = above.lower_depth_mm;
  if (level < 4) {
    const VertebraSize& below = site.vertebra(level + 1).size;
    bottom = site.from_vertebra(level + 1, {0.0, 0.0, 0.5 * below.height_mm});
    width = below.upper_width_mm;
    depth = below.upper_depth_mm;
  }
  const Eigen::Matrix3d axes = site.spine().pose_of(level).linear();
  // Reaches into the bones, which hide it, so that the wedge between them is full.
  const Vector3d along = 0.5 * (top - bottom) + 0.15 * depth * axes.col(2);
  const double half_height = along.norm();
  const Vector3d centre = 0.5 * (top + bottom);
  const double a = 0.25 * (width + above.lower_width_mm) - 0.3;
  const double b = 0.25 * (depth + above.lower_depth_mm) - 0.3;
  const Solid disc{[=](const Vector3d& point) {
                     const Vector3d p = axes.transpose() * (point - centre);
                     const double round = std::hypot(p.x() / a, p.y() / b);
                     const double steep = std::hypot(p.x() / (a * a), p.y() / (b * b));
                     const double rim =
                         steep < 1e-9 ? -b : std::max(-b, round * (round - 1.0) / steep);
                     const double back = p.y() - b - 0.3;
                     return rounded_max(std::max(rim, back), std::abs(p.z()) - half_height, 1.5);
                   },
                   {centre, std::hypot(a, half_height) + 2.0}};
  shapes.push_back(solid_shape(window_name(level) + "_disc", disc, {{Tissue::kDisc, 0.0}}));
}

// The upper bone's inferior process is behind and inside, the lower's superior process in front
// and outside; between them cartilage, fluid, cartilage.
void add_facet(const AnatomySite& site, int level, double side, std::vector<TissueShape>& shapes) {
  const FacetSize& size = site.spine().facet_below(level);
  const Eigen::Isometry3d pose = site.spine().reference_from_facets(level);
  const FacetAxes joint = facet_axes(size, side);
  SlabShape cleft;
  cleft.centre_mm = pose * joint.centre_mm;
  cleft.axes.col(0) = pose.linear() * joint.across;
  cleft.axes.col(1) = pose.linear() * joint.normal;
  cleft.axes.col(2) = cleft.axes.col(0).cross(cleft.axes.col(1));
  const double half_gap = 0.5 * size.gap_mm + 0.5;
  cleft.half_mm = {0.5 * size.width_mm + 0.5, half_gap, 0.5 * size.height_mm + 0.5};
  cleft.rounding_mm = 0.5;
  const std::string name = window_name(level) + "_facet" + side_suffix(side);
  shapes.push_back(solid_shape(name + "_cartilage", slab(cleft),
                               {{Tissue::kCartilage, 0.0}, {Tissue::kJointFluid, 0.85}}));
  SlabShape capsule = cleft;
  capsule.half_mm = {0.5 * size.width_mm + 2.3, 3.6, 0.5 * size.height_mm + 2.0};
  capsule.rounding_mm = 2.2;
  shapes.push_back(solid_shape(name + "_capsule", slab(capsule), {{Tissue::kLigament, 0.0}}));
}

}  // namespace

std::vector<TissueShape> bone_shapes(const Skeleton& skeleton, double cortex_mm) {
  std::vector<TissueShape> shapes;
  for (const auto& bone : skeleton.bones) {
    shapes.push_back({bone.name,
                      [field = &bone.surface](const Vector3d& p) { return field->at(p); },
                      field_box(bone.surface),
                      {{Tissue::kCorticalBone, 0.0}, {Tissue::kTrabecularBone, cortex_mm}}});
  }
  return shapes;
}

std::vector<TissueShape> sacroiliac_shapes(const Skeleton& skeleton) {
  std::vector<TissueShape> shapes;
  const Bone* sacrum = find_bone(skeleton, "sacrum");
  if (sacrum == nullptr) return shapes;
  const auto behind = front_of_joint(skeleton);
  constexpr double kCleft_mm = 3.2;      // up to this width the gap is joint
  constexpr double kLigament_mm = 11.0;  // and up to this ligament, behind the joint
  for (const char* side : {"_left", "_right"}) {
    const Bone* ilium = find_bone(skeleton, std::string("ilium") + side);
    if (ilium == nullptr) continue;
    const Eigen::AlignedBox3d box =
        field_box(sacrum->surface).intersection(field_box(ilium->surface));
    const auto between = [a = &sacrum->surface, b = &ilium->surface](const Vector3d& p,
                                                                     double width) {
      const double first = a->at(p), second = b->at(p);
      // The half sum is the distance to the set of places in so narrow a gap; each bone must be
      // near, not one far and the place deep in the other.
      return std::max(0.5 * (first + second - width), std::max(first, second) - width);
    };
    shapes.push_back({std::string("sacroiliac_joint") + side,
                      [between](const Vector3d& p) { return between(p, kCleft_mm); },
                      box,
                      {{Tissue::kCartilage, 0.0}}});
    shapes.push_back({std::string("interosseous_ligament") + side,
                      [between, behind](const Vector3d& p) {
                        return std::max(between(p, kLigament_mm), behind(p));
                      },
                      box,
                      {{Tissue::kLigament, 0.0}}});
  }
  return shapes;
}

std::vector<TissueShape> spinal_joints(const AnatomySite& site) {
  std::vector<TissueShape> joints;
  for (int level = -1; level < kLumbarCount; ++level) {
    add_disc(site, level, joints);
    for (const double side : {1.0, -1.0}) add_facet(site, level, side, joints);
  }
  return joints;
}

}  // namespace echolance
