// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/plan_markups.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace echolance {
namespace {

using Json = nlohmann::ordered_json;
using Eigen::Vector3d;

constexpr const char* kSchema =
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/"
    "Schema/markups-schema-v1.0.3.json#";

Json point_json(const std::string& label, const std::string& description, const Vector3d& place) {
  return {{"id", label},
          {"label", label},
          {"description", description},
          {"position", {place.x(), place.y(), place.z()}},
          {"selected", true},
          {"locked", true},
          {"visibility", true},
          {"positionStatus", "defined"}};
}

Json markup_json(const char* type, const Json& points) {
  return {{"type", type},   {"coordinateSystem", "LPS"}, {"coordinateUnits", "mm"},
          {"locked", true}, {"labelFormat", "%N-%d"},    {"controlPoints", points}};
}

Json line_json(const PlannedPath& path, const std::string& name, const std::string& where) {
  return markup_json("Line", {point_json(name + " entry", where, entry_mm(path.way)),
                              point_json(name + " end", where, end_mm(path.way))});
}

double unit_mm(const Json& markup) {
  const Json units = markup.value("coordinateUnits", Json("mm"));
  if (units == "mm") return 1.0;
  if (units == "um") return 1e-3;
  if (units.is_array() && !units.empty() && units[0] == "mm") return 1.0;
  return 0.0;
}

std::optional<double> lps_sign(const Json& markup) {
  const Json system = markup.value("coordinateSystem", Json("LPS"));
  if (system == "LPS" || system == "1") return 1.0;
  if (system == "RAS" || system == "0") return -1.0;
  return std::nullopt;
}

// Throws what nlohmann does where the form is wrong.
Markup markup_of(const Json& value, double scale, double sign) {
  Markup markup;
  markup.type = value.at("type").get<std::string>();
  for (const auto& point : value.at("controlPoints")) {
    if (point.value("positionStatus", std::string("defined")) != "defined") continue;
    const auto place = point.at("position").get<std::vector<double>>();
    const Vector3d at(place.at(0), place.at(1), place.at(2));
    if (!at.allFinite()) throw std::invalid_argument("a position is not finite");
    markup.points_mm.push_back(scale * Vector3d(sign * at.x(), sign * at.y(), at.z()));
    if (markup.label.empty()) markup.label = point.value("label", std::string());
  }
  return markup;
}

}  // namespace

std::string plan_markups(const Plan& plan) {
  const std::string where = plan.space == PlanSpace::kImage
                                ? "in the picture's plane: x right, y depth"
                                : "in the space of the reference marker";
  Json markups = Json::array();
  Json points = {point_json(plan.target_name.empty() ? "target" : plan.target_name,
                            fmt::format("target {}; {}", where, target_words(plan)),
                            plan.target_mm)};
  if (plan.best) {
    points.push_back(point_json("entry", fmt::format("entry {}", where), entry_mm(plan.best->way)));
  }
  markups.push_back(markup_json("Fiducial", points));
  if (plan.best) markups.push_back(line_json(*plan.best, "plan", where));
  for (std::size_t i = 0; i < plan.alternatives.size(); ++i) {
    markups.push_back(line_json(plan.alternatives[i], fmt::format("alternative {}", i + 1), where));
  }
  const Json file = {{"@schema", kSchema}, {"markups", markups}};
  return file.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::vector<Markup>> parse_markups(std::string_view text) {
  const Json file = Json::parse(text, nullptr, false);
  if (file.is_discarded() || !file.is_object() || !file.value("markups", Json()).is_array()) {
    return fail(ErrorCode::kDamagedFile, "this is no markups file; give a .mrk.json of 3D Slicer");
  }
  std::vector<Markup> markups;
  std::size_t points = 0;
  try {
    for (const auto& value : file["markups"]) {
      const double scale = unit_mm(value);
      const auto sign = lps_sign(value);
      if (scale == 0.0 || !sign) {
        return fail(ErrorCode::kUnsupportedFormat,
                    "the points are neither LPS nor RAS in mm or um; export them in LPS and mm");
      }
      markups.push_back(markup_of(value, scale, *sign));
      points += markups.back().points_mm.size();
    }
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kDamagedFile,
                std::string("a markup lacks something or has it wrong: ") + exception.what());
  }
  if (points == 0) {
    return fail(ErrorCode::kNoData, "the file has no placed point; place the target in Slicer");
  }
  return markups;
}

}  // namespace echolance
