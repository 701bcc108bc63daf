// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/needle_bending.hpp"

#include <cmath>

namespace echolance {
namespace {

constexpr double kMeasuredDiameter_mm = 0.718;  // 22G

double measured_radius_mm(NeedleTip tip) {
  switch (tip) {
    case NeedleTip::kShortBevel:
      return 326.0;
    case NeedleTip::kQuincke:
      return 364.0;
    case NeedleTip::kChiba:
      return 419.0;
    case NeedleTip::kTuohy:
      return 423.0;
    case NeedleTip::kPencilPoint:
      return 4384.0;
  }
  return 326.0;
}

}  // namespace

double bending_radius_mm(const PlanNeedle& needle) {
  const double thicker = needle.model.outer_diameter_mm / kMeasuredDiameter_mm;
  return measured_radius_mm(needle.tip) * std::pow(thicker, 3.0);
}

double bending_mm(const PlanNeedle& needle, double length_mm) {
  return length_mm * length_mm / (2.0 * bending_radius_mm(needle));
}

}  // namespace echolance
