// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/no_go_body.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "simulation/bone_mesh.hpp"
#include "simulation/mesh_field.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

constexpr double kShortest_mm = 1.0;
constexpr double kLongest_mm = 500.0;
constexpr double kStepsPerSide = 80.0;
constexpr double kFinestStep_mm = 0.3;
const double kHalfDiagonal = 0.5 * std::sqrt(3.0);  // of a cell, in steps
constexpr double kSlack = 0.25;                     // in steps, for balls that lie within others

struct Ball {
  Vector3d centre_mm;
  double radius_mm = 0.0;
};

bool lies_in(const Ball& small, const Ball& large, double slack_mm) {
  return (small.centre_mm - large.centre_mm).norm() + small.radius_mm <= large.radius_mm + slack_mm;
}

// The ball about every grid point that the surface holds or nearly holds, each as large as the
// surface allows; then only those that no larger one covers. A place in the body lies within half
// a cell's diagonal of a grid point that is at most that much outside: twice that is added.
std::vector<Ball> balls_in(const DistanceField& field) {
  const VolumeGrid& grid = field.grid();
  const double reach = kHalfDiagonal * grid.spacing_mm;
  const double slack = kSlack * grid.spacing_mm;
  std::vector<Ball> all;
  for (int z = 0; z < grid.size.z(); ++z) {
    for (int y = 0; y < grid.size.y(); ++y) {
      for (int x = 0; x < grid.size.x(); ++x) {
        const double depth = -static_cast<double>(field.values_mm()[grid.index(x, y, z)]);
        if (depth > -reach) all.push_back({grid.point_mm(x, y, z), depth + 2.0 * reach + slack});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Ball& a, const Ball& b) { return a.radius_mm > b.radius_mm; });
  std::vector<Ball> kept;
  for (const auto& ball : all) {
    const bool covered = std::any_of(
        kept.begin(), kept.end(), [&](const Ball& larger) { return lies_in(ball, larger, slack); });
    if (!covered) kept.push_back(ball);
  }
  return kept;
}

}  // namespace

Result<NoGo> no_go_of_surface(const std::string& path, double least_mm) {
  const auto mesh = read_mesh(path);
  if (!mesh) return tl::unexpected<Error>(mesh.error());
  Eigen::AlignedBox3d box;
  for (const auto& point : mesh->points_mm) box.extend(point.cast<double>());
  const double longest = box.sizes().maxCoeff();
  if (!(longest >= kShortest_mm && longest <= kLongest_mm)) {
    return fail(ErrorCode::kInvalidGeometry,
                fmt::format("the structure is {:.3g} mm long, where {} to {} can be used; export "
                            "it in mm",
                            longest, kShortest_mm, kLongest_mm),
                path);
  }
  const auto field = field_of(*mesh, std::max(longest / kStepsPerSide, kFinestStep_mm));
  if (!field) return tl::unexpected<Error>(field.error().in(path));
  NoGo body;
  body.name = std::filesystem::path(path).stem().string();
  body.least_mm = least_mm;
  body.shape = NoGoShape::kBalls;
  for (const auto& ball : balls_in(*field)) {
    body.points_mm.push_back(ball.centre_mm);
    body.radii_mm.push_back(ball.radius_mm);
  }
  return body;
}

}  // namespace echolance
