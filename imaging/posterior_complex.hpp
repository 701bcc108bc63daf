// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>

#include "imaging/landmark_layouts.hpp"

namespace echolance {

/// Where the posterior complex may be: a column of tissue between laminae, in Image, mm.
struct ComplexSearch {
  double x_mm = 0.0;
  double from_mm = 0.0;  ///< depths between which it lies
  double to_mm = 0.0;
};

struct PosteriorComplex {
  double depth_mm = 0.0;  ///< Image y of the first bright line, the yellow ligament
  double std_mm = 0.0;
  double contrast = 0.0;  ///< over the median of the column searched, grey values
};

/// The echo that stands out across a column 5 mm wide: yellow ligament and dura lie across the beam
/// in the window between two laminae and are brighter than what is before and behind them.
/// Nothing where no line stands out by 20 grey values, or the search leaves the picture.
[[nodiscard]] std::optional<PosteriorComplex> find_posterior_complex(const LandmarkPicture& picture,
                                                                     const ComplexSearch& search);

}  // namespace echolance
