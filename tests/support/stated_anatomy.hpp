// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

namespace echolance {

/// What CLINICAL 2 states about a measure of measure() or measure_tissue().
struct StatedMeasure {
  std::string_view name;
  double mean_from, mean_to;  ///< where the mean over many patients belongs
  double least_deviation;     ///< patients differ at least so much; 0: not stated
  std::string_view text;      ///< the statement and its source tag
};

/// All rows; sides are measured alike, so only left ones are listed.
[[nodiscard]] std::span<const StatedMeasure> stated_anatomy();

/// The row of a measure ("..._right_mm" finds that of the left); null where nothing is stated.
[[nodiscard]] const StatedMeasure* stated_measure(std::string_view name);

}  // namespace echolance
