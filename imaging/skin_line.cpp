// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/skin_line.hpp"

#include <algorithm>
#include <array>

namespace echolance {
namespace {

constexpr double kStep_mm = 0.5;
constexpr std::size_t kRows = 30;  // 15 mm
constexpr double kHalfWidth_mm = 3.0;
constexpr double kDark = 25.0;  // mean grey value of a picture part without echoes
constexpr double kPartOfBrightest = 0.5;

}  // namespace

std::optional<SkinPlace> find_skin(const LandmarkPicture& picture, double width_mm) {
  const double x = 0.5 * width_mm;
  double face_mm = 0.0;
  while (face_mm < 60.0 && !picture.surface.inside(x, face_mm)) face_mm += kStep_mm;
  std::array<double, kRows> rows{};
  for (std::size_t i = 0; i < kRows; ++i) {
    const double y = face_mm + kStep_mm * static_cast<double>(i);
    rows[i] =
        picture.mean_grey({x - kHalfWidth_mm, y, 2.0 * kHalfWidth_mm, kStep_mm}).value_or(0.0);
  }
  const double brightest = *std::max_element(rows.begin(), rows.end());
  if (brightest < kDark) return std::nullopt;
  const auto first = std::find_if(rows.begin(), rows.end(),
                                  [&](double grey) { return grey > kPartOfBrightest * brightest; });
  const double y = face_mm + kStep_mm * static_cast<double>(first - rows.begin());
  return SkinPlace{x, y, 0.5};
}

}  // namespace echolance
