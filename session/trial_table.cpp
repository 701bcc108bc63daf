// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "session/landmark_trials.hpp"

namespace echolance {
namespace {

using Eigen::Vector3d;

/// How an error is measured.
enum class ErrorKind { kWhole, kSideways, kDepth };

struct Row {
  const char* name;
  std::vector<std::string_view> landmarks;
  ErrorKind kind = ErrorKind::kWhole;
  double right_mm = 10.0;  ///< for the share that was found
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {"PSIS", {"psis_left", "psis_right"}},
      {"PIIS", {"piis_left", "piis_right"}},
      {"sacroiliac cleft",
       {"si_joint_upper_left", "si_joint_upper_right", "si_joint_lower_left",
        "si_joint_lower_right"}},
      {"S2 foramen", {"s2_foramen_left", "s2_foramen_right"}},
      {"iliac crest, top", {"iliac_crest_top_left", "iliac_crest_top_right"}},
      {"ASIS", {"asis_left", "asis_right"}},
      {"sacral hiatus", {"sacral_hiatus_apex"}},
      {"spinous L4, L5", {"l4_spinous_tip", "l5_spinous_tip"}},
      {"facet L4/5, L5/S1",
       {"l4_l5_facet_left", "l4_l5_facet_right", "l5_s1_facet_left", "l5_s1_facet_right"}},
      {"midline, sideways",
       {"s1_spinous_tubercle", "s2_spinous_tubercle", "l5_spinous_tip", "l4_spinous_tip"},
       ErrorKind::kSideways},
      {"epidural, depth",
       {"l4_l5_epidural_space", "l5_s1_epidural_space", "l3_l4_epidural_space"},
       ErrorKind::kDepth}};
  return table;
}

const NamedPoint* truth_of(const TrialResult& result, std::string_view name) {
  const auto at = std::find_if(result.truth.begin(), result.truth.end(),
                               [&](const NamedPoint& point) { return point.name == name; });
  return at == result.truth.end() ? nullptr : &*at;
}

struct Counted {
  int wanted = 0, right = 0;
  std::vector<double> errors_mm;
  int within_one = 0, within_two = 0;  // stated standard deviations
};

double error_mm(const TrialResult& result, const SpaceLandmark& mark, const NamedPoint& truth,
                ErrorKind kind) {
  const Vector3d off = result.reference_from_data * (mark.point_mm - truth.point.mm);
  if (kind == ErrorKind::kSideways) return std::abs(off.x());
  if (kind == ErrorKind::kDepth) return std::abs(off.y());
  return off.norm();
}

Counted count(const Row& row, const std::vector<TrialResult>& results) {
  Counted counted;
  for (const auto& result : results) {
    for (const auto name : row.landmarks) {
      const NamedPoint* truth = truth_of(result, name);
      if (truth == nullptr) continue;
      ++counted.wanted;
      for (const auto& mark : result.found.landmarks) {
        if (mark.name != name || mark.state == LandmarkState::kAbstained) continue;
        const double off_mm = error_mm(result, mark, *truth, row.kind);
        counted.errors_mm.push_back(off_mm);
        counted.right += off_mm <= row.right_mm ? 1 : 0;
        const double whole_mm = error_mm(result, mark, *truth, ErrorKind::kWhole);
        counted.within_one += whole_mm <= mark.std_mm ? 1 : 0;
        counted.within_two += whole_mm <= 2.0 * mark.std_mm ? 1 : 0;
      }
    }
  }
  std::sort(counted.errors_mm.begin(), counted.errors_mm.end());
  return counted;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// The level of a spinous process is right when the true one of that name is the nearest.
std::string level_line(const std::vector<TrialResult>& results) {
  constexpr std::array kLevels = {"l1_spinous_tip", "l2_spinous_tip", "l3_spinous_tip",
                                  "l4_spinous_tip", "l5_spinous_tip"};
  int given = 0, right = 0;
  for (const auto& result : results) {
    for (const auto& mark : result.found.landmarks) {
      if ((mark.name != "l4_spinous_tip" && mark.name != "l5_spinous_tip") ||
          mark.state == LandmarkState::kAbstained) {
        continue;
      }
      std::string_view nearest;
      double least_mm = 1e9;
      for (const char* level : kLevels) {
        const NamedPoint* truth = truth_of(result, level);
        if (truth == nullptr) continue;
        const double off_mm = (truth->point.mm - mark.point_mm).norm();
        if (off_mm < least_mm) {
          least_mm = off_mm;
          nearest = level;
        }
      }
      ++given;
      right += nearest == mark.name ? 1 : 0;
    }
  }
  return fmt::format("{:<20}{:>6} given, {} right\n", "level of L4, L5", given, right);
}

}  // namespace

std::string trial_table(const TrialOptions& options, const std::vector<TrialResult>& results) {
  int usable = 0;
  double slowest_s = 0.0;
  for (const auto& result : results) {
    usable += result.found.usable() ? 1 : 0;
    slowest_s = std::max(slowest_s, result.fit_s);
  }
  std::string text =
      fmt::format("{}, people {}, seeds {} to {}: {} of {} fits usable, slowest fit {:.1f} s\n",
                  to_string(options.data), to_string(options.people), options.seed,
                  options.seed + results.size() - 1, usable, results.size(), slowest_s);
  for (const auto& result : results) {
    if (result.found.usable()) continue;
    text += fmt::format("seed {}: {}, {} points, {:.0f} % within 4 mm, cost {:.1f}, lead {:.2f}\n",
                        result.seed, to_string(result.found.verdict), result.found.points,
                        100.0 * result.found.fit.inlier_share, result.found.fit.cost,
                        result.found.lead);
  }
  text += fmt::format("{:<20}{:>6}{:>8}{:>10}{:>10}{:>8}{:>8}{:>8}\n", "landmark", "given", "of",
                      "in 10 mm", "median", "p95", "1 std", "2 std");
  for (const auto& row : rows()) {
    const Counted counted = count(row, results);
    const auto given = static_cast<double>(counted.errors_mm.size());
    if (counted.errors_mm.empty()) {
      text += fmt::format("{:<20}{:>6}{:>8}\n", row.name, 0, counted.wanted);
      continue;
    }
    text += fmt::format("{:<20}{:>6}{:>8}{:>8.0f} %{:>7.1f} mm{:>5.1f} mm{:>6.0f} %{:>6.0f} %\n",
                        row.name, counted.errors_mm.size(), counted.wanted,
                        100.0 * counted.right / counted.wanted, quantile(counted.errors_mm, 0.5),
                        quantile(counted.errors_mm, 0.95), 100.0 * counted.within_one / given,
                        100.0 * counted.within_two / given);
  }
  return text + level_line(results);
}

}  // namespace echolance
