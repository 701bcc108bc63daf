// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/vertebra_row.hpp"

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

using Depths = std::span<const std::optional<double>>;

constexpr int kLongestHole = 3;    // bins of a mm inside one stretch
constexpr double kSteepest = 5.0;  // mm per mm inside one
constexpr int kShortest = 3;       // bins
constexpr int kWindowWithin = 14;  // mm between a far stretch and the near one it belongs to
constexpr double kFarStep_mm = 12.0;
constexpr double kFarBehindSacrum_mm = 14.0;
constexpr int kLeastWindow = 4, kLeastGap = 6;
constexpr double kGapStep_mm = 6.0;
constexpr int kSacrumLength = 25;
constexpr double kSacrumSeen = 0.7;
constexpr double kSacrumFall_mm = 6.0;
constexpr double kUnderSacrum_mm = 3.0, kUnderSacrumEnd_mm = 19.0;
constexpr int kShortestLamina = 5, kLongestLamina = 31;
constexpr double kNearestFirst_mm = 8.0, kFarthestFirst_mm = 34.0;
constexpr double kNearest_mm = 18.0, kFarthest_mm = 40.0;  // vertebra to vertebra
constexpr int kLongestWindow = 18;                         // longer: one may have been missed
constexpr double kDepthStep_mm = 12.0;
constexpr double kDip_mm = 5.0;
constexpr int kBesideDip = 3;
constexpr int kOpenEnd = 6;  // mm before the profile's end: what reaches there may go on

// Bins of one connected surface, in order.
struct Stretch {
  std::vector<int> bins;
  [[nodiscard]] int first() const { return bins.front(); }
  [[nodiscard]] int last() const { return bins.back(); }
  [[nodiscard]] int length() const { return last() - first(); }
};

