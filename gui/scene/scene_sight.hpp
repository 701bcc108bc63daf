// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <optional>

#include "core/space_content.hpp"

namespace echolance {

// What a place on the screen means in space. No VTK: the same without a display. All mm, in the
// scene's space.

/// From the eye into the picture, through one pixel.
struct SightLine {
  Eigen::Vector3d from_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d direction = -Eigen::Vector3d::UnitY();  ///< unit
};

struct SurfaceHit {
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d normal = Eigen::Vector3d::UnitY();  ///< unit, outwards
};

/// Which triangles count: of closed surfaces only those that face the eye are drawn.
enum class HitSides { kFront, kBoth };
/// Where the line first meets a surface; empty: nowhere. Looks at every triangle: some 2 ms for
/// 200 000.
[[nodiscard]] std::optional<SurfaceHit> first_hit(const SceneMesh& mesh, const SightLine& sight,
                                                  HitSides sides);

/// The place of the surface nearest to another; empty: there is no surface.
[[nodiscard]] std::optional<Eigen::Vector3d> nearest_on(const SceneMesh& mesh,
                                                        const Eigen::Vector3d& place_mm);

/// Where the line passes the plane parallel to the screen through a place.
[[nodiscard]] Eigen::Vector3d beside_mm(const SightLine& sight, const Eigen::Vector3d& place_mm);

/// Where a place that stays on the skin is dragged to: where the line meets the skin; where it
/// meets it too flat or not at all, the place of the skin that is nearest to the one in the plane
/// parallel to the screen; without skin that plane's place itself.
[[nodiscard]] Eigen::Vector3d slid_on_skin_mm(const SceneMesh& skin, const SightLine& sight,
                                              const Eigen::Vector3d& place_mm);

/// Where a place in space lies on a picture.
struct OnPicture {
  Eigen::Vector2d px = Eigen::Vector2d::Zero();
  double off_plane_mm = 0.0;  ///< never negative
};
[[nodiscard]] OnPicture on_picture(const ScenePicture& picture, const Eigen::Vector3d& place_mm);
/// The other way round; exact.
[[nodiscard]] Eigen::Vector3d place_mm(const ScenePicture& picture, const Eigen::Vector2d& px);
/// Where the line passes the picture; empty: beside its outline, or along its plane.
[[nodiscard]] std::optional<Eigen::Vector3d> hit_of_picture(const ScenePicture& picture,
                                                            const SightLine& sight);

/// The part of a surface within `radius_mm` of a place.
[[nodiscard]] SceneMesh part_about(const SceneMesh& mesh, const Eigen::Vector3d& place_mm,
                                   double radius_mm);

}  // namespace echolance
