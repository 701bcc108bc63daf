// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "simulation/bone_mesh.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// A patient's bones with the places that correspond from patient to patient.
struct AnchoredPatient {
  Patient patient;
  std::vector<NamedPoint> anchors;  ///< the landmarks, and places along the rims of the hip bones
};

/// Grows a patient with its anchors. `spacing_mm` of the bones' distance fields.
[[nodiscard]] AnchoredPatient grow_anchored(const PatientParameters& parameters, double spacing_mm);

/// The bone that a landmark moves with: "l4" for "l4_l5_facet_left", "ilium_left" for "psis_left",
/// "sacrum" for "si_joint_upper_left".
[[nodiscard]] std::string bone_of_landmark(std::string_view landmark);

/// A bone's mesh on the template and what to lay it on others by.
struct TemplateBone {
  std::string name;
  TriangleMesh mesh;
};

/// The template's vertices on the same bone of another patient: warped by the common anchors, then
/// turn by turn moved onto the surface and relaxed along it. kNoData where the patient lacks the
/// bone. Deterministic.
[[nodiscard]] Result<std::vector<Eigen::Vector3d>> laid_on(const TemplateBone& bone,
                                                           const AnchoredPatient& own,
                                                           const AnchoredPatient& other);

}  // namespace echolance
