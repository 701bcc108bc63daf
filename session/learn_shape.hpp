// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "imaging/shape_model.hpp"
#include "session/run_track.hpp"
#include "simulation/patient_parameters.hpp"

namespace echolance {

/// What `echolance learn-shape` is asked to do.
struct LearnShapeOptions {
  int patients = 260;
  int modes = 60;
  std::uint64_t seed = 100000;  ///< of the first patient; evaluations use others
  double spacing_mm = 1.5;      ///< of the bones' distance fields
  double vertices_share = 1.0;  ///< of the usual number; less for tests
};

struct LearnedShape {
  ShapeModel model;
  int patients = 0;
  double explained = 0.0;       ///< share of the variance that the modes hold
  double off_surface_mm = 0.0;  ///< root mean square of the vertices from the patients' bones
};

/// A patient drawn wider than the simulator draws them: every number half as far again from a
/// middling person's, within the range that the bones can be grown for.
[[nodiscard]] PatientParameters draw_wide_patient(std::uint64_t seed);

/// Grows patients, lays one template on each bone of all, and takes mean and main modes after
/// laying the pelves on each other. Deterministic. kInvalidOption (fewer than 3 patients, more
/// modes than patients), and the errors of making meshes.
[[nodiscard]] Result<LearnedShape> learn_shape(const LearnShapeOptions& options,
                                               const TrackHooks& hooks = {});

}  // namespace echolance
