// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/evaluate_landmarks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace echolance {

namespace {

constexpr double kShownWithin_mm = 2.0;
constexpr double kFoundWithin_mm = 8.0;
constexpr double kBehindBone_mm = 3.0;

// Which of the truth's names (docs/landmark_names.md) are of a kind: those with one of the parts
// and without the other. Kinds without a row, as the sacral
// crest, have no single point in the truth.
struct NamesOfKind {
  LandmarkKind kind;
  std::string_view part, other_part, never;
};

constexpr std::array<NamesOfKind, 9> kNames = {{
    {LandmarkKind::kPsis, "psis_left", "psis_right", "-"},
    {LandmarkKind::kPiis, "piis_left", "piis_right", "-"},
    {LandmarkKind::kSacralForamen, "_foramen_", "_foramen_", "-"},
    {LandmarkKind::kSacroiliacCleft, "si_joint_", "si_joint_", "-"},
    {LandmarkKind::kSpinousProcess, "_spinous_tip", "_spinous_tip", "-"},
    {LandmarkKind::kLamina, "_lamina_", "_lamina_", "-"},
    {LandmarkKind::kFacetJoint, "_facet_", "_facet_", "centre"},
    {LandmarkKind::kTransverseProcess, "_transverse_tip", "_medial_branch", "-"},
    {LandmarkKind::kPosteriorComplex, "_ligamentum_flavum", "_epidural_space", "-"},
}};

bool is_of(const NamesOfKind& names, std::string_view name) {
  const bool part = name.find(names.part) != std::string_view::npos ||
                    name.find(names.other_part) != std::string_view::npos;
  return part && name.find(names.never) == std::string_view::npos;
}

double distance_px(const PixelPoint& a, const PixelPoint& b) {
  return (a.vector() - b.vector()).norm();
}

bool is_behind_bone(const FrameTruth& truth, const PixelPoint& px, double mm_per_px) {
  return std::any_of(truth.bone.begin(), truth.bone.end(), [&](const PixelPoint& bone) {
    return std::abs(bone.x_px - px.x_px) <= 0.5 &&
           (px.y_px - bone.y_px) * mm_per_px > kBehindBone_mm;
  });
}

struct Marks {
  std::vector<PixelPoint> places;
  bool shown = false;  // one of them in the plane
};

Marks marks_of(const NamesOfKind& names, const MatchedFrame& frame) {
  Marks marks;
  for (const auto& mark : frame.truth->landmarks) {
    if (!is_of(names, mark.name) || is_behind_bone(*frame.truth, mark.position, frame.mm_per_px)) {
      continue;
    }
    marks.places.push_back(mark.position);
    marks.shown = marks.shown || std::abs(mark.out_of_plane_mm) <= kShownWithin_mm;
  }
  return marks;
}

std::vector<PixelPoint> claims_of(LandmarkKind kind, const FrameResult* result) {
  std::vector<PixelPoint> claims;
  if (result == nullptr) return claims;
  for (const auto& landmark : result->landmarks) {
    if (landmark.name == to_string(kind) && landmark.confidence >= kLandmarkClaim) {
      claims.push_back(landmark.position);
    }
  }
  return claims;
}

std::optional<double> nearest_px(const std::vector<PixelPoint>& claims,
                                 const std::vector<PixelPoint>& places) {
  std::optional<double> nearest;
  for (const auto& claim : claims) {
    for (const auto& place : places) {
      const double distance = distance_px(claim, place);
      if (!nearest || distance < *nearest) nearest = distance;
    }
  }
  return nearest;
}

void count(const NamesOfKind& names, const MatchedFrame& frame, LandmarkCounts& counts) {
  const Marks marks = marks_of(names, frame);
  const auto claims = claims_of(names.kind, frame.result);
  if (marks.places.empty()) {
    counts.absent += 1.0;
    if (!claims.empty()) counts.false_alarms += 1.0;
    return;
  }
  if (!marks.shown) return;
  counts.shown += 1.0;
  const auto nearest = nearest_px(claims, marks.places);
  if (!nearest || *nearest * frame.mm_per_px > kFoundWithin_mm) return;
  counts.found += 1.0;
  counts.error_mm.push_back(*nearest * frame.mm_per_px);
}

bool says_something(const LandmarkCounts& counts) {
  return counts.shown > 0.0 || counts.false_alarms > 0.0;
}

std::optional<double> per_100(const LandmarkCounts& counts) {
  const auto part = fraction(counts.false_alarms, counts.absent);
  if (!part) return std::nullopt;
  return 100.0 * *part;
}

std::string words_of(LandmarkKind kind) {
  std::string words = to_string(kind);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

LandmarkTally tally_landmarks(const std::vector<MatchedFrame>& frames) {
  LandmarkTally tally;
  for (const auto& frame : frames) {
    if (!frame.truth->has_landmarks) continue;
    for (const auto& names : kNames) {
      count(names, frame, tally[static_cast<std::size_t>(names.kind)]);
    }
  }
  return tally;
}

void add(const LandmarkTally& from, LandmarkTally& to) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i].shown += from[i].shown;
    to[i].found += from[i].found;
    to[i].absent += from[i].absent;
    to[i].false_alarms += from[i].false_alarms;
    to[i].error_mm.insert(to[i].error_mm.end(), from[i].error_mm.begin(), from[i].error_mm.end());
  }
}

std::vector<Metric> landmark_metrics(const LandmarkTally& tally) {
  std::vector<Metric> metrics;
  for (std::size_t i = 0; i < tally.size(); ++i) {
    const LandmarkCounts& counts = tally[i];
    if (!says_something(counts)) continue;
    const auto kind = static_cast<LandmarkKind>(i);
    const std::string key = fmt::format("landmark_{}_", to_string(kind));
    const std::string words = words_of(kind);
    metrics.push_back({key + "shown_frames", counts.shown, words + ": frames that show it"});
    metrics.push_back({key + "found_fraction", fraction(counts.found, counts.shown),
                       words + ": found within 8 mm"});
    metrics.push_back(
        {key + "error_median_mm", percentile(counts.error_mm, 0.5), words + ": error, median"});
    metrics.push_back(
        {key + "error_p95_mm", percentile(counts.error_mm, 0.95), words + ": error, 95 % below"});
    metrics.push_back({key + "false_alarms_per_100_frames", per_100(counts),
                       words + ": false per 100 frames without"});
  }
  return metrics;
}

std::string landmark_table(const LandmarkTally& tally) {
  const auto mm = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.1f}", *value) : std::string("-");
  };
  std::string text;
  for (std::size_t i = 0; i < tally.size(); ++i) {
    const LandmarkCounts& counts = tally[i];
    if (!says_something(counts)) continue;
    const auto found = fraction(counts.found, counts.shown);
    text += fmt::format("{:<22}{:>8.0f}{:>10}{:>9} / {:<6}{:>10.0f}{:>10.2f}\n",
                        words_of(static_cast<LandmarkKind>(i)), counts.shown,
                        found ? fmt::format("{:.1f} %", 100.0 * *found) : "-",
                        mm(percentile(counts.error_mm, 0.5)), mm(percentile(counts.error_mm, 0.95)),
                        counts.absent, per_100(counts).value_or(0.0));
  }
  if (text.empty()) return text;
  return "landmark               shown in     found  error mm / p95    absent in  false/100\n" +
         text;
}

}  // namespace echolance
