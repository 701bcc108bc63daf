// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/live_controls.hpp"

#include <algorithm>
#include <utility>

#include "simulation/rigid.hpp"

namespace echolance {
namespace {

using Eigen::Isometry3d;
using Eigen::Vector3d;
using RefPoint = Point<space::Reference>;

constexpr double kUnderProbe_mm = 12.0;
constexpr double kMostAboveSkin_mm = 30.0;

// Out of the body, on the average under a probe; empty without skin.
std::optional<Vector3d> mean_normal(const Patient& patient, const Vector3d& foot) {
  Vector3d sum = Vector3d::Zero();
  for (const double x : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
    for (const double z : {-kUnderProbe_mm, 0.0, kUnderProbe_mm}) {
      const auto normal = skin_normal(patient, RefPoint{foot + Vector3d(x, 0.0, z)});
      if (normal) sum += normal->unit;
    }
  }
  if (sum.norm() < 1e-6) return std::nullopt;
  return sum.normalized();
}

}  // namespace

ProbeOnSkin::ProbeOnSkin(std::shared_ptr<const Patient> patient, const Pose& start)
    : patient_(std::move(patient)), pose_(start) {
  const Isometry3d probe = motion_of(start);
  stand_ = on_skin(probe.translation(), probe.linear().col(0));
  if (stand_) skin_from_probe_ = stand_->inverse() * probe;
}

// x along `right` as far as the skin allows, y into the body, origin on the skin behind `over`.
std::optional<Isometry3d> ProbeOnSkin::on_skin(const Vector3d& over, const Vector3d& right) const {
  const auto foot = skin_point(*patient_, RefPoint{over});
  if (!foot) return std::nullopt;
  const auto normal = mean_normal(*patient_, foot->mm);
  if (!normal) return std::nullopt;
  const Vector3d beam = -*normal;
  Isometry3d pose = Isometry3d::Identity();
  pose.linear().col(0) = (right - right.dot(beam) * beam).normalized();
  pose.linear().col(1) = beam;
  pose.linear().col(2) = pose.linear().col(0).cross(beam);
  pose.translation() = foot->mm;
  return pose;
}

bool ProbeOnSkin::move_mm(double right_mm, double out_of_plane_mm) {
  if (!stand_) return false;
  const Vector3d to = *stand_ * Vector3d(right_mm, 0.0, out_of_plane_mm);
  const auto moved = on_skin(to, stand_->linear().col(0));
  if (!moved) return false;
  stand_ = moved;
  pose_ = rigid<space::Reference, space::Probe>(*stand_ * skin_from_probe_);
  return true;
}

void ProbeOnSkin::turn_rad(double rad) {
  const Isometry3d turn(Eigen::AngleAxisd(rad, Vector3d::UnitY()));
  if (stand_) {
    stand_ = *stand_ * turn;
    pose_ = rigid<space::Reference, space::Probe>(*stand_ * skin_from_probe_);
  } else {
    pose_ = rigid<space::Reference, space::Probe>(motion_of(pose_) * turn);
  }
}

void NeedleInHand::advance_mm(double way_mm) {
  if (needle_) needle_->depth_mm = std::max(needle_->depth_mm + way_mm, -kMostAboveSkin_mm);
}

void NeedleInHand::turn(double rad, const Vector3d& axis) {
  if (!needle_) return;
  const Eigen::AngleAxisd turn(rad, axis);
  needle_->direction.unit = (turn * needle_->direction.unit).normalized();
  needle_->bend_direction.unit = (turn * needle_->bend_direction.unit).normalized();
}

bool NeedleInHand::shift(const Patient& patient, const Vector3d& way_mm) {
  if (!needle_ || needle_->depth_mm > 0.0) return false;
  const auto entry = skin_point(patient, RefPoint{needle_->entry.mm + way_mm});
  if (!entry) return false;
  needle_->entry = *entry;
  return true;
}

}  // namespace echolance
