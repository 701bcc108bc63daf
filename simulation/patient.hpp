// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/patient_parameters.hpp"
#include "simulation/skeleton.hpp"
#include "simulation/tissue_volume.hpp"

namespace echolance {

/// A structure not to be hit: a chain of points with a radius, Reference, mm.
struct Tube {
  std::string name;  ///< "l4_root_left", "dural_sac", "superior_gluteal_artery_right"
  Tissue tissue = Tissue::kNerve;
  std::vector<Eigen::Vector3d> centre_mm;  ///< at least 2
  std::vector<double> radius_mm;           ///< one per point
};

/// Soft tissue around a skeleton: no volume yet, only shapes.
struct Patient {
  PatientParameters parameters;
  Skeleton skeleton;
  std::vector<Tube> tubes;            ///< nerves, vessels, dural sac
  std::vector<NamedPoint> landmarks;  ///< the skeleton's and those of soft tissue
};

[[nodiscard]] Patient make_patient(const PatientParameters& parameters);

/// What part of the patient to turn into a volume.
struct VolumeRequest {
  Eigen::AlignedBox3d box_mm;  ///< empty: all, skin to 20 mm in front of the vertebral bodies
  double spacing_mm = 0.8;
};

/// Every tissue of the issue on a grid: bones over ligaments over tubes over muscles over fat.
/// Deterministic whatever the thread count.
[[nodiscard]] TissueVolume fill_tissue(const Patient& patient, const VolumeRequest& request = {});

/// A point on the skin: the first place on the line from `outside` along `direction` that is skin.
[[nodiscard]] Result<Point<space::Reference>> skin_point(const Patient& patient,
                                                         const Point<space::Reference>& over);

}  // namespace echolance
