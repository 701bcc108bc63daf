// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <vector>

#include "simulation/medium.hpp"

namespace echolance {

/// The soft edge of a bone's shadow: beside bone, part of the aperture looks through it.
///
///        element x      line        A place at depth r is hidden from the element x lines aside if
///            \           |          bone k lines aside lies above the way: b_k < r (1 - k / x).
///     bone ===\          |          So elements beyond k / (1 - b_k / r) are blind to it.
///              \         |
///               `--.     |
///                   `--. * r
class ApertureShadow {
 public:
  explicit ApertureShadow(const MediumSetting& setting);

  /// Dims one line of a medium whose bone depths are all known. Lines are independent.
  void dim(int line, Medium& medium) const;

 private:
  [[nodiscard]] float seen(int line, int depth, const Medium& medium) const;

  const MediumSetting& setting_;
};

}  // namespace echolance
