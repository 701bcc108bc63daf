// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/ilium.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "simulation/bone_sheet.hpp"
#include "simulation/ilium_knots.hpp"
#include "simulation/seeded_variation.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

// V: one narrow peak, U: broad and round, W: two peaks. Shares of R60 (ossified counted as U).
enum class CapShape { kPointed, kRound, kDouble };

CapShape cap_shape(const PatientParameters& p) {
  const double draw = SeededVariation(p.seed).uniform("psis_shape");
  return draw < 0.37 ? CapShape::kPointed : draw < 0.88 ? CapShape::kRound : CapShape::kDouble;
}

// Knobs along the line from the PSIS to the posterior crest.
void add_psis(const IliumFrame& frame, CapShape cap, ImplicitShape& shape) {
  const double half = frame.cap_half_width_mm;
  const Vector3d up(0.15, -0.25, 0.95);
  if (cap == CapShape::kDouble) {
    for (const double step : {-3.5, 6.5}) {
      shape.add(
          ellipsoid(frame.psis + step * up - Vector3d(0.0, 4.0, 0.0), Vector3d(half, 5.0, 4.0)),
          2.5);
    }
    return;
  }
  const bool round = cap == CapShape::kRound;
  shape.add(
      ellipsoid(frame.psis + 2.0 * up - Vector3d(0.0, round ? 5.0 : 6.0, 0.0),
                Vector3d(round ? half + 0.3 : half - 0.6, round ? 5.5 : 7.0, round ? 8.5 : 7.0)),
      3.0);
}

void add_knobs(const IliumFrame& frame, ImplicitShape& shape) {
  const double s = frame.scale;
  shape.add(ellipsoid(frame.piis + Vector3d(0.0, -4.0, 2.0), s * Vector3d(5.5, 5.0, 5.5)), 4.0);
  shape.add(ellipsoid(frame.tubercle + Vector3d(2.0, 0.0, -3.0), s * Vector3d(9.0, 14.0, 7.0)),
            5.0);
  shape.add(ellipsoid(frame.asis + Vector3d(0.0, 4.0, 2.0), s * Vector3d(6.0, 6.0, 8.0)), 4.0);
  const Vector3d inwards = frame.ischial_spine + Vector3d(-3.0, 2.0, 0.0);
  shape.add(tube({frame.ischial_spine + Vector3d(5.0, -10.0, 0.0), inwards}, {6.0 * s, 2.6 * s}),
            4.0);
  shape.add(ellipsoid(frame.tuberosity + Vector3d(0.0, -4.0, 12.0), s * Vector3d(13.0, 14.0, 22.0)),
            6.0);
  // The rim and the socket of the hip joint.
  shape.add(ellipsoid(frame.hip_centre + Vector3d(-6.0, 0.0, 0.0), s * Vector3d(19.0, 33.0, 33.0)),
            8.0);
}

// Body of the pubis, its ramus up to the socket and its ramus down to the ischium, round a hole.
// The face towards the other side is flat.
void add_pubis(const IliumFrame& frame, ImplicitShape& shape) {
  const double s = frame.scale;
  const auto knot = [s](const Vector3d& centre, double half_deep, double half_high) {
    return SweepKnot{centre, {0.0, s * half_deep, 0.0}, {0.0, 0.0, s * half_high}};
  };
  const Vector3d socket = frame.hip_centre + s * Vector3d(-20.0, -13.0, 5.0);
  const Vector3d middle = 0.5 * (socket + frame.pubic_tubercle) + s * Vector3d(0.0, -5.0, 3.0);
  shape.add(sweep({knot(socket, 11.0, 12.0), knot(middle, 6.5, 7.0),
                   knot(frame.pubic_tubercle, 6.5, 6.5)}),
            6.0);
  shape.add(tube({frame.pubic_tubercle, frame.symphysis_top}, {6.5 * s, 7.5 * s}), 4.0);
  shape.add(tube({frame.symphysis_top, frame.symphysis_low}, {8.5 * s, 8.0 * s}), 6.0);
  const Vector3d ischium = frame.tuberosity + s * Vector3d(-4.0, -14.0, 5.0);
  shape.add(tube({frame.symphysis_low, frame.lower_ramus, ischium}, {7.0 * s, 5.2 * s, 8.0 * s}),
            6.0);
  shape.cut(ellipsoid(frame.hip_centre + s * Vector3d(8.0, 0.0, 0.0), s * Vector3d::Constant(25.5)),
            2.0);
  constexpr double kHalfGap_mm = 2.5;
  const Vector3d face = 0.5 * (frame.symphysis_top + frame.symphysis_low);
  shape.cut({[](const Vector3d& p) { return p.x() - kHalfGap_mm; }, {face, 45.0 * s}}, 1.5);
}

