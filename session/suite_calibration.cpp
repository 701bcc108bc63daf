// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/suite_calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace echolance {
namespace {

void add_frame(const MatchedFrame& frame, Calibration& calibration) {
  if (frame.result == nullptr || frame.result->state != NeedleState::kSeen) return;
  if (frame.truth->needle == NeedleMark::kUnmarked) return;
  const double confidence = frame.result->confidence;
  const int number =
      std::clamp(static_cast<int>(confidence * Calibration::kBins), 0, Calibration::kBins - 1);
  auto& bin = calibration.bins[static_cast<std::size_t>(number)];
  ++bin.frames;
  bin.confidence_sum += confidence;
  if (frame.truth->needle == NeedleMark::kAbsent || !frame.result->line) return;
  const auto comparison = compare_needle(*frame.result->line, *frame.truth, frame.mm_per_px);
  bin.hits += comparison.shaft_right ? 1 : 0;
  if (!comparison.tip_error_mm) return;
  ++bin.clear_tips;
  bin.hits_with_tip += comparison.shaft_right && comparison.tip_right ? 1 : 0;
}

}  // namespace

double Calibration::Bin::gap_points() const {
  if (frames == 0) return 0.0;
  return 100.0 * std::abs(confidence_sum - hits) / frames;
}

std::optional<double> Calibration::mean_gap_points() const {
  double sum = 0.0, frames = 0.0;
  for (const auto& bin : bins) {
    sum += bin.frames * bin.gap_points();
    frames += bin.frames;
  }
  return fraction(sum, frames);
}

std::optional<double> Calibration::largest_gap_points() const {
  std::optional<double> largest;
  for (const auto& bin : bins) {
    if (bin.frames >= kEnough) largest = std::max(largest.value_or(0.0), bin.gap_points());
  }
  return largest;
}

Calibration calibration_of(const std::vector<SuiteRun>& runs) {
  Calibration calibration;
  for (const auto& run : runs) {
    for (const auto& frame : run.frames) add_frame(frame, calibration);
  }
  return calibration;
}

std::vector<Metric> calibration_metrics(const Calibration& calibration) {
  std::vector<Metric> metrics = {
      {"calibration_mean_gap_points", calibration.mean_gap_points(), "confidence, mean gap"},
      {"calibration_largest_gap_points", calibration.largest_gap_points(),
       "confidence, largest gap"}};
  for (int i = 0; i < Calibration::kBins; ++i) {
    const auto& bin = calibration.bins[static_cast<std::size_t>(i)];
    const std::string key = fmt::format("calibration_{}_to_{}_percent", 10 * i, 10 * i + 10);
    metrics.push_back({key + "_frames", bin.frames, "frames seen"});
    metrics.push_back({key + "_confidence", fraction(bin.confidence_sum, bin.frames), "stated"});
    metrics.push_back({key + "_right_fraction", fraction(bin.hits, bin.frames), "shaft right"});
    metrics.push_back({key + "_right_with_tip_fraction",
                       fraction(bin.hits_with_tip, bin.clear_tips), "shaft and tip right"});
  }
  return metrics;
}

std::string calibration_text(const Calibration& calibration) {
  std::string text = fmt::format("{:<20}{:>8}{:>10}{:>14}{:>10}{:>16}\n", "confidence", "frames",
                                 "stated %", "shaft right %", "gap", "with the tip %");
  const auto percent = [](const std::optional<double>& part) {
    return part ? fmt::format("{:.1f}", 100.0 * *part) : std::string("-");
  };
  for (int i = 0; i < Calibration::kBins; ++i) {
    const auto& bin = calibration.bins[static_cast<std::size_t>(i)];
    if (bin.frames == 0) continue;
    text += fmt::format("{:<20}{:>8}{:>10}{:>14}{:>10.1f}{:>16}\n",
                        fmt::format("{:.1f} to {:.1f}", 0.1 * i, 0.1 * (i + 1)), bin.frames,
                        percent(fraction(bin.confidence_sum, bin.frames)),
                        percent(fraction(bin.hits, bin.frames)), bin.gap_points(),
                        percent(fraction(bin.hits_with_tip, bin.clear_tips)));
  }
  const auto points = [](const std::optional<double>& gap) {
    return gap ? fmt::format("{:.1f} points", *gap) : std::string("-");
  };
  return text + fmt::format("mean gap {}; largest of a range with {} frames or more {}\n",
                            points(calibration.mean_gap_points()), Calibration::kEnough,
                            points(calibration.largest_gap_points()));
}

}  // namespace echolance
