// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>

#include "simulation/patient.hpp"

namespace echolance {

/// As measure() of skeleton_measures.hpp, for what lies round the bones: layers, epidural space,
/// dural sac, nerves, vessels. mm, deg, or shares (1: it is so in this patient).
[[nodiscard]] std::map<std::string, double> measure_tissue(const Patient& patient);

}  // namespace echolance
