// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "simulation/skeleton.hpp"

namespace echolance {

/// The bone of this name; the skeleton must have it.
[[nodiscard]] const DistanceField& bone(const Skeleton& skeleton, std::string_view name);
/// The landmark of this name; the skeleton must have it.
[[nodiscard]] Eigen::Vector3d place(const Skeleton& skeleton, std::string_view name);

/// Way from `start` (inside or outside) along `direction` to the surface, mm; `reach_mm` if none.
[[nodiscard]] double way_to_surface(const DistanceField& field, const Eigen::Vector3d& start,
                                    const Eigen::Vector3d& direction, double reach_mm = 60.0);

/// Lengths (mm) and angles (deg) of CLINICAL 2, taken off the grown bones as one would off a CT:
/// by name, "l3_upper_width_mm". The parameters serve for nothing.
[[nodiscard]] std::map<std::string, double> measure(const Skeleton& skeleton);

}  // namespace echolance
