// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/trial_sweep.hpp"

#include <utility>
#include <vector>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kStation_mm = 15.0;  // between the meant places of the probe

Vector3d landmark_of(const Patient& patient, const std::string& name) {
  const auto point = patient.skeleton.landmark(name);
  return point ? point->mm : Vector3d::Zero();
}

// On the skin over a place, looking in, the picture across the back.
Result<Transform<space::Reference, space::Probe>> pose_over(const Patient& patient,
                                                            const Vector3d& place_mm) {
  const auto skin = skin_point(patient, {place_mm});
  if (!skin) return tl::unexpected<Error>(skin.error());
  const auto normal = skin_normal(patient, {place_mm});
  if (!normal) return tl::unexpected<Error>(normal.error());
  const Vector3d beam = -normal->unit;
  const Vector3d right = beam.cross(Vector3d::UnitZ()).normalized();  // the patient's right or left
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.col(0).head<3>() = right;
  matrix.col(1).head<3>() = beam;
  matrix.col(2).head<3>() = right.cross(beam);
  matrix.col(3).head<3>() = skin->mm;
  return Transform<space::Reference, space::Probe>::from_matrix(matrix);
}

void add_way(const Vector3d& from, const Vector3d& to, std::vector<Vector3d>& places) {
  const int steps = std::max(1, static_cast<int>((to - from).norm() / kStation_mm));
  for (int i = 0; i <= steps; ++i) {
    places.emplace_back(from + (to - from) * (static_cast<double>(i) / steps));
  }
}

std::vector<Vector3d> places_over(const Patient& patient) {
  std::vector<Vector3d> places;
  Vector3d low = landmark_of(patient, "sacral_hiatus_apex");
  Vector3d high = landmark_of(patient, "l2_spinous_tip");
  low.x() = high.x() = 0.0;
  add_way(low, high, places);
  for (const char* name : {"psis_left", "psis_right"}) {
    const Vector3d spine = landmark_of(patient, name);
    add_way(spine + Vector3d(0.0, 0.0, 45.0), spine - Vector3d(0.0, 0.0, 45.0), places);
  }
  return places;
}

}  // namespace

Result<Scenario> trial_sweep(std::shared_ptr<const Patient> patient, const TrialSweep& sweep) {
  ProcedureRequest request;
  request.procedure = "psis_infil";
  request.probe = sweep.probe;
  request.frames = sweep.frames;
  request.seed = sweep.seed;
  request.scanner.size_px = {320, 320};
  request.scanner.lines = 160;
  request.depth_mm = 90.0;
  auto scenario = procedure_scenario(patient, request);
  if (!scenario) return scenario;
  const auto places = places_over(*patient);
  scenario->needle_keys.clear();
  scenario->pools.clear();
  scenario->probe_keys.clear();
  const double whole_s = sweep.frames / scenario->frame_rate_hz;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto pose = pose_over(*patient, places[i]);
    if (!pose) return tl::unexpected<Error>(pose.error());
    scenario->probe_keys.push_back(
        {whole_s * static_cast<double>(i) / static_cast<double>(places.size()), *pose});
  }
  scenario->tissue_spacing_mm = 1.0;
  scenario->tracker.dropouts_per_s = 0.2;
  return scenario;
}

}  // namespace echolance
