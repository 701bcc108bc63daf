// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/bone_correspondence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "session/space_warp.hpp"
#include "simulation/ilium_knots.hpp"
#include "simulation/sacrum_size.hpp"
#include "simulation/spine_frames.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr const char* kRim = "rim";
constexpr int kEveryRimPoint = 5;  // smooth_outline makes five a span

// The middle of the blade along its rim: the same number of places in every patient.
void add_rim(const PatientParameters& parameters, const SacrumSize& sacrum, double side,
             std::vector<NamedPoint>& anchors) {
  const IliumFrame frame = ilium_frame(parameters, sacrum, side);
  const SheetShape sheet = ilium_sheet(frame, sacrum);
  const ThinPlateSpline middle(sheet.middle);
  const Eigen::Isometry3d pose = reference_from_pelvis(parameters);
  for (std::size_t i = 0; i < sheet.outline.size(); i += kEveryRimPoint) {
    const Eigen::Vector2d& yz = sheet.outline[i];
    const Vector3d left(middle.at(yz), yz.x(), yz.y());
    anchors.push_back({fmt::format("{}_{}_{}", kRim, i, side > 0.0 ? "left" : "right"),
                       {pose * frame.mirrored(left)}});
  }
}

struct AnchorPairs {
  Eigen::Matrix3Xd from_mm, to_mm;
};

AnchorPairs common_anchors(const std::string& bone, const AnchoredPatient& own,
                           const AnchoredPatient& other) {
  std::vector<std::pair<Vector3d, Vector3d>> pairs;
  for (const auto& anchor : own.anchors) {
    if (bone_of_landmark(anchor.name) != bone) continue;
    const auto same =
        std::find_if(other.anchors.begin(), other.anchors.end(),
                     [&](const NamedPoint& point) { return point.name == anchor.name; });
    if (same != other.anchors.end()) pairs.emplace_back(anchor.point.mm, same->point.mm);
  }
  AnchorPairs result;
  result.from_mm.resize(3, static_cast<Eigen::Index>(pairs.size()));
  result.to_mm.resize(3, static_cast<Eigen::Index>(pairs.size()));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    result.from_mm.col(static_cast<Eigen::Index>(i)) = pairs[i].first;
    result.to_mm.col(static_cast<Eigen::Index>(i)) = pairs[i].second;
  }
  return result;
}

// Neighbours of each vertex along the mesh.
std::vector<std::vector<int>> neighbours_of(const TriangleMesh& mesh) {
  std::vector<std::vector<int>> neighbours(mesh.points_mm.size());
  for (const auto& triangle : mesh.triangles) {
    for (std::size_t i = 0; i < 3; ++i) {
      neighbours[static_cast<std::size_t>(triangle[i])].push_back(triangle[(i + 1) % 3]);
    }
  }
  return neighbours;
}

void relax(const std::vector<std::vector<int>>& neighbours, std::vector<Vector3d>& moves) {
  const std::vector<Vector3d> before = moves;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (neighbours[i].empty()) continue;
    Vector3d sum = Vector3d::Zero();
    for (const int other : neighbours[i]) sum += before[static_cast<std::size_t>(other)];
    moves[i] = 0.5 * before[i] + 0.5 * sum / static_cast<double>(neighbours[i].size());
  }
}

void onto_surface(const DistanceField& surface, Vector3d& point) {
  for (int step = 0; step < 4; ++step) {
    const double distance = surface.at(point);
    point -= std::clamp(distance, -6.0, 6.0) * surface.normal(point);
  }
}

}  // namespace

AnchoredPatient grow_anchored(const PatientParameters& parameters, double spacing_mm) {
  AnchoredPatient grown{make_patient(parameters, {spacing_mm}), {}};
  for (const auto& landmark : grown.patient.landmarks) {
    if (landmark.name.find("skin") == std::string::npos) grown.anchors.push_back(landmark);
  }
  const SacrumSize sacrum(parameters, place_lumbar_spine(parameters));
  for (const double side : {1.0, -1.0}) add_rim(parameters, sacrum, side, grown.anchors);
  return grown;
}

std::string bone_of_landmark(std::string_view landmark) {
  const std::string first(landmark.substr(0, landmark.find('_')));
  if (first == "t12" ||
      (first.size() == 2 && first[0] == 'l' && first[1] >= '1' && first[1] <= '5')) {
    return first;
  }
  if (first == "coccyx" || first == "sacrococcygeal") return "coccyx";
  const bool sacral = first == "sacral" || first == "inferior" || first == "si" ||
                      first == "dural" || (first.size() == 2 && first[0] == 's');
  if (sacral) return "sacrum";
  return landmark.ends_with("_left") ? "ilium_left" : "ilium_right";
}

Result<std::vector<Vector3d>> laid_on(const TemplateBone& bone, const AnchoredPatient& own,
                                      const AnchoredPatient& other) {
  const auto& bones = other.patient.skeleton.bones;
  const auto found = std::find_if(bones.begin(), bones.end(),
                                  [&](const Bone& there) { return there.name == bone.name; });
  if (found == bones.end()) {
    return fail(ErrorCode::kNoData, "the patient has no bone named " + bone.name);
  }
  const AnchorPairs anchors = common_anchors(bone.name, own, other);
  std::vector<Vector3d> places;
  if (anchors.from_mm.cols() >= 8) {
    const SpaceWarp warp(anchors.from_mm, anchors.to_mm, 0.5);
    for (const auto& point : bone.mesh.points_mm) places.push_back(warp.at(point.cast<double>()));
  } else {  // a coccyx has two: shifted
    const Vector3d shift = (anchors.to_mm - anchors.from_mm).rowwise().mean();
    for (const auto& point : bone.mesh.points_mm) places.push_back(point.cast<double>() + shift);
  }
  const auto neighbours = neighbours_of(bone.mesh);
  for (const int passes : {30, 10, 3, 0}) {
    std::vector<Vector3d> moves(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      Vector3d on = places[i];
      onto_surface(found->surface, on);
      moves[i] = on - places[i];
    }
    for (int pass = 0; pass < passes; ++pass) relax(neighbours, moves);
    for (std::size_t i = 0; i < places.size(); ++i) places[i] += moves[i];
  }
  return places;
}

}  // namespace echolance
