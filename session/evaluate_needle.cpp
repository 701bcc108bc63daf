// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate_needle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace echolance {

namespace {

constexpr double kAngleLimit_rad = 3.0 * std::numbers::pi / 180.0;
constexpr double kShaftLimit_mm = 1.0;
constexpr double kTipLimit_mm = 2.0;
constexpr int kConfidenceBins = 5;

double undirected_angle_rad(const Eigen::Vector2d& a, const Eigen::Vector2d& b) {
  const double cosine = std::abs(a.normalized().dot(b.normalized()));
  return std::acos(std::min(cosine, 1.0));
}

struct Tally {
  int marked = 0, right = 0, wrong = 0, missed = 0;
  int predicted = 0, predicted_right = 0;
  int free = 0, false_alarms = 0;
  int clear_tips = 0, tips_right = 0;
  std::vector<double> tip_errors_mm, angle_errors_rad, shaft_distances_mm;
  std::vector<std::pair<double, bool>> confidence_and_right;
};

void add_present(const MatchedFrame& frame, Tally& tally) {
  ++tally.marked;
  if (frame.truth->clear_tip) ++tally.clear_tips;
  const bool known = frame.result != nullptr && frame.result->line.has_value();
  const auto comparison = known ? compare_needle(*frame.result->line, *frame.truth, frame.mm_per_px)
                                : NeedleComparison{};
  if (known && frame.result->state == NeedleState::kPredicted) {
    ++tally.predicted;
    tally.predicted_right += comparison.shaft_right ? 1 : 0;
  }
  if (!known || frame.result->state != NeedleState::kSeen) {
    ++tally.missed;
    return;
  }
  ++(comparison.shaft_right ? tally.right : tally.wrong);
  tally.angle_errors_rad.push_back(comparison.angle_error_rad);
  tally.shaft_distances_mm.push_back(comparison.shaft_distance_mm);
  if (comparison.tip_error_mm) tally.tip_errors_mm.push_back(*comparison.tip_error_mm);
  if (comparison.tip_right) ++tally.tips_right;
  tally.confidence_and_right.emplace_back(frame.result->confidence, comparison.shaft_right);
}

void add_absent(const MatchedFrame& frame, Tally& tally) {
  ++tally.free;
  if (frame.result == nullptr || frame.result->state != NeedleState::kSeen) return;
  ++tally.false_alarms;
  tally.confidence_and_right.emplace_back(frame.result->confidence, false);
}

void add_calibration(const Tally& tally, std::vector<Metric>& metrics) {
  const auto& pairs = tally.confidence_and_right;
  double squares = 0.0;
  for (const auto& [confidence, right] : pairs) {
    squares += std::pow(confidence - (right ? 1.0 : 0.0), 2);
  }
  metrics.push_back({"needle_brier_score", fraction(squares, static_cast<double>(pairs.size())),
                     "mean squared error of the confidence (0 is best)"});
  for (int bin = 0; bin < kConfidenceBins; ++bin) {
    int count = 0;
    int right_count = 0;
    for (const auto& [confidence, right] : pairs) {
      const int its_bin =
          std::clamp(static_cast<int>(confidence * kConfidenceBins), 0, kConfidenceBins - 1);
      if (its_bin != bin) continue;
      ++count;
      right_count += right ? 1 : 0;
    }
    const double low = static_cast<double>(bin) / kConfidenceBins;
    const double high = static_cast<double>(bin + 1) / kConfidenceBins;
    const std::string range = fmt::format("{:.1f} to {:.1f}", low, high);
    const std::string key =
        fmt::format("needle_confidence_{:.0f}_to_{:.0f}_percent", 100 * low, 100 * high);
    metrics.push_back({key + "_frames", count, "frames seen with confidence " + range});
    metrics.push_back(
        {key + "_right_fraction", fraction(right_count, count), "  of these, shaft right"});
  }
}

}  // namespace

NeedleComparison compare_needle(const NeedleLine& line, const FrameTruth& truth, double mm_per_px) {
  NeedleComparison comparison;
  const Eigen::Vector2d along = line.tip.vector() - line.shaft.vector();
  const Eigen::Vector2d truth_along = truth.shaft[1].vector() - truth.shaft[0].vector();
  if (along.norm() < 1e-9) {
    comparison.angle_error_rad = std::numbers::pi / 2.0;
  } else {
    comparison.angle_error_rad = undirected_angle_rad(along, truth_along);
  }
  const Eigen::Vector2d normal =
      Eigen::Vector2d(-along.y(), along.x()) / std::max(along.norm(), 1e-9);
  for (const auto& point : truth.shaft) {
    const double distance_px = std::abs(normal.dot(point.vector() - line.tip.vector()));
    comparison.shaft_distance_mm = std::max(comparison.shaft_distance_mm, distance_px * mm_per_px);
  }
  comparison.shaft_right = comparison.angle_error_rad <= kAngleLimit_rad &&
                           comparison.shaft_distance_mm <= kShaftLimit_mm;
  if (truth.clear_tip) {
    comparison.tip_error_mm = (line.tip.vector() - truth.clear_tip->vector()).norm() * mm_per_px;
    comparison.tip_right = *comparison.tip_error_mm <= kTipLimit_mm;
  }
  return comparison;
}

std::vector<Metric> needle_metrics(const std::vector<MatchedFrame>& frames) {
  Tally tally;
  for (const auto& frame : frames) {
    if (frame.truth->needle == NeedleMark::kPresent) add_present(frame, tally);
    if (frame.truth->needle == NeedleMark::kAbsent) add_absent(frame, tally);
  }
  if (tally.marked + tally.free == 0) return {};
  std::vector<Metric> metrics = {
      {"needle_marked_frames", tally.marked, "frames with a marked needle"},
      {"needle_shaft_right_frames", tally.right, "  seen, shaft within 3 deg and 1 mm"},
      {"needle_shaft_wrong_frames", tally.wrong, "  seen, but elsewhere"},
      {"needle_missed_frames", tally.missed, "  not seen (of these some predicted)"},
      {"needle_shaft_right_fraction", fraction(tally.right, tally.marked), "shaft right"},
      {"needle_predicted_frames", tally.predicted, "marked frames with a predicted needle"},
      {"needle_predicted_right_frames", tally.predicted_right, "  of these, shaft right"},
      {"needle_clear_tips", tally.clear_tips, "clear tips"},
      {"needle_tip_right_tips", tally.tips_right, "  found within 2 mm"},
      {"needle_tip_right_fraction", fraction(tally.tips_right, tally.clear_tips), "tip right"},
      {"needle_tip_error_median_mm", percentile(tally.tip_errors_mm, 0.5), "tip error, median"},
      {"needle_tip_error_p95_mm", percentile(tally.tip_errors_mm, 0.95), "tip error, 95 % below"},
      {"needle_angle_error_median_rad", percentile(tally.angle_errors_rad, 0.5),
       "angle error, median"},
      {"needle_angle_error_p95_rad", percentile(tally.angle_errors_rad, 0.95),
       "angle error, 95 % below"},
      {"needle_shaft_distance_median_mm", percentile(tally.shaft_distances_mm, 0.5),
       "worse shaft point from the line, median"},
      {"needle_free_frames", tally.free, "frames without a needle"},
      {"needle_false_alarm_frames", tally.false_alarms, "  of these, a needle seen"},
      {"needle_false_alarm_fraction", fraction(tally.false_alarms, tally.free), "false alarms"}};
  add_calibration(tally, metrics);
  return metrics;
}

}  // namespace echolance
