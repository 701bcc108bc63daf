// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "session/landmark_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "session/track_summary.hpp"

namespace echolance {
namespace {

using Json = nlohmann::ordered_json;

// Those that injections are planned on, in the order of the printed table.
constexpr std::array kMain = {
    "psis_left",           "psis_right",           "piis_left",           "piis_right",
    "si_joint_upper_left", "si_joint_upper_right", "si_joint_lower_left", "si_joint_lower_right",
    "s2_foramen_left",     "s2_foramen_right",     "s2_spinous_tubercle", "sacral_hiatus_apex",
    "l5_spinous_tip",      "l4_spinous_tip",       "l3_spinous_tip",      "l4_l5_facet_left",
    "l4_l5_facet_right",   "l4_l5_epidural_space", "l5_s1_epidural_space"};

struct Place {
  const char* landmark;
  const char* words;
};
constexpr std::array kWanted = {Place{"psis_left", "left posterior superior iliac spine"},
                                Place{"psis_right", "right posterior superior iliac spine"},
                                Place{"s2_spinous_tubercle", "sacrum in the midline"},
                                Place{"l5_spinous_tip", "lowest lumbar vertebra"},
                                Place{"l4_spinous_tip", "fourth lumbar vertebra"}};

const SpaceLandmark* find(const BoneLandmarks& found, std::string_view name) {
  const auto at = std::find_if(found.landmarks.begin(), found.landmarks.end(),
                               [&](const SpaceLandmark& mark) { return mark.name == name; });
  return at == found.landmarks.end() ? nullptr : &*at;
}

double rounded(double value) {
  return std::round(100.0 * value) / 100.0;
}

Json numbers(const Eigen::Vector3d& point) {
  return {rounded(point.x()), rounded(point.y()), rounded(point.z())};
}

Json landmark_json(const SpaceLandmark& mark, const LandmarkResults& results) {
  Json object = {{"name", mark.name}, {"state", to_string(mark.state)}};
  const bool given = mark.state != LandmarkState::kAbstained;
  object["point_mm"] = given ? numbers(mark.point_mm) : Json(nullptr);
  object["std_mm"] = mark.std_mm > 0.0 ? Json(rounded(mark.std_mm)) : Json(nullptr);
  object["confidence"] = rounded(mark.confidence);
  if (given && results.sweep) {
    const double depth_mm = depth_under_skin_mm(results.sweep->faces, mark.point_mm);
    object["depth_under_skin_mm"] =
        std::isfinite(depth_mm) ? Json(rounded(depth_mm)) : Json(nullptr);
  }
  object["reason"] = mark.reason;
  return object;
}

Json sweep_json(const SweepSurface& sweep) {
  return {{"frames", sweep.frames},
          {"frames_used", sweep.used},
          {"frames_invalid_pose", sweep.invalid_pose},
          {"frames_without_ultrasound", sweep.without_ultrasound}};
}

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::vector<std::string> what_to_scan_next(const BoneLandmarks& found) {
  if (!found.usable()) {
    return {
        "scan both posterior iliac spines, the sacrum between them and the lumbar midline in one "
        "recording, the probe across the back"};
  }
  std::vector<std::string> sentences;
  for (const auto& place : kWanted) {
    const SpaceLandmark* mark = find(found, place.landmark);
    if (mark == nullptr || mark->state == LandmarkState::kSeen) continue;
    sentences.push_back(fmt::format("the {} was not seen: move the probe over it", place.words));
  }
  return sentences;
}

std::string landmarks_json(const LandmarkResults& results) {
  const BoneLandmarks& found = results.found;
  Json object = {{"schema", "echolance.landmarks"},
                 {"schema_version", 2},
                 {"notice", kNotAMedicalDevice},
                 {"program_version", results.program_version},
                 {"input", {{"path", results.input_path}, {"sha256", results.input_sha256}}},
                 {"space", results.space},
                 {"usable", found.usable()},
                 {"verdict", to_string(found.verdict)},
                 {"reason", found.reason}};
  object["fit"] = {{"points", found.points},
                   {"inlier_share", rounded(found.fit.inlier_share)},
                   {"median_distance_mm", rounded(found.fit.median_off_mm)},
                   {"cost_mm2", rounded(found.fit.cost)},
                   {"runner_up_cost_mm2", rounded(found.runner_up_cost)}};
  if (results.sweep) object["sweep"] = sweep_json(*results.sweep);
  object["files"] = Json::object();
  for (const auto& file : results.files) object["files"][file.name] = file.sha256;
  object["landmarks"] = Json::array();
  for (const auto& mark : found.landmarks) {
    object["landmarks"].push_back(landmark_json(mark, results));
  }
  object["scan_next"] = results.scan_next;
  object["warnings"] = results.warnings;
  return dumped(object);
}

std::string landmarks_markups(const LandmarkResults& results) {
  Json points = Json::array();
  for (const auto& mark : results.found.landmarks) {
    if (mark.state == LandmarkState::kAbstained) continue;
    points.push_back({{"id", std::to_string(points.size() + 1)},
                      {"label", mark.name},
                      {"description", fmt::format("{}, standard deviation {:.1f} mm",
                                                  to_string(mark.state), mark.std_mm)},
                      {"position", numbers(mark.point_mm)},
                      {"selected", true},
                      {"locked", true},
                      {"visibility", true},
                      {"positionStatus", "defined"}});
  }
  const Json list = {{"type", "Fiducial"}, {"coordinateSystem", "LPS"}, {"coordinateUnits", "mm"},
                     {"locked", true},     {"labelFormat", "%N-%d"},    {"controlPoints", points}};
  return dumped({{"@schema",
                  "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/"
                  "Resources/Schema/markups-schema-v1.0.3.json#"},
                 {"markups", Json::array({list})}});
}

std::string landmarks_text(const LandmarkResults& results) {
  const BoneLandmarks& found = results.found;
  std::string text = fmt::format("{:<24}{}{}{}\n", "fit", to_string(found.verdict),
                                 found.reason.empty() ? "" : ": ", found.reason);
  text += fmt::format("{:<24}{} points, {:.0f} % within 4 mm, median {:.1f} mm\n", "surface",
                      found.points, 100.0 * found.fit.inlier_share, found.fit.median_off_mm);
  if (found.usable()) {
    text += fmt::format("{:<24}{:>8} {:>8} {:>8} {:>8}  in {}, mm\n", "landmark", "x", "y", "z",
                        "std", results.space);
    for (const char* name : kMain) {
      const SpaceLandmark* mark = find(found, name);
      if (mark == nullptr) continue;
      text += mark->state == LandmarkState::kAbstained
                  ? fmt::format("{:<24}abstained: {}\n", name, mark->reason)
                  : fmt::format("{:<24}{:>8.1f} {:>8.1f} {:>8.1f} {:>8.1f}  {}\n", name,
                                mark->point_mm.x(), mark->point_mm.y(), mark->point_mm.z(),
                                mark->std_mm, to_string(mark->state));
    }
  }
  for (const auto& sentence : results.scan_next)
    text += fmt::format("{:<24}{}\n", "scan next", sentence);
  return text + fmt::format("{:<24}{:.0f} ms\n", "fitted in", results.fit_ms);
}

}  // namespace echolance
