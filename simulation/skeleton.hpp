// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/distance_field.hpp"
#include "simulation/patient_parameters.hpp"

namespace echolance {

/// A named anatomical point. Names: lower case, underscores, side last: "psis_left",
/// "l4_spinous_tip", "s2_foramen_right"; docs/landmark_names.md lists all with their anatomical
/// term.
struct NamedPoint {
  std::string name;
  Point<space::Reference> point;
};

/// One bone (or fused group): "l1".."l5", "sacrum", "coccyx", "ilium_left", "ilium_right" (whole
/// hip bones), "t12" (without ribs).
struct Bone {
  std::string name;
  DistanceField surface;
};

/// Bones and landmarks of one patient lying prone. Reference space: origin at the middle of the S1
/// upper endplate, axes LPS: +x to the patient's left, +y posterior (towards the probe), +z
/// superior. The S1 endplate is tilted by the sacral slope; the pelvis, not the endplate, is
/// upright as in CLINICAL 2.2.
struct Skeleton {
  std::vector<Bone> bones;
  std::vector<NamedPoint> landmarks;

  /// kNoData for an unknown name.
  [[nodiscard]] Result<Point<space::Reference>> landmark(std::string_view name) const;
};

struct SkeletonOptions {
  double spacing_mm = 1.0;  ///< of the bones' distance fields
};

/// Grows T12 to coccyx and both hip bones. Deterministic, whatever the thread count; landmarks do
/// not depend on the spacing. Source: ours, dimensions CLINICAL 2.1 to 2.5.
[[nodiscard]] Skeleton grow_skeleton(const PatientParameters& parameters,
                                     const SkeletonOptions& options = {});

}  // namespace echolance