std::vector<PlannedLandmark> ilium_landmarks(const IliumFrame& frame,
                                             const Eigen::Isometry3d& pose) {
  const std::string suffix = frame.side > 0.0 ? "_left" : "_right";
  std::vector<PlannedLandmark> points;
  const auto along = [&](const std::string& name, const Vector3d& start,
                         const Vector3d& direction) {
    points.push_back({name + suffix, pose * frame.mirrored(start), LandmarkSnap::kAlong,
                      pose.linear() * frame.mirrored(direction.normalized())});
  };
  const Vector3d back(0.0, 25.0, 0.0), forward(0.0, -1.0, 0.0), up(0.0, 0.0, 25.0);
  along("psis", frame.psis + back, forward);
  along("piis", frame.piis + Vector3d(0.0, 25.0, 0.0), forward);
  along("asis", frame.asis - back, -forward);
  along("iliac_crest_top", frame.crest_top + up, -up);
  along("iliac_tubercle", frame.tubercle + Vector3d(25.0, 0.0, 12.0), {-25.0, 0.0, -12.0});
  along("ischial_spine", frame.ischial_spine + Vector3d(-8.0, 22.0, 0.0), {8.0, -22.0, 0.0});
  const Vector3d chord = frame.ischial_spine - frame.piis;
  const Vector3d into = Vector3d(0.15, chord.z(), -chord.y()).normalized();
  along("sciatic_notch", frame.notch - 20.0 * into, into);
  along("ischial_tuberosity", frame.tuberosity - up, up);
  const Vector3d crest(frame.psis.x() + 26.0 * frame.scale, frame.psis.y() - 24.0 * frame.scale,
                       frame.psis.z() + 42.0 * frame.scale);
  along("pubic_tubercle", frame.pubic_tubercle + Vector3d(0.0, -25.0, 6.0), {0.0, 25.0, -6.0});
  points.push_back({"pubic_symphysis" + suffix, pose * frame.mirrored(frame.symphysis_top),
                    LandmarkSnap::kNearest, Vector3d::UnitY()});
  points.push_back({"hip_centre" + suffix, pose * frame.mirrored(frame.hip_centre),
                    LandmarkSnap::kFree, Vector3d::UnitY()});
  points.push_back({"posterior_crest" + suffix, pose * frame.mirrored(crest),
                    LandmarkSnap::kNearest, Vector3d::UnitY()});
  return points;
}

Solid in_reference(const ImplicitShape& shape, const Eigen::Isometry3d& pose, double side) {
  const Eigen::Isometry3d to_pelvis = pose.inverse();
  const Ball ball = shape.solid().ball;
  const Vector3d centre(side * ball.centre_mm.x(), ball.centre_mm.y(), ball.centre_mm.z());
  return {[shape, to_pelvis, side](const Vector3d& point) {
            Vector3d left = to_pelvis * point;
            left.x() *= side;
            return shape(left);
          },
          {pose * centre, ball.radius_mm}};
}

}  // namespace

BonePlan plan_ilium(const PatientParameters& parameters, const SacrumSize& sacrum, double side) {
  const IliumFrame frame = ilium_frame(parameters, sacrum, side);
  ImplicitShape shape;
  shape.add(bone_sheet(ilium_sheet(frame, sacrum)), 0.0);
  add_psis(frame, cap_shape(parameters), shape);
  add_knobs(frame, shape);
  add_pubis(frame, shape);
  const double rough =
      SeededVariation(parameters.seed).uniform(side > 0.0 ? "rough_left" : "rough_right");
  shape.roughen(0.6, 9.0, static_cast<std::uint32_t>(rough * 4e9));
  const Eigen::Isometry3d pose = reference_from_pelvis(parameters);
  BonePlan plan;
  plan.name = side > 0.0 ? "ilium_left" : "ilium_right";
  plan.solid = in_reference(shape, pose, side);
  Eigen::AlignedBox3d box;
  for (const Vector3d& corner : {frame.psis, frame.asis, frame.crest_top, frame.tubercle,
                                 frame.tuberosity, frame.symphysis_top, frame.symphysis_low}) {
    box.extend(pose * frame.mirrored(corner));
  }
  const Vector3d margin = Vector3d::Constant(32.0);
  plan.box_mm = {box.min() - margin, box.max() + margin};
  plan.landmarks = ilium_landmarks(frame, pose);
  return plan;
}

}  // namespace echolance
