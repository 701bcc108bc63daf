// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/no_go.hpp"
#include "core/plan.hpp"
#include "planner/distance_map.hpp"

namespace echolance {

/// The probe on the skin and what its picture covers.
///
///                 origin            right: to the picture's right
///        -----------+-----------    beam:  into the body, at the middle of the face
///        |     width_mm        |    out:   right x beam, out of the picture plane
///        +---- depth_mm -------+    a curved face bulges along the beam; its middle is the origin
struct ProbeFace {
  Eigen::Vector3d origin_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d right = Eigen::Vector3d::UnitX();
  Eigen::Vector3d beam = Eigen::Vector3d::UnitY();
  double width_mm = 38.0;         ///< of the face; what lies under it cannot be an entry
  double thickness_mm = 14.0;     ///< of the housing, across the picture plane
  double radius_mm = 0.0;         ///< of a curved face; 0: flat
  double half_opening_rad = 0.0;  ///< between the middle and the outermost beam of a curved face
  double depth_mm = 60.0;         ///< of the picture
  double usual = 1.0;             ///< 1: as the procedure's probe usually stands; 0: most unusual
  std::string stance;             ///< in words for people; may be empty

  [[nodiscard]] Eigen::Vector3d out() const { return right.cross(beam); }
  /// x along right, y along the beam, z out of the plane, mm from the face's middle.
  [[nodiscard]] Eigen::Vector3d local_mm(const Eigen::Vector3d& place_mm) const {
    const Eigen::Vector3d from = place_mm - origin_mm;
    return {from.dot(right), from.dot(beam), from.dot(out())};
  }
  [[nodiscard]] Eigen::Vector3d place_mm(const Eigen::Vector3d& local) const {
    return origin_mm + local.x() * right + local.y() * beam + local.z() * out();
  }
};

/// Which beam a place lies on: where it starts on the face, how far along; the place is taken as
/// in the plane.
struct BeamPlace {
  double across = 0.0;  ///< mm from the middle, or rad of a curved face
  double depth_mm = 0.0;
};
[[nodiscard]] BeamPlace beam_place(const ProbeFace& probe, const Eigen::Vector3d& local_mm);
/// The other way round: local mm.
[[nodiscard]] Eigen::Vector3d local_of(const ProbeFace& probe, const BeamPlace& place);
/// The largest `across` of the picture.
[[nodiscard]] double half_across(const ProbeFace& probe);

/// A direction with its name for people: "cranial", "left of the picture".
struct NamedDirection {
  Eigen::Vector3d direction = Eigen::Vector3d::UnitX();
  std::string name;
};

/// What the search may know; everything in one space, mm.
struct PlanScene {
  PlanSpace space = PlanSpace::kReference;
  DistanceMap bone;                      ///< the grid covers every way that is to be judged
  std::vector<NoGo> no_go;               ///< validate(NoGo) holds
  std::vector<Eigen::Vector3d> skin_mm;  ///< where a needle could enter
  ProbeFace probe;
  std::vector<ProbeFace> more_probes;    ///< other places where the probe may stand
  std::vector<NamedDirection> compass;   ///< of entries, seen from the probe; in words of the user
  std::vector<std::string> assumptions;  ///< sentences for the plan's warnings
};

/// kInvalidGeometry or kNoData, with what is missing.
[[nodiscard]] Result<void> validate(const PlanScene& scene);

/// Flat pictures: the skin is this line, continued flat to both sides by `beside_mm`; entries every
/// `step_mm`. `line_mm` runs from left to right; needs two points or more, otherwise empty.
[[nodiscard]] std::vector<Eigen::Vector3d> entries_on_line(
    const std::vector<Eigen::Vector3d>& line_mm, double step_mm, double beside_mm);

/// The bone surface of a picture as a body: a shell this thick below the line, on a grid of
/// `spacing_mm` over the box; neighbours more than `gap_mm` apart are not joined. `line_mm` is
/// ordered along the scan lines. The errors of distance_map_of_mask.
struct BoneShell {
  double thickness_mm = 3.0;
  double gap_mm = 2.0;
  double spacing_mm = 0.2;
};
[[nodiscard]] Result<DistanceMap> bone_of_picture(const std::vector<Eigen::Vector3d>& line_mm,
                                                  const ProbeFace& probe,
                                                  const Eigen::AlignedBox3d& box_mm,
                                                  const BoneShell& shell = {});

}  // namespace echolance
