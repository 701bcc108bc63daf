// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/plan.hpp"

namespace echolance {

/// Radius of the arc a needle takes when pushed straight, mm. Bevel tips measured at 22G in gel;
/// other gauges by ours: stiffness goes with the diameter to the fourth, the load on the bevel with
/// the diameter, so the radius with its cube. Source: LITERATURE F2 (Rand et al. 2016).
[[nodiscard]] double bending_radius_mm(const PlanNeedle& needle);

/// How far the tip lies beside the straight way after `length_mm`: L^2 / 2R.
[[nodiscard]] double bending_mm(const PlanNeedle& needle, double length_mm);

}  // namespace echolance
