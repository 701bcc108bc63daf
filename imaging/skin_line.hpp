// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "imaging/landmark_layouts.hpp"

namespace echolance {

struct SkinPlace {
  double x_mm = 0.0;  ///< Image, on the picture's middle beam
  double y_mm = 0.0;
  double std_mm = 0.0;
};

/// Where the middle beam enters the skin: the first bright echo below the probe's face, under gel
/// or a stand-off where there is one. `width_mm`: of the region. Nothing where the first 15 mm are
/// dark.
[[nodiscard]] std::optional<SkinPlace> find_skin(const LandmarkPicture& picture, double width_mm);

}  // namespace echolance
