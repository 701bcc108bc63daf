// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// A place on a bone from outside that the user clicked, in the file's coordinates, mm.
struct ClickedPoint {
  std::string name;  ///< of a landmark of generated skeletons: "psis_left"
  Eigen::Vector3d place_mm = Eigen::Vector3d::Zero();
};

/// How bones from outside lie in their files. Three or more clicked points, if given, decide;
/// otherwise the two directions do, and the bones are put where the generated bones of the same
/// names are ("pelvis": sacrum and ilia), or, without such a bone, over L4.
struct OutsidePose {
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();         ///< towards the head
  Eigen::Vector3d posterior = Eigen::Vector3d::UnitY();  ///< towards the back
  std::vector<ClickedPoint> points;
};

/// The rotation that turns the pose's directions to those of Reference. kInvalidGeometry if they
/// are (nearly) parallel or zero.
[[nodiscard]] Result<Eigen::Matrix3d> rotation_of(const OutsidePose& pose);

/// Least squares over the clicked points to the landmarks of the same names, rigid. kNoData for a
/// name that the skeleton does not have, kInvalidGeometry for points on one line or further than
/// 40 mm from where the skeleton has them (root mean square). Source: Umeyama 1991, without scale.
[[nodiscard]] Result<Eigen::Isometry3d> fit_points(const std::vector<ClickedPoint>& points,
                                                   const Skeleton& skeleton);

/// The name of a target that is none of the known landmarks.
inline constexpr const char* kBonesTarget = "bones_target";

/// Reads closed meshes (STL, PLY, VTP, OBJ; mm), places them and samples their distance fields;
/// names are the files' without folder and ending. Landmarks are the clicked points and the target
/// and no others. kFileNotFound, kUnsupportedFormat, kDamagedFile, kInvalidGeometry (not closed,
/// pose, a size that no bone has in mm: the whole is 10 to 700 mm long, and a bone named as a
/// generated one half to twice as long as that). In target echolance_simulation_mesh.
struct OutsideFiles {
  std::vector<std::string> paths;
  OutsidePose pose;
  std::optional<Eigen::Vector3d> target_mm;  ///< in the files' coordinates
  double spacing_mm = 1.0;
};
[[nodiscard]] Result<Skeleton> read_outside_bones(const OutsideFiles& files,
                                                  const Skeleton& generated);

/// The place nearest to a point on the bones' back, that is where their outermost surface faces the
/// skin rather than the side. kNoData where there is none.
[[nodiscard]] Result<Point<space::Reference>> back_of_bones(const Skeleton& skeleton,
                                                            const Point<space::Reference>& near);

/// The generated patient's skin, fat, fascia and muscle round other bones: stretched where these
/// would stick out. No ligaments, nerves or vessels: they belong to the generated bones.
/// Landmarks are the skeleton's.
[[nodiscard]] Patient with_outside_bones(const Patient& generated, Skeleton outside);

}  // namespace echolance
