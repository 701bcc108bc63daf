// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/edge_votes.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {

namespace {

// Content this near to the picture's border runs out of the picture.
constexpr int kBorder_px = 2;

struct Extent {
  int first = -1;
  int last = -1;
  void add(int place) {
    if (first < 0) first = place;
    last = place;
  }
};

/// The lower quartile of the offsets from `from_px` up to `to_px`: content thins out towards an
/// edge, so that the edge lies on the outer side of the points that vote for it.
double outer_quartile_px(const std::vector<EdgeOffset>& offsets, double from_px, double to_px) {
  std::vector<double> inside;
  for (const EdgeOffset& point : offsets) {
    if (point.offset_px >= from_px && point.offset_px < to_px) inside.push_back(point.offset_px);
  }
  const auto quartile = inside.begin() + static_cast<std::ptrdiff_t>(inside.size() / 4);
  std::nth_element(inside.begin(), quartile, inside.end());
  return *quartile;
}

}  // namespace

EdgeProfile make_edge_profile(const cv::Mat& content) {
  EdgeProfile profile;
  profile.width_px = content.cols;
  profile.height_px = content.rows;
  std::vector<Extent> columns(static_cast<std::size_t>(content.cols));
  for (int y = 0; y < content.rows; ++y) {
    const uchar* row = content.ptr<uchar>(y);
    Extent extent;
    for (int x = 0; x < content.cols; ++x) {
      if (row[x] == 0) continue;
      extent.add(x);
      columns[static_cast<std::size_t>(x)].add(y);
    }
    if (extent.first < 0) continue;
    profile.left.push_back({{extent.first - 0.5, y}, extent.first < kBorder_px});
    profile.right.push_back({{extent.last + 0.5, y}, extent.last >= content.cols - kBorder_px});
  }
  for (int x = 0; x < content.cols; ++x) {
    const Extent& extent = columns[static_cast<std::size_t>(x)];
    if (extent.first < 0) continue;
    profile.top.push_back({{x, extent.first - 0.5}, extent.first < kBorder_px});
    profile.bottom.push_back({{x, extent.last + 0.5}, extent.last >= content.rows - kBorder_px});
  }
  return profile;
}

EdgeVote vote_for_edge(const std::vector<EdgeOffset>& offsets, BorderRule rule,
                       double tolerance_px) {
  EdgeVote best;
  if (offsets.empty()) return best;
  constexpr double kBin_px = 0.5;
  const auto [low, high] =
      std::minmax_element(offsets.begin(), offsets.end(),
                          [](const auto& a, const auto& b) { return a.offset_px < b.offset_px; });
  const double origin_px = low->offset_px;
  const auto bin_of = [&](double offset_px) {
    return static_cast<std::size_t>(std::floor((offset_px - origin_px) / kBin_px));
  };
  const std::size_t bins = bin_of(high->offset_px) + 1;
  // Running sums: free[k], hidden[k] = points in bins below k.
  std::vector<int> free(bins + 1, 0), hidden(bins + 1, 0);
  for (const EdgeOffset& point : offsets) {
    const bool hides = point.on_picture_border && rule == BorderRule::kHidesEdge;
    ++(hides ? hidden : free)[bin_of(point.offset_px) + 1];
  }
  for (std::size_t k = 1; k <= bins; ++k) {
    free[k] += free[k - 1];
    hidden[k] += hidden[k - 1];
  }
  const auto half = static_cast<std::size_t>(tolerance_px / kBin_px);
  std::size_t best_from = 0, best_to = 0;
  bool found = false;
  for (std::size_t k = 0; k < bins; ++k) {
    const std::size_t from = k > half ? k - half : 0;
    const std::size_t to = std::min(bins, k + half + 1);
    const EdgeVote vote{origin_px + (static_cast<double>(k) + 0.5) * kBin_px, free[to] - free[from],
                        hidden[bins] - hidden[from], free[from] + hidden[from]};
    if (found && vote.score() <= best.score()) continue;
    best = vote;
    best_from = from;
    best_to = to;
    found = true;
  }
  best.offset_px = outer_quartile_px(offsets, origin_px + kBin_px * static_cast<double>(best_from),
                                     origin_px + kBin_px * static_cast<double>(best_to));
  return best;
}

}  // namespace echolance
