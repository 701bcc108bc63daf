// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "simulation/outside_bones.hpp"

#include <fmt/format.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "simulation/muscle_planes.hpp"
#include "simulation/soft_tissue.hpp"

namespace echolance {
namespace {

constexpr double kFarthestFit_mm = 40.0;
constexpr double kNarrowestTriangle_mm = 3.0;
constexpr double kFacesBack = 0.7;

using Eigen::Vector3d;

// How far the points are from lying on one line.
double breadth_mm(const Eigen::Matrix3Xd& points) {
  const Eigen::Matrix3Xd centred = points.colwise() - points.rowwise().mean();
  const Eigen::JacobiSVD<Eigen::Matrix3Xd> parts(centred);
  return parts.singularValues()[1];
}

// The first bone under the skin in one column of the grid.
std::optional<Vector3d> outermost(const DistanceField& field, int x, int z) {
  const VolumeGrid& grid = field.grid();
  for (int y = grid.size.y() - 2; y >= 0; --y) {
    const double here = field.values_mm()[grid.index(x, y, z)];
    if (here >= 0.0) continue;
    const double behind = field.values_mm()[grid.index(x, y + 1, z)];
    const double part = behind > here ? std::clamp(here / (here - behind), 0.0, 1.0) : 0.0;
    return grid.point_mm(x, y, z) + Vector3d(0.0, part * grid.spacing_mm, 0.0);
  }
  return std::nullopt;
}

}  // namespace

Result<Eigen::Matrix3d> rotation_of(const OutsidePose& pose) {
  const double up_length = pose.up.norm(), back_length = pose.posterior.norm();
  if (up_length < 1e-6 || back_length < 1e-6 ||
      pose.up.cross(pose.posterior).norm() < 0.2 * up_length * back_length) {
    return fail(ErrorCode::kInvalidGeometry,
                "the up and posterior directions of the bones are nearly the same; give two that "
                "differ by about 90 degrees");
  }
  Eigen::Matrix3d file_from_reference;
  const Eigen::Vector3d up = pose.up.normalized();
  const Eigen::Vector3d back = (pose.posterior - pose.posterior.dot(up) * up).normalized();
  file_from_reference << back.cross(up), back, up;
  return Eigen::Matrix3d(file_from_reference.transpose());
}

Result<Eigen::Isometry3d> fit_points(const std::vector<ClickedPoint>& points,
                                     const Skeleton& skeleton) {
  const auto count = static_cast<Eigen::Index>(points.size());
  Eigen::Matrix3Xd from(3, count), to(3, count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const ClickedPoint& point = points[static_cast<std::size_t>(i)];
    const auto landmark = skeleton.landmark(point.name);
    if (!landmark) return tl::unexpected<Error>(landmark.error().in("clicked points"));
    from.col(i) = point.place_mm;
    to.col(i) = landmark->mm;
  }
  if (count < 3 || breadth_mm(from) < kNarrowestTriangle_mm) {
    return fail(ErrorCode::kInvalidGeometry,
                "the clicked points lie on one line; click three that span a triangle");
  }
  const Eigen::Isometry3d fit(Eigen::umeyama(from, to, false));
  const double off = std::sqrt(((fit * from) - to).squaredNorm() / static_cast<double>(count));
  if (off > kFarthestFit_mm) {
    return fail(ErrorCode::kInvalidGeometry,
                fmt::format("the clicked points do not fit the landmarks ({:.0f} mm off); check "
                            "names, sides and that the file is in mm",
                            off));
  }
  return fit;
}

Result<Point<space::Reference>> back_of_bones(const Skeleton& skeleton,
                                              const Point<space::Reference>& near) {
  double nearest_mm = std::numeric_limits<double>::infinity();
  Vector3d best = Vector3d::Zero();
  for (const auto& bone : skeleton.bones) {
    const VolumeGrid& grid = bone.surface.grid();
    for (int z = 0; z < grid.size.z(); ++z) {
      for (int x = 0; x < grid.size.x(); ++x) {
        const auto place = outermost(bone.surface, x, z);
        if (!place || bone.surface.normal(*place).y() < kFacesBack) continue;
        const double away_mm = (*place - near.mm).norm();
        if (away_mm >= nearest_mm) continue;
        nearest_mm = away_mm;
        best = *place;
      }
    }
  }
  if (std::isfinite(nearest_mm)) return Point<space::Reference>{best};
  return fail(ErrorCode::kNoData, "no bone faces the skin; check the directions of the bones");
}

Patient with_outside_bones(const Patient& generated, Skeleton outside) {
  Patient patient;
  patient.parameters = generated.parameters;
  patient.skeleton = std::move(outside);
  patient.landmarks = patient.skeleton.landmarks;
  if (generated.soft_tissue == nullptr) return patient;
  const AnatomySite site(generated.parameters, generated.skeleton);
  const auto surface = std::make_shared<const BodySurface>(
      stretched_over(*generated.soft_tissue->surface, patient.skeleton));
  auto tissue = std::make_shared<SoftTissue>();
  tissue->shapes = planes_without_bones(site, surface);
  for (auto& shape : covering_layers(site, surface)) tissue->shapes.push_back(std::move(shape));
  tissue->surface = surface;
  tissue->box_mm = generated.soft_tissue->box_mm;
  tissue->cortex_mm = generated.soft_tissue->cortex_mm;
  patient.soft_tissue = std::move(tissue);
  return patient;
}

}  // namespace echolance
