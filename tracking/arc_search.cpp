// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "tracking/arc_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace echolance {

namespace {

constexpr int kBends = 4;  // either way
constexpr double kBendStep_per_mm = 1.0 / 600.0;
constexpr double kTurns_rad[] = {-0.6 * std::numbers::pi / 180.0, 0.0,
                                 0.6 * std::numbers::pi / 180.0};
// Gain that a bend of the step above costs, by its square.
constexpr double kCostOfStep = 3.0;
// A shaft is not followed across more than this much without evidence.
constexpr double kLongestGap_mm = 5.0;
// Of many arcs one is bright by chance: beyond what the straight fit holds more is asked.
constexpr float kBeyondFit = 0.25F;

/// A parabola in fine working pixels: middle + u along + curvature / 2 u^2 across.
struct WorkArc {
  Eigen::Vector2d middle, along, across;
  double curvature = 0.0;

  [[nodiscard]] Eigen::Vector2d at(double u) const {
    return middle + u * along + 0.5 * curvature * u * u * across;
  }
  [[nodiscard]] Eigen::Vector2f normal(double u) const {
    return (across - curvature * u * along).normalized().cast<float>();
  }
};

/// How far the evidence carries from the middle one way, and its sum.
struct Reach {
  int steps = 0;
  double gain = 0.0;
};

/// Limits of a search one way: steps of the fitted shaft, and of the longest gap.
struct ReachLimits {
  int way = 1;
  int fitted = 0;
  int longest_gap = 0;
};

Reach reach_along(const NeedleScale& fine, const WorkArc& arc, const ReachLimits& limits) {
  Reach reach;
  double sum = 0.0;
  for (int step = 1; step - reach.steps <= limits.longest_gap; ++step) {
    const double u = limits.way * step;
    const Eigen::Vector2d place = arc.at(u);
    const int x = cvRound(place.x()), y = cvRound(place.y());
    if (x < 0 || y < 0 || x >= fine.mask.cols || y >= fine.mask.rows) break;
    const float response = fine.ridge.response(x, y, arc.normal(u));
    const float beyond = step > limits.fitted ? kBeyondFit : 0.0F;
    sum += std::clamp(response, kRidgeClipLow, kRidgeClipHigh) - kRidgeThreshold - beyond;
    if (sum > reach.gain) reach = {step, sum};
  }
  return reach;
}

}  // namespace

ShaftArc search_arc(const NeedleView& view, const ShaftAxis& axis) {
  const NeedleScale& fine = view.fine();
  const double mm_per_work_px = view.mm_per_px() * fine.px_per_work_px;
  const int longest_gap = std::max(4, cvRound(kLongestGap_mm / mm_per_work_px));
  const double half_px = 0.5 * (axis.end - axis.begin) * axis.sample_px;
  const int fitted = cvRound(half_px / fine.px_per_work_px);
  const Eigen::Vector2d middle = fine.to_work(axis.at(0.5 * (axis.begin + axis.end)));
  ShaftArc best;
  double best_worth = -1.0;
  for (int bend = -kBends; bend <= kBends; ++bend) {
    for (const double turn : kTurns_rad) {
      const Eigen::Vector2d along =
          std::cos(turn) * axis.direction + std::sin(turn) * axis.normal();
      const WorkArc arc{
          middle, along, {-along.y(), along.x()}, bend * kBendStep_per_mm * mm_per_work_px};
      const Reach back = reach_along(fine, arc, {-1, fitted, longest_gap});
      const Reach ahead = reach_along(fine, arc, {1, fitted, longest_gap});
      const double worth = back.gain + ahead.gain - kCostOfStep * bend * bend;
      if (worth <= best_worth) continue;
      best_worth = worth;
      const Eigen::Vector2d begin = arc.at(-back.steps), end = arc.at(ahead.steps);
      const Eigen::Vector2d chord = (end - begin).normalized();
      const Eigen::Vector2d beside = arc.at(0.5 * (ahead.steps - back.steps)) - 0.5 * (begin + end);
      best = {fine.to_region(begin), fine.to_region(end),
              beside.dot(Eigen::Vector2d(-chord.y(), chord.x())) * fine.px_per_work_px,
              back.gain + ahead.gain};
    }
  }
  return best;
}

}  // namespace echolance
