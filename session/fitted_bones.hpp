// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/error.hpp"
#include "imaging/bone_landmarks.hpp"
#include "session/results_folder.hpp"
#include "simulation/bone_mesh.hpp"

namespace echolance {

/// The shape that was laid on the data, in the data's axes (mm).
[[nodiscard]] TriangleMesh fitted_bones(const ShapeFit& fit);

/// Writes the shape that was laid on the data, in the data's axes (mm): bones.stl and bones.vtp.
/// Where no data were, it is inferred. Without a usable fit both are removed. kCannotWrite with
/// the file; an older file then stays as it was.
[[nodiscard]] Result<void> write_fitted_bones(const BoneLandmarks& found,
                                              const ResultsFolder& folder);

}  // namespace echolance
