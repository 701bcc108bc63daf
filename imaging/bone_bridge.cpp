// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "imaging/bone_bridge.hpp"

#include <algorithm>
#include <cmath>

#include "imaging/bone_path.hpp"

namespace echolance {
namespace {

constexpr double kWidest_mm = 8.0;
constexpr double kShallowest_mm = 1.0;  // shallower dips do no harm
constexpr double kSide_mm = 1.5;        // a dip's sides are steep: this far it drops that deep
constexpr double kCrestReach_mm = 0.5;
constexpr float kStrongRidge = 0.45F;
constexpr float kStrongShare = 0.85F;  // of the lines under the bridge
// A repeat is an echo of its own: the gap above it is darker than this share of the surface's echo.
// The lower edge of one thick echo is no repeat.
constexpr float kGap = 0.74F;

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

/// The dip between two lines that stay, and limits in lines and samples.
struct Dip {
  int left = 0;
  int right = 0;
};

struct Limits {
  int widest = 1;
  int side = 1;
  int deep = 1;
  int crest_reach = 1;
};

/// Where the ridge is strongest near the straight line over the dip.
int bridge_sample(const Dip& dip, int line, const std::vector<int>& path,
                  const BoneLikelihood& likelihood, const Limits& limits) {
  const double part = static_cast<double>(line - dip.left) / (dip.right - dip.left);
  const double straight = path[at(dip.left)] + part * (path[at(dip.right)] - path[at(dip.left)]);
  const auto* row = likelihood.ridge().ptr<float>(line);
  const int middle = static_cast<int>(std::lround(straight));
  const int from = std::max(0, middle - limits.crest_reach);
  const int to = std::min(likelihood.ridge().cols, middle + limits.crest_reach + 1);
  return static_cast<int>(std::max_element(row + from, row + to) - row);
}

float darkest_between(int line, int from, int to, const BoneLikelihood& likelihood) {
  float darkest = likelihood.level(line, from);
  for (int sample = from + 1; sample <= to; ++sample) {
    darkest = std::min(darkest, likelihood.level(line, sample));
  }
  return darkest;
}

bool has_strong_ridge(const Dip& dip, const std::vector<int>& path,
                      const BoneLikelihood& likelihood, const Limits& limits) {
  int strong = 0;
  int deepest = 0;
  for (int line = dip.left + 1; line < dip.right; ++line) {
    const int sample = bridge_sample(dip, line, path, likelihood, limits);
    strong += likelihood.ridge().at<float>(line, sample) > kStrongRidge ? 1 : 0;
    deepest = std::max(deepest, path[at(line)] - sample);
  }
  const int lines = dip.right - dip.left - 1;
  return deepest >= limits.deep &&
         static_cast<float>(strong) >= kStrongShare * static_cast<float>(lines);
}

bool is_repeat(const Dip& dip, const std::vector<int>& path, const BoneLikelihood& likelihood,
               const Limits& limits) {
  float bridge = 0.0F;
  float repeat = 0.0F;
  float gap = 0.0F;
  for (int line = dip.left + 1; line < dip.right; ++line) {
    const int sample = bridge_sample(dip, line, path, likelihood, limits);
    bridge += likelihood.level(line, sample);
    repeat += likelihood.level(line, path[at(line)]);
    gap += darkest_between(line, sample, path[at(line)], likelihood);
  }
  return repeat <= bridge && gap <= kGap * bridge;
}

/// The widest dip that begins after this line, or one without width.
Dip dip_from(int left, const std::vector<int>& path, const BoneLikelihood& likelihood,
             const Limits& limits) {
  const int lines = static_cast<int>(path.size());
  const Dip none{left, left};
  if (left + limits.side >= lines || path[at(left + limits.side)] - path[at(left)] < limits.deep) {
    return none;
  }
  int end = left;
  while (end + 1 < std::min(lines, left + limits.widest + 1) &&
         path[at(end + 1)] != BonePath::kNoBone) {
    ++end;
  }
  for (int right = end; right > left + 1; --right) {
    const int before = std::max(left, right - limits.side);
    const bool rises = path[at(before)] - path[at(right)] >= limits.deep;
    const Dip dip{left, right};
    if (rises && has_strong_ridge(dip, path, likelihood, limits) &&
        is_repeat(dip, path, likelihood, limits)) {
      return dip;
    }
  }
  return none;
}

}  // namespace

void bridge_dips(std::vector<int>& path, const BoneLikelihood& likelihood,
                 const ScanLines& geometry) {
  const double line_mm = geometry.line_mm()[geometry.line_mm().size() / 2];
  const auto count = [](double mm, double step_mm) {
    return std::max(1, static_cast<int>(std::lround(mm / step_mm)));
  };
  const Limits limits{count(kWidest_mm, line_mm), count(kSide_mm, line_mm),
                      std::max(3, count(kShallowest_mm, geometry.sample_mm())),
                      count(kCrestReach_mm, geometry.sample_mm())};
  for (int left = 0; left < static_cast<int>(path.size()); ++left) {
    if (path[at(left)] == BonePath::kNoBone) {
      continue;
    }
    const Dip dip = dip_from(left, path, likelihood, limits);
    for (int line = dip.left + 1; line < dip.right; ++line) {
      path[at(line)] = bridge_sample(dip, line, path, likelihood, limits);
    }
    left = std::max(left, dip.right - 1);
  }
}

}  // namespace echolance