double median_of(const Depths& depths, const std::vector<int>& bins) {
  std::vector<double> values;
  for (const int bin : bins) values.push_back(*depths[static_cast<std::size_t>(bin)]);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double at(const Depths& depths, int bin) {
  return *depths[static_cast<std::size_t>(bin)];
}

std::vector<Stretch> stretches_of(const Depths& depths) {
  std::vector<Stretch> all;
  for (int bin = 0; bin < static_cast<int>(depths.size()); ++bin) {
    if (!depths[static_cast<std::size_t>(bin)]) continue;
    const bool goes_on = !all.empty() && bin - all.back().last() <= kLongestHole + 1 &&
                         std::abs(at(depths, bin) - at(depths, all.back().last())) <=
                             kSteepest * (bin - all.back().last());
    if (goes_on) {
      all.back().bins.push_back(bin);
    } else {
      all.push_back({{bin}});
    }
  }
  std::erase_if(all, [](const Stretch& stretch) {
    return static_cast<int>(stretch.bins.size()) < kShortest;
  });
  return all;
}

// Whether a stretch lies far behind one of its neighbours: the floor of a window.
bool is_far(const Depths& depths, const std::vector<Stretch>& all, std::size_t i) {
  if (i > 0 && all[i].first() - all[i - 1].last() < kWindowWithin &&
      at(depths, all[i].first()) - at(depths, all[i - 1].last()) > kFarStep_mm) {
    return true;
  }
  return i + 1 < all.size() && all[i + 1].first() - all[i].last() < kWindowWithin &&
         at(depths, all[i].last()) - at(depths, all[i + 1].first()) > kFarStep_mm;
}

std::vector<int> joined(const std::vector<Stretch>& near, std::size_t count) {
  std::vector<int> bins;
  for (std::size_t i = 0; i < count; ++i) {
    bins.insert(bins.end(), near[i].bins.begin(), near[i].bins.end());
  }
  return bins;
}

double least_of(const Depths& depths, const std::vector<int>& bins) {
  double least = at(depths, bins.front());
  for (const int bin : bins) least = std::min(least, at(depths, bin));
  return least;
}

bool window_between(const Depths& depths, const std::vector<Stretch>& all, const Stretch& below,
                    const Stretch& above) {
  return std::any_of(all.begin(), all.end(), [&](const Stretch& stretch) {
    return stretch.first() > below.last() && stretch.last() < above.first() &&
           median_of(depths, stretch.bins) - at(depths, below.last()) > kFarBehindSacrum_mm;
  });
}

// How many of the near stretches are sacrum; 0: not to be told.
std::size_t sacrum_parts(const Depths& depths, const std::vector<Stretch>& all,
                         const std::vector<Stretch>& near) {
  for (std::size_t i = 0; i + 1 < near.size(); ++i) {
    const int gap = near[i + 1].first() - near[i].last();
    const std::vector<int> sacrum = joined(near, i + 1);
    const int length = sacrum.back() - sacrum.front();
    if (gap >= kLeastWindow && window_between(depths, all, near[i], near[i + 1])) {
      const bool is_sacrum = length >= kSacrumLength &&
                             static_cast<double>(sacrum.size()) >= kSacrumSeen * length &&
                             at(depths, sacrum.back()) - least_of(depths, sacrum) >= kSacrumFall_mm;
      return is_sacrum ? i + 1 : 0;
    }
    const double step_mm = least_of(depths, near[i + 1].bins) - median_of(depths, sacrum);
    if (length >= kSacrumLength && gap >= kLeastGap && step_mm > kGapStep_mm) return 0;
  }
  return 0;
}

// At dips deeper than both sides: laminae that touch in the picture.
void split_at_dips(const Depths& depths, const Stretch& stretch, std::vector<Stretch>& parts) {
  const int count = static_cast<int>(stretch.bins.size());
  double best_mm = kDip_mm;
  int best = 0;
  const auto depth = [&](int i) { return at(depths, stretch.bins[static_cast<std::size_t>(i)]); };
  const auto least = [&](int from, int to) {
    double value = depth(from);
    for (int i = from; i < to; ++i) value = std::min(value, depth(i));
    return value;
  };
  for (int i = kShortestLamina; i + kShortestLamina < count; ++i) {
    const double dip_mm = depth(i) - std::max(least(0, i), least(i, count));
    bool deepest = true;
    for (int j = std::max(0, i - kBesideDip); j <= std::min(count - 1, i + kBesideDip); ++j) {
      deepest = deepest && depth(j) <= depth(i);
    }
    if (!deepest || dip_mm < best_mm) continue;
    best_mm = dip_mm;
    best = i;
  }
  if (best == 0) {
    parts.push_back(stretch);
    return;
  }
  const auto middle = stretch.bins.begin() + best;
  split_at_dips(depths, {{stretch.bins.begin(), middle}}, parts);
  split_at_dips(depths, {{middle, stretch.bins.end()}}, parts);
}

// The next vertebra above `below`, which ends at bin `end`, or nothing where this part cannot be
// it.
std::optional<CountedVertebra> next_vertebra(const Depths& depths, const Stretch& part,
                                             const CountedVertebra& below, int end) {
  const double middle = 0.5 * (part.first() + part.last());
  const CountedVertebra next{below.lumbar_level - 1, middle, median_of(depths, part.bins)};
  const double step_mm = middle - below.along_mm;
  const bool is_first = below.lumbar_level == 6;
  const bool fits = is_first ? step_mm > kNearestFirst_mm && step_mm < kFarthestFirst_mm &&
                                   next.depth_mm > below.depth_mm + kUnderSacrum_mm &&
                                   next.depth_mm < at(depths, end) + kUnderSacrumEnd_mm
                             : step_mm > kNearest_mm && step_mm < kFarthest_mm &&
                                   std::abs(next.depth_mm - below.depth_mm) < kDepthStep_mm;
  const bool whole = part.last() < static_cast<int>(depths.size()) - kOpenEnd &&
                     part.length() >= kShortestLamina && part.length() <= kLongestLamina &&
                     part.first() - end <= kLongestWindow;
  return fits && whole && next.lumbar_level >= 1 ? std::optional(next) : std::nullopt;
}

std::vector<CountedVertebra> count_upwards(const Depths& depths) {
  const std::vector<Stretch> all = stretches_of(depths);
  std::vector<Stretch> near;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_far(depths, all, i)) near.push_back(all[i]);
  }
  const std::size_t sacrum = sacrum_parts(depths, all, near);
  if (sacrum == 0) return {};
  std::vector<Stretch> parts;
  for (std::size_t i = sacrum; i < near.size(); ++i) split_at_dips(depths, near[i], parts);
  const std::vector<int> bins = joined(near, sacrum);
  CountedVertebra below{6, static_cast<double>(bins.back()), median_of(depths, bins)};
  int end = bins.back();
  std::vector<CountedVertebra> counted;
  for (const auto& part : parts) {
    const auto next = next_vertebra(depths, part, below, end);
    if (!next) break;
    counted.push_back(*next);
    below = *next;
    end = part.last();
  }
  return counted;
}

}  // namespace

std::vector<CountedVertebra> count_vertebrae(std::span<const std::optional<double>> depth_mm) {
  while (!depth_mm.empty() && !depth_mm.back()) depth_mm = depth_mm.first(depth_mm.size() - 1);
  std::size_t before = 0;  // without bone
  while (before < depth_mm.size() && !depth_mm[before]) ++before;
  depth_mm = depth_mm.subspan(before);
  std::vector<CountedVertebra> upwards = count_upwards(depth_mm);
  std::vector<std::optional<double>> turned(depth_mm.rbegin(), depth_mm.rend());
  std::vector<CountedVertebra> downwards = count_upwards(turned);
  if (!upwards.empty() && !downwards.empty()) return {};
  for (auto& vertebra : downwards) {
    vertebra.along_mm = static_cast<double>(depth_mm.size()) - 1.0 - vertebra.along_mm;
  }
  auto& counted = upwards.empty() ? downwards : upwards;
  for (auto& vertebra : counted) vertebra.along_mm += static_cast<double>(before);
  return counted;
}

}  // namespace echolance
