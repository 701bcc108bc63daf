// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "simulation/bone_plan.hpp"
#include "simulation/sacrum_size.hpp"

namespace echolance {

/// The hip bone of one side (+1 left, -1 right): iliac blade with crest, spines and greater sciatic
/// notch; ischium, acetabulum and pubis simplified. Its medial face reaches into the ala;
/// the sacroiliac joint appears when the sacrum cuts its space into it. Source: ours, sizes
/// CLINICAL 2.2.
[[nodiscard]] BonePlan plan_ilium(const PatientParameters& parameters, const SacrumSize& sacrum,
                                  double side);

}  // namespace echolance
