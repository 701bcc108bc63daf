// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

#include "core/error.hpp"
#include "simulation/patient.hpp"

namespace echolance {

/// Writes a virtual patient into a new or empty folder: patient.json (parameters, landmarks and
/// no-go structures as chains of points with radii; Reference, mm), BONE.stl and BONE.vtp for each
/// bone, labels.mha (label volume, 1 mm). kCannotWrite, also for a folder that holds things; the
/// errors of the meshes.
[[nodiscard]] Result<void> write_patient(const Patient& patient, const std::string& folder);

}  // namespace echolance
