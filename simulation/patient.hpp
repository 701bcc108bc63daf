// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/geometry.hpp"
#include "simulation/patient_parameters.hpp"
#include "simulation/skeleton.hpp"
#include "simulation/tissue_volume.hpp"
#include "simulation/tube.hpp"

namespace echolance {

struct SoftTissue;

/// Soft tissue around a skeleton: no volume yet, only shapes. Copies share the soft tissue.
struct Patient {
  PatientParameters parameters;
  Skeleton skeleton;
  std::vector<Tube> tubes;                        ///< nerves, vessels, dural sac
  std::vector<NamedPoint> landmarks;              ///< the skeleton's and those of soft tissue
  std::shared_ptr<const SoftTissue> soft_tissue;  ///< of make_patient; empty: bones in air
};

/// Grows the skeleton and lays ligaments, nerves, vessels, muscles, fat and skin on it.
/// Deterministic, whatever the thread count. Source: ours, dimensions CLINICAL 2.3 to 2.7.
[[nodiscard]] Patient make_patient(const PatientParameters& parameters);

/// What part of the patient to turn into a volume.
struct VolumeRequest {
  Eigen::AlignedBox3d box_mm;  ///< empty: all, skin to 20 mm in front of the vertebral bodies
  double spacing_mm = 0.8;
};

/// Every tissue of the issue on a grid: bones over joints over ligaments over nerves, vessels and
/// sac over muscle over fat. Deterministic whatever the thread count.
[[nodiscard]] TissueVolume fill_tissue(const Patient& patient, const VolumeRequest& request = {});

/// The place on the skin straight behind (along y) a point of the back. kNoData for a patient
/// without soft tissue and for points beside the body.
[[nodiscard]] Result<Point<space::Reference>> skin_point(const Patient& patient,
                                                         const Point<space::Reference>& over);

/// Of the body's surface behind a point, out of the body. Same errors.
[[nodiscard]] Result<Direction<space::Reference>> skin_normal(const Patient& patient,
                                                              const Point<space::Reference>& over);

}  // namespace echolance
