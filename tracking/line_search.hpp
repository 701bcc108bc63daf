// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <Eigen/Core>
#include <vector>

#include "tracking/needle_view.hpp"

namespace echolance {

/// A bright straight segment, px of the region (not of the whole picture). `begin` is its left
/// end where it is flatter than 45 deg and its upper end where it is steeper.
struct LineSegment {
  Eigen::Vector2d begin = Eigen::Vector2d::Zero();
  Eigen::Vector2d end = Eigen::Vector2d::Zero();
  double gain = 0.0;  ///< evidence summed along the segment, in working pixels
  double mean = 0.0;  ///< evidence per working pixel: about 1 on a clear unbroken line

  [[nodiscard]] double length_px() const { return (end - begin).norm(); }
  [[nodiscard]] Eigen::Vector2d direction() const { return (end - begin).normalized(); }
};

/// All straight segments of the region between 4 and 82 deg to the horizontal that stand out of
/// their surroundings, best first, at most `count`.
///
/// For each of a bank of angles the ridge response of that orientation is summed along all
/// parallel lines at once, and on each line the segment with the largest sum of
/// (response - threshold) is kept (Kadane's algorithm): a Radon transform over segments instead
/// of lines, whose ends are change points (LITERATURE A (2), (5)). Each response is clipped first,
/// so that a bright blob counts no more than a faint line of the same length.
///
/// Needs view.compute_fine() and compute_coarse(). Deterministic at any number of threads.
/// Source: ours, from Daoud et al. 2025 (Radon kernel) and Kaya & Bebek 2014 (filter bank).
[[nodiscard]] std::vector<LineSegment> search_lines(const NeedleView& view, int count);

/// How far refine_line may turn and shift a segment.
struct RefineRange {
  double angle_rad = 0.04;
  double offset_work_px = 3.0;
};

/// The best segment near `segment` at the fine scale; its ends are found anew on the whole line.
/// A segment with gain 0 means that no evidence is left. Needs view.compute_fine().
[[nodiscard]] LineSegment refine_line(const NeedleView& view, const LineSegment& segment,
                                      const RefineRange& range);

}  // namespace echolance
