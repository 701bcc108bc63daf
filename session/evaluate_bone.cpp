// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate_bone.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace echolance {

namespace {

constexpr double kFoundLimit_mm = 2.0;
constexpr double kLargestGap_mm = 1.0;
constexpr double kSmallestGap_px = 2.5;  // neighbouring columns always belong together

double nearest_px(const std::vector<PixelPoint>& surface, const PixelPoint& point) {
  double best = std::numeric_limits<double>::infinity();
  for (const auto& other : surface) {
    best = std::min(best, (other.vector() - point.vector()).squaredNorm());
  }
  return std::sqrt(best);
}

int count_within(const std::vector<double>& distances_mm) {
  return static_cast<int>(std::count_if(distances_mm.begin(), distances_mm.end(),
                                        [](double d) { return d <= kFoundLimit_mm; }));
}

}  // namespace

std::optional<double> surface_row_px(const std::vector<PixelPoint>& surface, double column_px,
                                     double largest_gap_px) {
  std::optional<double> row;
  const auto take = [&](double candidate) {
    if (!row || candidate < *row) row = candidate;
  };
  for (std::size_t i = 0; i < surface.size(); ++i) {
    const auto& a = surface[i];
    if (std::abs(a.x_px - column_px) <= 0.5) take(a.y_px);
    if (i + 1 == surface.size()) break;
    const auto& b = surface[i + 1];
    const double width = b.x_px - a.x_px;
    const double part = (column_px - a.x_px) / width;
    const bool joined = std::abs(width) <= largest_gap_px;
    if (width != 0.0 && joined && part >= 0.0 && part <= 1.0)
      take(a.y_px + part * (b.y_px - a.y_px));
  }
  return row;
}

double BoneDistances::within_2mm() const {
  return count_within(vertical_mm);
}

BoneDistances bone_distances(const std::vector<MatchedFrame>& frames) {
  BoneDistances distances;
  for (const auto& [truth, result, mm_per_px] : frames) {
    distances.columns += static_cast<double>(truth->bone.size());
    if (result == nullptr || result->bone.empty()) continue;
    const double gap_px = std::max(kSmallestGap_px, kLargestGap_mm / mm_per_px);
    for (const auto& point : truth->bone) {
      const auto row = surface_row_px(result->bone, point.x_px, gap_px);
      if (row) distances.vertical_mm.push_back(std::abs(*row - point.y_px) * mm_per_px);
    }
  }
  return distances;
}

std::vector<Metric> bone_metrics(const std::vector<MatchedFrame>& frames) {
  const BoneDistances distances = bone_distances(frames);
  const auto& vertical_mm = distances.vertical_mm;
  const double columns = distances.columns;
  double frames_marked = 0;
  std::vector<double> nearest_mm;
  for (const auto& [truth, result, mm_per_px] : frames) {
    if (truth->bone.empty()) continue;
    ++frames_marked;
    if (result == nullptr || result->bone.empty()) continue;
    for (const auto& point : truth->bone) {
      nearest_mm.push_back(nearest_px(result->bone, point) * mm_per_px);
    }
  }
  if (frames_marked == 0) return {};
  const auto found = static_cast<double>(vertical_mm.size());
  return {{"bone_marked_frames", frames_marked, "frames with bone in the truth"},
          {"bone_truth_columns", columns, "columns of truth"},
          {"bone_completeness_fraction", fraction(found, columns), "columns with a found surface"},
          {"bone_found_within_2mm_fraction", fraction(count_within(vertical_mm), columns),
           "columns found within 2 mm, along the column"},
          {"bone_vertical_median_mm", percentile(vertical_mm, 0.5), "distance, median"},
          {"bone_vertical_p95_mm", percentile(vertical_mm, 0.95), "distance, 95 % below"},
          {"bone_nearest_within_2mm_fraction", fraction(count_within(nearest_mm), columns),
           "columns within 2 mm of the nearest point"},
          {"bone_nearest_median_mm", percentile(nearest_mm, 0.5), "nearest distance, median"},
          {"bone_nearest_p95_mm", percentile(nearest_mm, 0.95), "nearest distance, 95 % below"}};
}

}  // namespace echolance
