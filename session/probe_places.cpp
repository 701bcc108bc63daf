// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/probe_places.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kDeepForLinear_mm = 38.0;
constexpr double kMidline_mm = 6.0;
constexpr std::array kShifts = {0.3, -0.3, 0.6, -0.6};  // of half the face

}  // namespace

Result<ProbeModel> probe_for(const std::string& name, double depth_mm) {
  if (!name.empty()) return find_probe(name);
  return find_probe(depth_mm > kDeepForLinear_mm ? "c5-2" : "l12-5");
}

ProbeFace probe_face(const ProbeModel& model, double depth_mm) {
  ProbeFace face;
  face.width_mm = model.face_width_mm();
  if (model.shape == ArrayShape::kCurved) {
    face.radius_mm = model.radius_mm;
    face.half_opening_rad = 0.5 * model.opening_rad();
    face.width_mm = 2.0 * model.radius_mm * std::sin(face.half_opening_rad);
  }
  face.depth_mm = std::max(model.depth_mm, depth_mm + 10.0);
  return face;
}

std::vector<ProbeFace> probe_places(const ProbeFace& face, const Vector3d& target_mm,
                                    const Vector3d& beam, double depth_mm) {
  std::vector<ProbeFace> places;
  for (const Vector3d& wish : {Vector3d(-Vector3d::UnitX()), Vector3d(-Vector3d::UnitZ())}) {
    ProbeFace place = face;
    place.beam = beam;
    place.right = (wish - wish.dot(beam) * beam).normalized();
    place.origin_mm = target_mm - depth_mm * beam;
    places.push_back(place);
    for (const double shift : kShifts) {
      ProbeFace beside = place;
      beside.origin_mm += shift * 0.5 * face.width_mm * place.right;
      places.push_back(beside);
    }
  }
  return places;
}

std::vector<NamedDirection> body_compass(const Vector3d& target_mm) {
  if (std::abs(target_mm.x()) < kMidline_mm) {
    return {{Vector3d::UnitX(), "left"},
            {-Vector3d::UnitX(), "right"},
            {Vector3d::UnitZ(), "cranial"},
            {-Vector3d::UnitZ(), "caudal"}};
  }
  const Vector3d away = target_mm.x() >= 0.0 ? Vector3d::UnitX() : Vector3d(-Vector3d::UnitX());
  return {{away, "lateral"},
          {-away, "medial"},
          {Vector3d::UnitZ(), "cranial"},
          {-Vector3d::UnitZ(), "caudal"}};
}

}  // namespace echolance
