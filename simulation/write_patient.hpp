// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// {"space": "Reference", "unit": "mm", "landmarks": [{"name", "point_mm": [x, y, z],
/// "bone_snomed"}]}; the code is null for points that do not lie on one bone for sure.
[[nodiscard]] std::string landmark_table(const Patient& patient, const std::string& notice = {});

/// {"space", "unit", "tubes": [{"name", "tissue", "points_mm": [[x, y, z]...], "radii_mm"}]}.
[[nodiscard]] std::string tube_table(const Patient& patient, const std::string& notice = {});

/// Seed, sex and every number of the patient's parameters by name.
[[nodiscard]] std::string parameter_table(const Patient& patient, const std::string& notice = {});

struct WriteOptions {
  double volume_spacing_mm = 1.0;
  double mesh_share = 1.0;  ///< of the meshes' triangles that are kept; below 1 takes longer
  std::string notice;       ///< what it is for, written into every table where not empty
};

/// A new folder with landmarks.json, tubes.json, parameters.json, bones/<name>.stl and .vtp and
/// labels.mha.
/// Written beside it first and renamed, so that it is there whole or not at all. kCannotWrite for a
/// folder that exists and is not empty, or that cannot be written; make_mesh's errors. In target
/// echolance_simulation_mesh.
[[nodiscard]] Result<void> write_patient(const Patient& patient, const std::string& folder,
                                         const WriteOptions& options = {});

}  // namespace echolance
