// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <optional>
#include <vector>

#include "session/evaluate_needle.hpp"
#include "session/metric.hpp"

namespace echolance {

/// The row of a found surface at a column of the picture, px: interpolated between neighbouring
/// points whose columns lie at most `largest_gap_px` apart; the shallowest where several cross the
/// column; nothing in gaps. A single point reaches half a pixel to either side.
[[nodiscard]] std::optional<double> surface_row_px(const std::vector<PixelPoint>& surface,
                                                   double column_px, double largest_gap_px);

/// Distances along the column, mm, of the truth's columns that have a found surface, and how many
/// columns the truth has.
struct BoneDistances {
  double columns = 0.0;
  std::vector<double> vertical_mm;
  [[nodiscard]] double within_2mm() const;
};

[[nodiscard]] BoneDistances bone_distances(const std::vector<MatchedFrame>& frames);

/// The bone's part of the accuracy table, over all columns of the truth of all frames together.
/// Vertical: along the column, inside the runs of the found surface. Nearest: from the truth to
/// the nearest found point, in any direction. Only the truth's columns count. Empty when no frame
/// has bone in its truth.
[[nodiscard]] std::vector<Metric> bone_metrics(const std::vector<MatchedFrame>& frames);

}  // namespace echolance
