// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/posterior_complex.hpp"

#include <algorithm>
#include <vector>

namespace echolance {
namespace {

constexpr double kHalfWidth_mm = 2.5;
constexpr double kStep_mm = 0.5;
constexpr double kThickness_mm = 1.5;
constexpr double kLeastContrast = 20.0;
constexpr std::size_t kFewestRows = 12;

}  // namespace

std::optional<PosteriorComplex> find_posterior_complex(const LandmarkPicture& picture,
                                                       const ComplexSearch& search) {
  std::vector<double> rows;
  for (double y = search.from_mm; y < search.to_mm; y += kStep_mm) {
    const auto grey =
        picture.mean_grey({search.x_mm - kHalfWidth_mm, y, 2.0 * kHalfWidth_mm, kThickness_mm});
    if (!grey) return std::nullopt;
    rows.push_back(*grey);
  }
  if (rows.size() < kFewestRows) return std::nullopt;
  const auto most = std::max_element(rows.begin(), rows.end());
  const double depth = search.from_mm + kStep_mm * static_cast<double>(most - rows.begin());
  const double brightest = *most;
  const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
  std::nth_element(rows.begin(), middle, rows.end());
  const double contrast = brightest - *middle;
  if (contrast < kLeastContrast) return std::nullopt;
  return PosteriorComplex{depth + 0.5 * kThickness_mm, contrast > 2.0 * kLeastContrast ? 1.5 : 3.0,
                          contrast};
}

}  // namespace echolance
