// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>

#include "simulation/bone_plan.hpp"
#include "simulation/sacrum_size.hpp"

namespace echolance {

/// The sacrum with crests, dorsal foramina, canal, hiatus and cornua. Source: ours, sizes CLINICAL
/// 2.2 and 2.3.
[[nodiscard]] BonePlan plan_sacrum(const PatientParameters& parameters, const LumbarSpine& spine,
                                   const SacrumSize& size);

/// The coccyx, three or four segments, fused.
[[nodiscard]] BonePlan plan_coccyx(const PatientParameters& parameters, const SacrumSize& size);

/// The sacrum's landmarks; those of the sacroiliac joint follow when both bones are there.
[[nodiscard]] std::vector<PlannedLandmark> sacrum_landmarks(const PatientParameters& parameters,
                                                            const SacrumSize& size);

}  // namespace echolance
