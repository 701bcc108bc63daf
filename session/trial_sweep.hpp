// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "simulation/scenario.hpp"

namespace echolance {

/// A tracked freehand sweep over the back of a patient, for measuring.
struct TrialSweep {
  std::string probe = "c5-2";  ///< or a linear one, "l12-5"
  int frames = 300;
  std::uint64_t seed = 1;  ///< of hand, tracker and noise
};

/// The probe across the back: up the midline from the sacral hiatus to L2, then along each PSIS.
/// The hand trembles, the tracker has noise and drop-outs. The errors of procedure_scenario.
[[nodiscard]] Result<Scenario> trial_sweep(std::shared_ptr<const Patient> patient,
                                           const TrialSweep& sweep);

}  // namespace echolance
