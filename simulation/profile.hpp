// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace echolance {

/// A smooth curve through given places (cubic Hermite, tangents from the neighbours), constant
/// beyond its ends.
class Profile {
 public:
  struct Knot {
    double place, value;
  };
  /// `knots` in rising order of place, at least 2.
  explicit Profile(std::vector<Knot> knots) : knots_(std::move(knots)) {}

  [[nodiscard]] double at(double place) const {
    if (place <= knots_.front().place) return knots_.front().value;
    if (place >= knots_.back().place) return knots_.back().value;
    std::size_t i = 0;
    while (place > knots_[i + 1].place) ++i;
    const double width = knots_[i + 1].place - knots_[i].place;
    const double t = (place - knots_[i].place) / width;
    const double t2 = t * t, t3 = t2 * t;
    return (2.0 * t3 - 3.0 * t2 + 1.0) * knots_[i].value +
           (t3 - 2.0 * t2 + t) * width * tangent(i) + (3.0 * t2 - 2.0 * t3) * knots_[i + 1].value +
           (t3 - t2) * width * tangent(i + 1);
  }

 private:
  [[nodiscard]] double tangent(std::size_t i) const {
    if (i == 0 || i + 1 == knots_.size()) return 0.0;
    return (knots_[i + 1].value - knots_[i - 1].value) /
           (knots_[i + 1].place - knots_[i - 1].place);
  }

  std::vector<Knot> knots_;
};

/// 0 below 0, 1 above 1, smooth between.
[[nodiscard]] inline double smooth_ramp(double t) {
  const double u = std::clamp(t, 0.0, 1.0);
  return u * u * (3.0 - 2.0 * u);
}

}  // namespace echolance
