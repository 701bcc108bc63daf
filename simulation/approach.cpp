// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/approach.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "simulation/soft_tissue.hpp"
#include "simulation/tissue_shift.hpp"

namespace echolance {
namespace {

using Eigen::Isometry3d;
using Eigen::Vector3d;

constexpr double kBesideFace_mm = 4.0;
constexpr double kAngleStep_rad = 0.0436;  // 2.5 deg
constexpr double kGoodMiss_mm = 1.5;
constexpr double kPathStep_mm = 0.25;
constexpr double kContact_mm = 0.3;
constexpr double kFarthestSkin_mm = 220.0;
constexpr double kFarthestEntry_mm = 140.0;
constexpr double kFootReach_mm = 30.0;
constexpr double kFootStep_mm = 2.0;
constexpr double kSkinStep_mm = 0.05;
constexpr double kLinearPress_mm = 1.0;
constexpr double kDeepEnough_mm = 30.0, kDeepStep_mm = 1.0;
constexpr double kCurvedPart = 0.92;   // of the half face is pressed into the skin
constexpr double kMostPressed = 0.36;  // of the way from skin to bone: more hurts
constexpr double kOutOfPlane_rad = 1.0;
constexpr double kBesideThickness_mm = 9.0;  // half a probe and a finger's breadth

// Everything about the place that does not depend on the needle's angle.
struct Site {
  const Patient& patient;
  const HeightMap& skin;
  const ProbeModel& probe;
  ApproachRequest request;
  Vector3d right, down, out;  // axes of Probe
  double depth_mm = 0.0;      // skin to target along the beam
  double half_face_mm = 0.0;
};

// From a point in the body along a direction to the skin; as far as looked where there is none.
double way_to_skin_mm(const HeightMap& skin, const Vector3d& from, const Vector3d& direction) {
  double way = 0.0;
  for (; way < kFarthestSkin_mm; way += kSkinStep_mm) {
    const Vector3d at = from + way * direction;
    if (at.y() >= skin.at(at.x(), at.z())) break;
  }
  return way;
}

double bone_distance_mm(const Patient& patient, const Vector3d& at) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& bone : patient.skeleton.bones) nearest = std::min(nearest, bone.surface.at(at));
  return nearest;
}

// Where the target lies in the picture, to the right of its middle.
double target_x_mm(const Site& site, double angle_rad) {
  if (std::abs(site.request.plane_angle_rad) > kOutOfPlane_rad) return 0.0;
  const double room = site.half_face_mm + kBesideFace_mm - site.depth_mm / std::tan(angle_rad);
  const double most = site.half_face_mm * (site.probe.shape == ArrayShape::kCurved ? 0.5 : 0.75);
  return site.request.from * std::clamp(room, -most, most);
}

Approach with_angle(const Site& site, double angle_rad) {
  const ApproachRequest& request = site.request;
  Approach approach;
  approach.down = site.down;
  approach.target_mm = request.target_mm;
  approach.angle_rad = angle_rad;
  const Vector3d aside =
      Eigen::AngleAxisd(request.plane_angle_rad, site.down) * Vector3d(request.from * site.right);
  const Vector3d back = std::cos(angle_rad) * aside - std::sin(angle_rad) * site.down;
  const Vector3d target = request.target_mm + request.plane_offset_mm * site.out;
  approach.entry_mm = target + way_to_skin_mm(site.skin, target, back) * back;
  const double way = (target - approach.entry_mm).norm();
  double reached = std::max(0.0, way + request.beyond_mm);
  for (double s = 3.0; s < reached; s += kPathStep_mm) {
    if (bone_distance_mm(site.patient, approach.entry_mm - s * back) < kContact_mm) reached = s;
  }
  approach.goal_mm = approach.entry_mm - reached * back;
  approach.miss_mm = std::max(0.0, way - reached);
  // Along the skin, or out of the model: no needle goes there.
  if (way > kFarthestEntry_mm) approach.miss_mm += way;
  return approach;
}

std::vector<double> angles_by_preference(const Site& site) {
  const ApproachRequest& request = site.request;
  double wish = request.angle_rad;
  double least = request.least_angle_rad;
  if (request.most_angle_rad > request.least_angle_rad) {
    const bool out = std::abs(request.plane_angle_rad) > kOutOfPlane_rad;
    const double room = out ? kBesideThickness_mm : site.half_face_mm * 0.25 + kBesideFace_mm;
    // Steeper, and the needle would have to enter through the probe.
    const double steepest = std::atan2(site.depth_mm, room);
    wish = out ? std::clamp(steepest, 0.7, 1.2) : std::min(wish, steepest);
    least = std::min(least, wish);
  }
  std::vector<double> angles = {wish};
  for (int k = 1; k < 40; ++k) {
    for (const double sign : {-1.0, 1.0}) {
      const double angle = wish + sign * k * kAngleStep_rad;
      if (angle >= least && angle <= request.most_angle_rad) angles.push_back(angle);
    }
  }
  return angles;
}

