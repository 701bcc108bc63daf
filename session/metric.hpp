// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace echolance {

/// One number of an evaluation.
struct Metric {
  std::string name;             ///< key in evaluation.json, with its unit
  std::optional<double> value;  ///< empty: could not be computed, as nothing was there to count
  std::string what;             ///< for the table
};

/// Nearest-rank percentile, part in (0, 1]; nothing for no values.
[[nodiscard]] std::optional<double> percentile(std::vector<double> values, double part);

/// part / whole; nothing for an empty whole.
[[nodiscard]] std::optional<double> fraction(double part, double whole);

}  // namespace echolance
