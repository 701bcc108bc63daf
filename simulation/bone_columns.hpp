// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <vector>

#include "simulation/ultrasound.hpp"

namespace echolance {

/// From one point per scan line (or none) to one per picture column, joined by straight pieces
/// where neighbouring lines lie within 3 mm of each other; the shallower where two meet.
[[nodiscard]] std::vector<PixelPoint> bone_by_column(
    const std::vector<std::optional<PixelPoint>>& by_line, const PictureGeometry& geometry);

}  // namespace echolance