// How far the probe must be drawn back so that no bone under it is pressed upon.
double too_deep_mm(const Site& site, const Isometry3d& pose) {
  const TissueShift face(nullptr, nullptr, site.probe);
  double excess = 0.0;
  for (double part = -1.0; part <= 1.01; part += 0.1) {
    const double x = part * site.half_face_mm;
    const auto skin = skin_y_mm(site.skin, pose, x);
    if (!skin) continue;
    double deep = 0.0;
    while (deep < kDeepEnough_mm &&
           bone_distance_mm(site.patient, pose * Vector3d(x, *skin + deep, 0.0)) > kContact_mm) {
      deep += kDeepStep_mm;
    }
    excess = std::max(excess, face.face_y_mm(x) - *skin - kMostPressed * deep);
  }
  return excess;
}

// The face touches the skin: a flat one pressed in a little, a curved one until nearly all of it
// lies on, as far as bone under the skin allows.
Isometry3d stand_on_skin(const Site& site, double target_x_mm) {
  Isometry3d pose = Isometry3d::Identity();
  pose.linear().col(0) = site.right;
  pose.linear().col(1) = site.down;
  pose.linear().col(2) = site.out;
  pose.translation() =
      site.request.target_mm - site.depth_mm * site.down - target_x_mm * site.right;
  const bool curved = site.probe.shape == ArrayShape::kCurved;
  const double half = site.half_face_mm * (curved ? kCurvedPart : 0.9);
  double sum = 0.0;
  int count = 0;
  for (double part = -1.0; part <= 1.01; part += 0.1) {
    if (const auto y = skin_y_mm(site.skin, pose, part * half)) {
      sum += *y;
      ++count;
    }
  }
  const double mean = count > 0 ? sum / count : 0.0;
  const double press =
      curved ? site.probe.radius_mm -
                   std::sqrt(site.probe.radius_mm * site.probe.radius_mm - half * half)
             : kLinearPress_mm;
  pose.translation() += (mean + press) * site.down;
  pose.translation() -= too_deep_mm(site, pose) * site.down;
  return pose;
}

// The beam: square to the skin where it is nearest to the target, on the average under a probe.
Vector3d beam_down(const HeightMap& skin, const Vector3d& target) {
  Vector3d foot = target;
  double nearest = std::numeric_limits<double>::infinity();
  for (double x = -kFootReach_mm; x <= kFootReach_mm; x += kFootStep_mm) {
    for (double z = -kFootReach_mm; z <= kFootReach_mm; z += kFootStep_mm) {
      Vector3d at = target + Vector3d(x, 0.0, z);
      at.y() = skin.at(at.x(), at.z());
      const double distance = (at - target).norm();
      if (distance < nearest) {
        nearest = distance;
        foot = at;
      }
    }
  }
  Vector3d sum = Vector3d::Zero();
  for (double x = -12.0; x <= 12.0; x += 4.0) {
    for (double z = -12.0; z <= 12.0; z += 4.0) sum += skin.normal(foot.x() + x, foot.z() + z);
  }
  return -sum.normalized();
}

Result<Site> look_at(const Patient& patient, const ProbeModel& probe,
                     const ApproachRequest& request) {
  const auto above = skin_point(patient, {request.target_mm});
  if (!above) return tl::unexpected(above.error());
  Site site{patient, patient.soft_tissue->surface->skin, probe, request, {}, {}, {}, 0.0, 0.0};
  site.down = beam_down(site.skin, request.target_mm);
  const Vector3d wished =
      request.plane == ScanPlane::kTransverse ? Vector3d(-1.0, 0.0, 0.0) : Vector3d(0.0, 0.0, -1.0);
  site.right = (wished - wished.dot(site.down) * site.down).normalized();
  site.right = Eigen::AngleAxisd(request.turn_rad, site.down) * site.right;
  site.out = site.right.cross(site.down);
  site.depth_mm = way_to_skin_mm(site.skin, request.target_mm, -site.down);
  site.half_face_mm = TissueShift(nullptr, nullptr, probe).half_face_mm();
  if (site.depth_mm < 2.0) {
    return fail(ErrorCode::kInvalidGeometry,
                "the target is less than 2 mm under the skin; take a deeper one");
  }
  return site;
}

}  // namespace

Result<Approach> plan_approach(const Patient& patient, const ProbeModel& probe,
                               const ApproachRequest& request) {
  const auto site = look_at(patient, probe, request);
  if (!site) return tl::unexpected(site.error());
  std::optional<Approach> best;
  for (const double angle_rad : angles_by_preference(*site)) {
    const Approach candidate = with_angle(*site, angle_rad);
    if (!best || candidate.miss_mm < best->miss_mm - 0.5) best = candidate;
    if (best->miss_mm < kGoodMiss_mm) break;
  }
  best->reference_from_probe = stand_on_skin(*site, target_x_mm(*site, best->angle_rad));
  best->target_depth_mm = (best->reference_from_probe.inverse() * best->target_mm).y();
  return *best;
}

}  // namespace echolance
