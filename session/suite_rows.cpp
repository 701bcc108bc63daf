// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/suite_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numbers>
#include <set>

namespace echolance {
namespace {

constexpr double kVisiblePart = 0.8;
constexpr double kPartlyPart = 0.3;
constexpr double kFlat_rad = 30.0 * std::numbers::pi / 180.0;
constexpr double kSteep_rad = 50.0 * std::numbers::pi / 180.0;
constexpr double kLong_mm = 10.0;

using TakesSequence = std::function<bool(const SuiteSequence&)>;
using TakesNeedle = std::function<bool(const NeedleSight&)>;

bool any_sequence(const SuiteSequence& /*sequence*/) {
  return true;
}

TakesSequence with(const std::string& stratum, const std::string& value) {
  return [=](const SuiteSequence& sequence) { return sequence.stratum(stratum) == value; };
}

TakesNeedle showing(Visibility visibility, double least_mm) {
  return [=](const NeedleSight& sight) {
    return visibility_of(sight) == visibility && sight.visible_length_mm >= least_mm;
  };
}

void add_visibility(std::vector<SuiteRow>& rows) {
  struct Kind {
    Visibility visibility;
    const char* key;
    const char* name;
  };
  constexpr std::array<Kind, 3> kKinds = {
      {{Visibility::kVisible, "visible", "visible"},
       {Visibility::kPartly, "partly", "partly visible"},
       {Visibility::kNearlyInvisible, "nearly_invisible", "nearly invisible"}}};
  for (const auto& [visibility, key, name] : kKinds) {
    const std::string text = name;
    const std::string id = key;
    const TakesSequence in_plane = with("approach", "in_plane");
    rows.push_back({"visibility", id, text, any_sequence, showing(visibility, 0.0)});
    rows.push_back(
        {"visibility", id + "_in_plane", text + ", in plane", in_plane, showing(visibility, 0.0)});
    rows.push_back({"visibility", id + "_in_plane_long", text + ", in plane, from 10 mm on",
                    in_plane, showing(visibility, kLong_mm)});
  }
}

void add_angles(std::vector<SuiteRow>& rows) {
  rows.push_back({"angle to the probe's face", "flat", "flat, below 30 deg", any_sequence,
                  [](const NeedleSight& sight) { return sight.angle_rad < kFlat_rad; }});
  rows.push_back({"angle to the probe's face", "oblique", "30 to 50 deg", any_sequence,
                  [](const NeedleSight& sight) {
                    return sight.angle_rad >= kFlat_rad && sight.angle_rad < kSteep_rad;
                  }});
  rows.push_back({"angle to the probe's face", "steep", "steep, from 50 deg on", any_sequence,
                  [](const NeedleSight& sight) { return sight.angle_rad >= kSteep_rad; }});
}

void add_stratum(const std::string& stratum, const std::vector<SuiteSequence>& sequences,
                 std::vector<SuiteRow>& rows) {
  std::set<std::string> values;
  for (const auto& sequence : sequences) values.insert(sequence.stratum(stratum));
  values.erase("");
  for (const auto& value : values) {
    std::string name = value;
    std::replace(name.begin(), name.end(), '_', ' ');
    rows.push_back({stratum, fmt::format("{}_{}", stratum, value), name, with(stratum, value), {}});
  }
}

std::optional<double> value_of(const std::vector<Metric>& metrics, const std::string& name) {
  for (const auto& metric : metrics) {
    if (metric.name == name) return metric.value;
  }
  return std::nullopt;
}

std::string percent(const std::optional<double>& part) {
  return part ? fmt::format("{:.1f}", 100.0 * *part) : "-";
}

std::string fixed(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "-";
}

}  // namespace

Visibility visibility_of(const NeedleSight& sight) {
  const double part = sight.bright_length_mm / std::max(sight.picture_length_mm, 1e-9);
  if (part >= kVisiblePart) return Visibility::kVisible;
  return part >= kPartlyPart ? Visibility::kPartly : Visibility::kNearlyInvisible;
}

std::vector<SuiteRow> suite_rows(const std::vector<SuiteSequence>& sequences) {
  std::vector<SuiteRow> rows = {{"all", "all", "all sequences", any_sequence, {}}};
  add_visibility(rows);
  add_angles(rows);
  for (const char* stratum : {"approach", "probe", "hand", "course", "procedure"}) {
    add_stratum(stratum, sequences, rows);
  }
  return rows;
}

std::vector<Metric> row_metrics(const SuiteRow& row, const std::vector<SuiteRun>& runs) {
  std::vector<MatchedFrame> frames;
  double sequences = 0.0, columns = 0.0, found = 0.0;
  for (const auto& run : runs) {
    if (!row.takes_sequence(*run.sequence)) continue;
    const auto before = frames.size();
    for (const auto& frame : run.frames) {
      const auto& sight = frame.truth->sight;
      if (!row.takes_needle || (sight && row.takes_needle(*sight))) frames.push_back(frame);
    }
    if (frames.size() == before) continue;
    ++sequences;
    columns += run.bone_columns;
    found += run.bone_found;
  }
  if (row.takes_needle) columns = 0.0;  // the bone has its rows by sequence
  const auto needle = needle_metrics(frames);
  const auto count = [&](const char* name) { return value_of(needle, name).value_or(0.0); };
  const double marked = count("needle_marked_frames");
  const double seen = count("needle_shaft_right_frames") + count("needle_shaft_wrong_frames");
  const auto named = [&](const char* figure, std::optional<double> value) {
    return Metric{row.key + "_" + figure, value, row.name};
  };
  return {named("sequences", sequences),
          named("frames", static_cast<double>(frames.size())),
          named("needle_frames", marked),
          named("seen_fraction", fraction(seen, marked)),
          named("shaft_right_fraction", fraction(count("needle_shaft_right_frames"), marked)),
          named("tip_error_median_mm", value_of(needle, "needle_tip_error_median_mm")),
          named("tip_error_p95_mm", value_of(needle, "needle_tip_error_p95_mm")),
          named("tip_within_2mm_fraction", value_of(needle, "needle_tip_right_fraction")),
          named("free_frames", count("needle_free_frames")),
          named("false_seen_fraction", value_of(needle, "needle_false_alarm_fraction")),
          named("bone_within_2mm_fraction", fraction(found, columns))};
}

std::string row_heading() {
  return fmt::format("{:<43}{:>5}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}\n", "", "seq.",
                     "frames", "needle", "seen", "shaft", "tip", "tip", "tip in", "free", "false",
                     "bone") +
         fmt::format("{:<43}{:>5}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}\n", "", "", "",
                     "frames", "%", "right%", "med mm", "p95 mm", "2 mm %", "frames", "seen %",
                     "2 mm %");
}

std::string row_text(const SuiteRow& row, const std::vector<Metric>& metrics) {
  const auto value = [&](const char* figure) { return value_of(metrics, row.key + "_" + figure); };
  return fmt::format("{:<43}{:>5}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}\n", row.name,
                     fixed(value("sequences"), 0), fixed(value("frames"), 0),
                     fixed(value("needle_frames"), 0), percent(value("seen_fraction")),
                     percent(value("shaft_right_fraction")), fixed(value("tip_error_median_mm"), 2),
                     fixed(value("tip_error_p95_mm"), 2), percent(value("tip_within_2mm_fraction")),
                     fixed(value("free_frames"), 0), percent(value("false_seen_fraction")),
                     percent(value("bone_within_2mm_fraction")));
}

}  // namespace echolance
