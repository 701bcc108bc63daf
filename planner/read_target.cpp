// SPDX-FileCopyrightText: The Echolance authors
// SPDX-License-Identifier: Apache-2.0

#include "planner/read_target.hpp"

#include <regex>
#include <tuple>

#include "planner/landmark_words.hpp"
#include "planner/read_fact.hpp"

namespace echolance {
namespace {

constexpr double kFarthestOffset_mm = 100.0;

struct NamedDirection {
  const char* name;
  double AnatomicOffset::*member;
  double sign;
};

constexpr NamedDirection kDirections[] = {
    {"lateral", &AnatomicOffset::lateral_mm, 1.0}, {"medial", &AnatomicOffset::lateral_mm, -1.0},
    {"cranial", &AnatomicOffset::cranial_mm, 1.0}, {"caudal", &AnatomicOffset::cranial_mm, -1.0},
    {"deep", &AnatomicOffset::deep_mm, 1.0},       {"superficial", &AnatomicOffset::deep_mm, -1.0}};

void read_offset(const DataNode& node, TargetPoint& point) {
  node.allow({"value", "unit", "tag", "source", "note"});
  std::ignore = node.at("unit").choice({"mm"});
  point.offset_from = read_provenance(node);
  const DataNode value = node.at("value");
  std::vector<std::string> names;
  for (const auto& direction : kDirections) names.emplace_back(direction.name);
  value.allow(names);
  for (const auto& direction : kDirections) {
    const auto amount = value.find(direction.name);
    if (!amount) continue;
    const double offset_mm = amount->number();
    if (offset_mm < 0.0 || offset_mm > kFarthestOffset_mm) {
      amount->problem("is not possible; give 0 to 100 mm, and the other direction for less");
    }
    point.offset.*direction.member += direction.sign * offset_mm;
  }
}

// A name that still holds a placeholder after this one cannot be filled in for this target.
bool can_be_filled(const std::string& name, const ProcedureTarget& target) {
  const bool sides = target.sides == TargetSides::kLeftRight;
  std::string rest = std::regex_replace(name, std::regex("\\{side\\}"), sides ? "" : "{");
  rest = std::regex_replace(rest, std::regex("\\{level\\}"), target.levels.empty() ? "{" : "");
  return rest.find('{') == std::string::npos && rest.find('}') == std::string::npos;
}

void check_landmark(const DataNode& node, const ProcedureTarget& target) {
  const std::string name = node.text();
  if (!can_be_filled(name, target)) {
    node.problem("'" + name + "' has a placeholder that this target does not fill; {side} needs " +
                 "\"sides\": \"left_right\", {level} needs \"levels\"");
  }
  const std::vector<std::string> none = {""};
  for (const auto& level : target.levels.empty() ? none : target.levels) {
    std::string filled = std::regex_replace(name, std::regex("\\{level\\}"), level);
    filled = std::regex_replace(filled, std::regex("\\{side\\}"), "left");
    if (!is_landmark_name(filled)) {
      node.problem("there is no landmark '" + filled + "'; see docs/landmark_names.md");
    }
  }
}

TargetPoint read_point(const DataNode& node, const ProcedureTarget& target) {
  node.allow({"name", "landmarks", "offset", "tag", "source", "note"});
  TargetPoint point;
  point.name = node.at("name").text();
  for (const auto& landmark : node.at("landmarks").items()) {
    check_landmark(landmark, target);
    point.landmarks.push_back(landmark.text());
  }
  if (point.landmarks.empty()) node.at("landmarks").problem("is empty; name a landmark");
  if (const auto offset = node.find("offset")) read_offset(*offset, point);
  point.from = read_provenance(node);
  return point;
}

void read_levels(const DataNode& node, ProcedureTarget& target) {
  if (const auto levels = node.find("levels")) target.levels = levels->texts();
  const auto usual = node.find("usual_level");
  if (!usual) {
    if (!target.levels.empty()) node.problem("'usual_level' is missing; add it");
    return;
  }
  if (target.levels.empty()) usual->problem("has no levels to choose from; add \"levels\"");
  target.usual_level = target.levels[usual->choice(target.levels)];
}

}  // namespace

ProcedureTarget read_target(const DataNode& node) {
  node.allow({"description", "sides", "levels", "usual_level", "points"});
  ProcedureTarget target;
  target.description = read_text_facts(node, "description");
  target.sides = static_cast<TargetSides>(node.at("sides").choice({"left_right", "midline"}));
  read_levels(node, target);
  for (const auto& point : node.at("points").items()) {
    target.points.push_back(read_point(point, target));
  }
  if (target.points.empty())
    node.at("points").problem("is empty; name what the needle is to reach");
  return target;
}

void check_structure_names(const DataNode& root, const Procedure& procedure) {
  const auto avoid = root.find("avoid");
  if (!avoid) return;
  for (const auto& item : avoid->items()) {
    const auto names = item.find("names");
    if (!names) continue;
    for (const auto& name : names->items()) {
      if (can_be_filled(name.text(), procedure.target)) continue;
      name.problem("'" + name.text() + "' has a placeholder that the target does not fill");
    }
  }
}

}  // namespace echolance
