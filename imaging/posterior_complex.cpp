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
constexpr double kPartOfBrightest = 0.6;
constexpr double kStd_mm = 3.0;
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
  std::vector<double> sorted = rows;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double contrast = *std::max_element(rows.begin(), rows.end()) - *middle;
  if (contrast < kLeastContrast) return std::nullopt;
  // The ligament is the first of the two lines; the dura behind it may be brighter.
  auto line = std::find_if(rows.begin(), rows.end(), [&](double grey) {
    return grey > *middle + kPartOfBrightest * contrast;
  });
  while (line + 1 != rows.end() && *(line + 1) > *line) ++line;
  const double depth = search.from_mm + kStep_mm * static_cast<double>(line - rows.begin());
  return PosteriorComplex{depth + 0.5 * kThickness_mm, kStd_mm, contrast};
}

}  // namespace echolance
