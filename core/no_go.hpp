// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace echolance {

/// What coming too near to a structure means.
enum class ClearanceKind : std::uint8_t {
  kForbidden,  ///< no plan does
  kWarn,       ///< cannot be avoided altogether: the plan says so
};

/// "forbidden", "warn".
[[nodiscard]] const char* to_string(ClearanceKind kind);

enum class NoGoShape : std::uint8_t {
  kChain,    ///< a tube along the points with a radius at each; one point: a sphere (a disc)
  kBalls,    ///< a body: balls about the points, not joined
  kPolygon,  ///< the closed area with these corners; in pictures only, z = 0, no radii
};

/// "chain", "balls", "polygon".
[[nodiscard]] const char* to_string(NoGoShape shape);
[[nodiscard]] std::optional<NoGoShape> no_go_shape_from(const std::string& name);

/// A structure the needle must not come near to, in the space of the scene or plan it belongs to;
/// mm.
struct NoGo {
  std::string name;  ///< "l4_root_left"
  double least_mm = 0.0;
  ClearanceKind kind = ClearanceKind::kForbidden;
  NoGoShape shape = NoGoShape::kChain;
  std::vector<Eigen::Vector3d> points_mm;
  std::vector<double> radii_mm;  ///< one per point of a chain or of balls
};

/// kInvalidGeometry with the structure's name where points or radii are missing, not finite or
/// negative, a polygon has fewer than 3 corners, or the least distance is not between 0 and 100 mm.
[[nodiscard]] Result<void> validate(const NoGo& structure);

/// From the straight piece between two places (both the same: from that place) to the surface of
/// the structure; negative inside, there to first order. Deterministic, no allocation.
[[nodiscard]] double distance_mm(const NoGo& structure, const Eigen::Vector3d& from_mm,
                                 const Eigen::Vector3d& to_mm);

}  // namespace echolance
