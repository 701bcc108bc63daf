// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/motion_paths.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/rigid.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kStep_s = 0.005;
constexpr double kRelax_s = 0.45;

double smooth_step(double t) {
  return t * t * (3.0 - 2.0 * t);
}

// The keys around a time and how far it is from the first to the second.
template <class Key>
struct Between {
  const Key* before;
  const Key* after;
  double part;
};

template <class Key>
Between<Key> between(const std::vector<Key>& keys, double time_s) {
  if (time_s <= keys.front().time_s) return {&keys.front(), &keys.front(), 0.0};
  if (time_s >= keys.back().time_s) return {&keys.back(), &keys.back(), 0.0};
  const auto after = std::upper_bound(keys.begin(), keys.end(), time_s,
                                      [](double t, const Key& key) { return t < key.time_s; });
  const auto before = after - 1;
  return {&*before, &*after, (time_s - before->time_s) / (after->time_s - before->time_s)};
}

}  // namespace

Transform<space::Reference, space::Probe> probe_at(const std::vector<ProbeKey>& keys,
                                                   double time_s) {
  const auto [before, after, part] = between(keys, time_s);
  if (before == after) return before->reference_from_probe;
  const auto a = motion_of(before->reference_from_probe),
             b = motion_of(after->reference_from_probe);
  Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
  pose.linear() = Eigen::Quaterniond(a.linear())
                      .slerp(part, Eigen::Quaterniond(b.linear()))
                      .normalized()
                      .toRotationMatrix();
  pose.translation() = (1.0 - part) * a.translation() + part * b.translation();
  return rigid<space::Reference, space::Probe>(pose);
}

NeedlePlacement needle_at(const std::vector<NeedleKey>& keys, double time_s) {
  const auto [before, after, part] = between(keys, time_s);
  const NeedlePlacement &a = before->placement, &b = after->placement;
  const double u = smooth_step(part);
  NeedlePlacement now = a;
  now.depth_mm = (1.0 - u) * a.depth_mm + u * b.depth_mm;
  now.entry.mm = (1.0 - u) * a.entry.mm + u * b.entry.mm;
  const Vector3d along = ((1.0 - u) * a.direction.unit + u * b.direction.unit).normalized();
  Vector3d aside = (1.0 - u) * a.bend_direction.unit + u * b.bend_direction.unit;
  aside -= aside.dot(along) * along;
  if (aside.norm() < 1e-6) aside = along.unitOrthogonal();
  now.direction = {along};
  now.bend_direction = {aside.normalized()};
  return now;
}

void TissueDrag::move(double depth_mm, double step_s) {
  // d' = v - |v| d / most - d / relax: sticks, slips, springs back.
  const int steps = std::max(1, static_cast<int>(std::ceil(step_s / kStep_s - 1e-9)));
  const double dt_s = step_s / steps;
  // What moves above the skin takes nothing along.
  const double way_mm = std::max(depth_mm, 0.0) - std::max(depth_mm_, 0.0);
  const double speed = step_s > 0.0 ? way_mm / step_s : 0.0;
  for (int i = 0; i < steps; ++i) {
    const double rate = std::abs(speed) / kMostDrag_mm + 1.0 / kRelax_s;
    const double rest_mm = speed / rate;
    drag_mm_ = rest_mm + (drag_mm_ - rest_mm) * std::exp(-rate * dt_s);
  }
  depth_mm_ = depth_mm;
}

double injected_ml(const PoolKey& key, double time_s) {
  const double part = (time_s - key.time_s) / std::max(key.duration_s, 1e-3);
  return key.volume_ml * std::clamp(part, 0.0, 1.0);
}

}  // namespace echolance
